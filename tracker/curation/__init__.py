"""From curated CSV to an immutable release: read, validate, tidy, publish."""
