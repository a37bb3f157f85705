"""사업: their list, one of them with its acts, and the budget sheet of a plan."""
