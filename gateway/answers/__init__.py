"""What the API tells: the shapes of its answers and how rows become them, by context."""
