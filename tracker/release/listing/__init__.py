"""The index of a shelf: its signature, the cache's locks, and how long anything may take."""
