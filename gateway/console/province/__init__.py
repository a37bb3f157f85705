"""시군평가 in the console: years, the board of indicators, leagues, the forecast and briefings (EVL-30 to 44)."""
