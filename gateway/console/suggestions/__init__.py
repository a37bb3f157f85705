"""제안·민원: what citizens send without an account, and how the offices handle it (ENG-66)."""
