"""청렴: the city's integrity by year, and breaches that were looked into (EVL-80 to EVL-86)."""
