"""지시사항: the board, one directive with its acts and timeline, and what it would owe."""
