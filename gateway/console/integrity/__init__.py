"""청렴톡: what reporters send and read without an account, and what the two readers see (ENG-63 to ENG-65)."""
