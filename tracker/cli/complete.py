"""What a shell offers after TAB: countries, vendors, tables, versions, events and sources, out of the releases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Found = Iterable[tuple[str, str]]
"""Values and what they are called."""

Offer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]


def _offer(find: Callable[[click.Context], Found], *, fold: bool = False) -> Offer:
    """Offer what begins as what was typed; nothing at all, where there is nothing to read."""

    def offered(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
        try:
            found = list(find(ctx))
        except Exception:  # A shell that waits for an answer has no place for an error.
            return []
        # Late: a command that is run offers nothing.
        from click.shell_completion import CompletionItem

        begin = typed.casefold() if fold else typed
        return [
            CompletionItem(value, help=title or None)
            for value, title in found
            if (value.casefold() if fold else value).startswith(begin)
            # A country may be known by its name rather than by its code.
            or (fold and typed and title.casefold().startswith(begin))
        ]

    return offered


def _version(ctx: click.Context) -> str | None:
    given = ctx.params.get("version") or ctx.params.get("named")
    return given if isinstance(given, str) else None


def _jurisdictions(ctx: click.Context) -> Found:
    from tracker.release.reading import shelf
    from tracker.release.reading.parquet import read_table

    rows = read_table(shelf.find(_version(ctx)), "jurisdictions", ["jurisdiction", "name"])
    return [(str(r["jurisdiction"]), str(r["name"])) for r in rows.to_pylist()]


def _values(column: str) -> Callable[[click.Context], Found]:
    def find(_: click.Context) -> Found:
        from tracker.schema import table

        return [(c.value, c.label) for c in table("stances").field(column).categories]

    return find


def _tables(ctx: click.Context) -> Found:
    from tracker.release.reading import shelf

    return [(t.name, t.title) for t in shelf.find(_version(ctx)).tables.values()]


def _versions(_: click.Context) -> Found:
    from tracker.release.reading import shelf

    return [*((v, "") for v in reversed(shelf.loadable())), ("latest", "the newest")]


def _sides(ctx: click.Context) -> Found:
    return [*_versions(ctx), ("working", "the curated tables as they stand")]


def _events(ctx: click.Context) -> Found:
    from tracker.release.reading import shelf
    from tracker.release.reading.parquet import read_table

    rows = read_table(shelf.find(_version(ctx)), "events", ["event_id", "summary"])
    return [(str(r["event_id"]), str(r["summary"])[:60]) for r in rows.to_pylist()]


def _sources(ctx: click.Context) -> Found:
    import pyarrow.parquet as pq

    from tracker.release.reading import shelf

    rows = pq.read_table(shelf.find(_version(ctx)).file("sources"), columns=["source_id", "title"])
    return [(str(r["source_id"]), str(r["title"])[:60]) for r in rows.to_pylist()]


def _kinds(_: click.Context) -> Found:
    from tracker.show.plot import KINDS

    return [(kind, "") for kind in KINDS]


def _drawn(ctx: click.Context) -> Found:
    """What a picture is of: two versions, or jurisdictions."""
    kind, given = ctx.params.get("kind"), ctx.params.get("what") or ()
    if kind == "diff" and len(given) < 2:
        return _versions(ctx)
    return _jurisdictions(ctx) if kind in {"diff", "timeline"} else ()


def named(*values: str) -> Offer:
    """Offer these names."""
    return _offer(lambda _: [(v, "") for v in values])


def cells(ctx: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """Offer cells as JUR/VENDOR/SEGMENT: whole ones of one country, and which countries there are where it may be many.

    Of several whole cells a shell writes what they have in common and waits, where a part of one would end the word.
    """
    from click.shell_completion import CompletionItem

    before, *rest = typed.split("/")
    places = jurisdictions(ctx, parameter, before)
    if rest:
        places = [place for place in places if place.value.casefold() == before.casefold()]
    if len(places) != 1:
        return [CompletionItem(f"{place.value}/", help=place.help) for place in places]
    begin = "/".join([places[0].value, *rest])
    kinds = [(v.value, s.value) for v in vendors(ctx, parameter, "") for s in segments(ctx, parameter, "")]
    whole = (f"{places[0].value}/{vendor}/{segment}" for vendor, segment in kinds)
    return [CompletionItem(cell, help=places[0].help) for cell in whole if cell.startswith(begin)]


jurisdictions = _offer(_jurisdictions, fold=True)
vendors = _offer(_values("vendor"))
segments = _offer(_values("segment"))
tables = _offer(_tables)
versions = _offer(_versions)
sides = _offer(_sides)
events = _offer(_events)
sources = _offer(_sources)
kinds = _offer(_kinds)
drawn = _offer(_drawn, fold=True)
