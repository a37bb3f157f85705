"""받아적기: a memo of the mayor's words that becomes directives, and what came of it."""
