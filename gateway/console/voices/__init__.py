"""내 의견은 어떻게 되었나: the permanent short link of a round or a session, and being told of it (ENG-09)."""
