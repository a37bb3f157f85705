"""부서평가: places by group, one scorecard down to its events, what is entered and verified, plans (EVL-01 to 18)."""
