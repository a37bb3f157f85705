"""The engagement's write side: what citizens are asked, what they say, and what becomes of it."""
