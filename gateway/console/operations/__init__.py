"""운영: how commands flow, what waits and what needs somebody; it opens while databases or broker are away."""
