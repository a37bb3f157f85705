"""Side by side with what else there is, alternating in one run: only ratios count, for machines drift."""
