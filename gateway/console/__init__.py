"""Web console: pages for civil servants, rendered on the server."""
