"""Import files (가져오기): read, planned, tried dry, then applied chunk by chunk (PLT-14)."""
