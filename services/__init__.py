"""Write side: one folder a context."""
