"""One event of the log as a page: where every number ends."""
