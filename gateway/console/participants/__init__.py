"""참가자: a session's desk with its seats and tickets, and the pages on which citizens register (ENG-03, ENG-15)."""
