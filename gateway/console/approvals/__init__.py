"""승인 절차: how far an international event is on its way to the approval, and what goes on beside it."""
