"""Which releases there are, and their files and tables as they are read."""
