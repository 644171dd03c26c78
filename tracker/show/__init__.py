"""What a release is shown as elsewhere: citations, exports, pictures."""

STYLES = ("bibtex", "apa", "csl-json", "ris", "credit")
"""Styles of a citation; here, so that the command line knows them at no cost."""
