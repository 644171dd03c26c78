"""Releases from a host into the cache, each step checked by the one before."""
