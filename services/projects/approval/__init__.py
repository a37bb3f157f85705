"""Approval of an international event: steps in order, judged by rules, and what is done beside it (PRJ-58 to 64)."""
