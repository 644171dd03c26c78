"""The environment of the templates: what each of them may ask, and how its values are printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from tracker.errors import missing_extra
from tracker.loader.filters import names
from tracker.loader.law import cited, what
from tracker.release.reading.horizon import horizon
from tracker.schema.codebook import LAW
from tracker.show import bases, counts
from tracker.show.copies import look_up
from tracker.show.page import around, changes, feeds, words
from tracker.show.page.data import Content
from tracker.show.page.links import Site, web_address
from tracker.visible import visible

if TYPE_CHECKING:
    import jinja2

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
)
"""Content security policy of every page: nothing but the site's own files, and nothing inline."""

_PAGES = (
    ("index.html", ("Map", "")),
    ("forecasts.html", ("Forecasts", "")),
    ("changes.html", ("Changes", "")),
    ("codebook.html", ("Codebook", "")),
    ("data.html", ("Data", "and citation")),
)
"""Pages that every page leads to, with what a narrow screen leaves out of their names."""


def _seen(value: Any) -> Any:
    """What a template prints: text from the release shows its control characters, our own markup stays."""
    return visible(value, keep="\n\t") if type(value) is str else value


@cache
def _compiled() -> jinja2.BytecodeCache:
    """Templates are compiled once a process, however many sites it writes."""
    import jinja2

    class Memory(jinja2.BytecodeCache):
        kept: ClassVar[dict[str, bytes]] = {}

        def load_bytecode(self, bucket: Any) -> None:
            if bucket.key in self.kept:
                bucket.bytecode_from_string(self.kept[bucket.key])

        def dump_bytecode(self, bucket: Any) -> None:
            self.kept[bucket.key] = bucket.bytecode_to_string()

    return Memory()


def environment(content: Content, site: Site) -> jinja2.Environment:
    """The environment in which the pages of a release are rendered.

    Parameters
    ----------
    content : Content
    site : Site
        Addresses that only whoever publishes knows.

    Returns
    -------
    jinja2.Environment

    Raises
    ------
    TrackerError
        When Jinja is missing.
    """
    try:
        import jinja2
    except ImportError:
        raise missing_extra("pages", "page") from None
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_seen,
        bytecode_cache=_compiled(),
    )
    env.globals |= {
        "content": content,
        "release": content.release,
        "about": content.release.descriptor,
        "policy": POLICY,
        "horizon": horizon(content.release),
        "law_words": LAW,
        "site": site,
        "feeds": feeds.FEEDS,
        "start": words.start(content),
        "rests": bases.strictest(content.release),
        "uncounted": counts.NOTE if counts.unions(content.release) else "",
        "question": words.question(content, *words.start(content)),
        "card_size": around.SIZE,
        "card_says": "World map of positions; the page has the same as a table.",
        "title_of": names(content.release, "jurisdiction").title,
        "pages": _PAGES,
        "event_link": _event_link(content),
        "state_of": words.state_of(content),
    }
    env.filters |= {
        "label": lambda value, table, column: content.labels(table, column).get(value, value),
        "long_day": words.long_day,
        "as_known": words.as_known,
        "last_day": words.last_day,
        "spans": changes.spans,
        "web": web_address,
        "copies": look_up,
        "cited": cited,
        "what": what,
        "size": words.size,
    }
    return env


def _event_link(content: Content) -> Callable[[str, str], str]:
    def link(event: str, root: str) -> str:
        return f"{root}j/{content.home[event]}.html#{event}"

    return link
