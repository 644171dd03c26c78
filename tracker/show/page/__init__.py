"""A static site from a release: readable from disk, without a network, and without JavaScript."""

from tracker.show.page.site import render, write

__all__ = ["render", "write"]
