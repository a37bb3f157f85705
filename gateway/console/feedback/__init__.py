"""환류: what a session has brought up, asked of departments, and what becomes of it (ENG-07, ENG-09)."""
