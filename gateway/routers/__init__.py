"""HTTP API, one router a context."""
