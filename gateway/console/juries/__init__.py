"""배심원: citizens' juries drawn by lot, their sessions and votes, and what everybody may check (ENG-60, ENG-61)."""
