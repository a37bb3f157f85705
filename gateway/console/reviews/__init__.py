"""심사분석: how far each flagship project of a year has come, quarter by quarter, and what is done about it."""
