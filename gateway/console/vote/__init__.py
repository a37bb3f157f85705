"""The voting page: what a citizen's phone opens in the hall (ENG-04, ENG-13)."""
