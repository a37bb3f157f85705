"""The Nonsan sample: a training installation on a manual clock, loaded through the gateway like any other client."""
