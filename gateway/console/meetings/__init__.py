"""회의: meetings with their decisions, briefings, resolutions and concurrence."""
