"""내 할 일: what somebody owes today and what others owe, by role."""
