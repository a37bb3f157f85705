"""Directives: issue, share, and the facts that their deadlines rest on."""
