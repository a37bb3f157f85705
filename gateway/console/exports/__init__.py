"""Files of the console: downloads, and sheets that go out, are filled in and come back."""
