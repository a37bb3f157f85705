"""What travels between processes: commands, events, replies, envelopes, shared values and calendar arithmetic."""
