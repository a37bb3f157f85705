"""공개: what everybody may read without signing in, and nothing but what was published."""
