"""공모 일정: calls for bids that are to come, the bids of each, and how many were won by year."""
