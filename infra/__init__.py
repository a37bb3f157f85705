"""The engine every process shares: log, runner, relay, feed, projections, messaging, local running."""
