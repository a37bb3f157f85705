"""Registry: departments, public holidays, the business clock."""
