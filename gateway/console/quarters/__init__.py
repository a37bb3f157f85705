"""분기 점검: the check of a quarter's directives, its editions and their files."""
