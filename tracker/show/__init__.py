"""What is shown of a release: pictures, pages, citations, exports."""

STYLES = ("bibtex", "apa", "csl-json", "ris", "credit")
"""Styles of a citation; here, so that the command line knows them at no cost."""
