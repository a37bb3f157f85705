"""불일치 대장: where a source contradicts itself or a rule, of every context that records it, and what was decided."""
