"""첫 화면: the front of a training installation, and its tour."""
