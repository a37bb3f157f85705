"""Projects: their money, schedule, land and procedures; plans, bids, approvals and records."""
