"""Files for people's own programs: what is laid out as plain rows and blocks becomes bytes here, and back (DIR-21)."""
