"""A project (사업): who it is, its money, milestones, procedures, land and all else that belongs to it."""
