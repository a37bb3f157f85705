"""찾아가는 설명회 and 릴레이 응원: what goes to the towns, and who cheers (ENG-67, ENG-68)."""
