"""타운홀: the sessions with citizens as the coordinating office prepares and holds them (ENG-01)."""
