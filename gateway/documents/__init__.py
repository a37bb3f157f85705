"""The documents of the API: OpenAPI 3.1 with examples that run, AsyncAPI 3 of the events."""
