"""The documentation as a site that opens from disk: ``make site-docs``."""

import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from tracker.version import __version__  # noqa: E402

project = "5G Vendor Stances"
author = copyright = "5G Vendor Stances maintainers"  # noqa: A001
release = version = __version__
extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc", "sphinx_click"]
source_suffix = {".md": "markdown", ".rst": "restructuredtext"}
exclude_patterns = ["_build"]
myst_heading_anchors = 4
numpydoc_show_class_members = False
autosummary_generate = False
autodoc_typehints = "none"
html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sphinx = False

_LINK = re.compile(r"\[([^\]]*)\]\(((?:\.\./)+[^)#]+)(?:#[^)]*)?\)")


def _outside(_app: object, page: str, text: list[str]) -> None:
    """A link to a file of the repository that is no page of the site is told as its place in the repository."""

    def told(link: re.Match[str]) -> str:
        place = (HERE / page).parent.joinpath(link[2]).resolve()
        if place.is_relative_to(HERE):
            return link[0]
        path = place.relative_to(HERE.parent).as_posix()
        return f"`{path}`" if link[1].strip("`") in (path, place.name, place.stem) else f"{link[1]} (`{path}`)"

    text[0] = _LINK.sub(told, text[0])


def setup(app: object) -> None:
    """Called by the generator."""
    app.connect("source-read", _outside)  # type: ignore[attr-defined]
