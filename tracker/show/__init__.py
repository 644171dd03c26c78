"""What a release is shown as elsewhere: citations, exports, pictures, a site."""

STYLES = ("bibtex", "biblatex", "apa", "csl-json", "ris", "credit")
"""Styles of a citation; here, so that the command line knows them at no cost."""
