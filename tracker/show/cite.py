"""How to cite a version, or one row of it together with its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.arguments import checked
from tracker.days import parse_day
from tracker.errors import BadValueError, ContradictionError
from tracker.release.reading import shelf
from tracker.show.reference import Reference, of_law, of_part, of_release, of_source, parts
from tracker.show.styles import spoken, written

if TYPE_CHECKING:
    import pandas as pd

    from tracker.release.descriptor.manifest import Release

_CELL = ("jurisdiction", "vendor", "segment")


@checked
def cite(
    version: str | Path | None = None,
    *,
    style: str = "bibtex",
    row: str | Mapping[str, Any] | pd.Series | None = None,
) -> str:
    """How to cite a version of the dataset, or one row of it with the documents it rests on.

    Parameters
    ----------
    version : str or pathlib.Path, optional
        A version, ``"latest"`` (the default), or the path of a release folder.
    style : {"bibtex", "biblatex", "apa", "csl-json", "ris", "credit"}
        ``"bibtex"`` has types that BibTeX knows, ``"biblatex"`` those of biblatex; ``"apa"`` writes one line a
        reference, ``"credit"`` one line for a chart or a newspaper.
    row : str, mapping or pandas.Series, optional
        An event's identifier; a row that names events, of any table or of a position; or a cell on a day, as
        a mapping with ``jurisdiction``, ``vendor``, ``segment`` and ``on`` (an ISO 8601 day). The dataset is
        then cited with that row named, followed by the law and every source behind it, each once, dated as precisely as
        its day of publication is known.

    Returns
    -------
    str
        Without a line break at the end. Everything comes from the release's own descriptor and tables, but for the
        address of the site and the DOI, which may be configured (``TRACKER_SITE_URL``, ``TRACKER_DOI``). Where there is
        neither, the hash that the index of releases has for this one says which it is; ``tracker versions`` finds it.

    Raises
    ------
    UnknownNameError
        When there is no such version, style, event, jurisdiction, vendor or segment.
    BadValueError
        When the row names no event, a day is not one, or the cell is not coded on that day.
    ContradictionError
        When the row is of another version.

    Examples
    --------
    >>> cite("0.2.0", style="credit").split(" (")[0]
    'Source: 5G Vendor Stances, version 0.2.0'
    >>> cite("0.2.0", style="apa").split(" sha256:")[0]
    '5G Vendor Stances maintainers. (2026). 5G Vendor Stances (Version 0.2.0) [Data set].'
    """
    release = shelf.find(version)
    return written([of_release(release)] if row is None else _with_sources(release, row), style)


def _with_sources(release: Release, row: str | Mapping[str, Any] | pd.Series) -> list[Reference]:
    from tracker.loader import law_of, load, sources_of

    if isinstance(row, str):
        events, (key, part) = [row], (row, "")
    else:
        events, key, part = _of_row(release, row)
    found: dict[str, dict[str, Any]] = {}
    for event in events:
        for source in _plain(sources_of(event, version=release.path)):
            found.setdefault(source["source_id"], source)
    part = part or _event_in_words(release, events[0])
    laws: dict[str, dict[str, Any]] = {}
    for event in events:
        for act in _plain(law_of(event, version=release.path)):
            whose = _jurisdiction(release, act["jurisdiction"])
            laws.setdefault(act["provision_id"] or act["act_id"], {**act, "jurisdiction": whose})
    genres = {c.value: c.label for c in release.tables["sources"].field("kind").categories}
    where = load("events", version=release.path).set_index("event_id")["jurisdiction"][events[0]]
    page = f"j/{where}.html#{events[0]}"
    return [
        of_part(release, key, part, page),
        *map(of_law, laws.values()),
        *(of_source(s, genres) for s in found.values()),
    ]


def _of_row(release: Release, row: Mapping[str, Any] | pd.Series) -> tuple[list[str], str, str]:
    """Events a row rests on, the deciding one first; what identifies it; what it says."""
    attrs = getattr(row, "attrs", None) or {}
    if attrs.get("version", release.version) != release.version:
        raise ContradictionError(
            "the row is of another version",
            where="row",
            expected=f"a row of version {release.version}",
            got=f"version {attrs['version']}",
            hint=f'Cite it with version="{attrs["version"]}".',
        )
    try:
        values = {str(k): _value(v) for k, v in dict(row).items()}
    except (TypeError, ValueError):
        raise BadValueError(
            "not a row", where="row", expected="an event_id, a mapping or a Series", got=repr(row)[:80]
        ) from None
    if "on" in values:
        parse_day(row["on"], name="on")  # As it was given: with its zone, or missing.
    day = _day_asked(values, attrs)
    if day is not None:
        return _of_cell(release, {**values, "on": day})
    named = [values.get(c) for c in ("event_id", "opened_by", "ended_by", "closed_by", "settled_by")]
    events = list(dict.fromkeys(e for e in named if e is not None))
    if not events:
        raise BadValueError("names no event", where="row", expected="a row with an event_id", got=repr(values)[:80])
    cell = [str(values[c]) for c in _CELL if values.get(c) is not None]
    if len(cell) < len(_CELL):
        return events, events[0], ""
    day = next((values[c] for c in ("on", "valid_from", "opened_on") if values.get(c) is not None), None)
    return events, "-".join([*cell, *([] if day is None else [str(day)])]).lower(), _cell_in_words(release, values)


def _day_asked(values: Mapping[str, Any], attrs: Mapping[str, Any]) -> Any:
    """The day of a position by all that the release knows; None for any other row, which has its own events."""
    if attrs.get("known_by") is not None or "reason" in values:
        return None  # As known by another day, or a second reading.
    asked = attrs.get("in_force_on") if attrs.get("table") == "position" else None
    return next((d for d in (values.get("on"), values.get("period"), asked) if d is not None), None)


def _of_cell(release: Release, values: dict[str, Any]) -> tuple[list[str], str, str]:
    """The position of a cell on a day: every basis in force and every open review belongs to it."""
    from tracker.loader import load, position
    from tracker.loader.filters import codes

    if not all(isinstance(values.get(c), str) for c in _CELL):
        raise BadValueError("not a cell", where="row", expected=f"{', '.join(_CELL)} and on", got=repr(values)[:120])
    day = parse_day(values["on"], name="on")
    values = values | {c: codes(release, c, values[c])[0] for c in _CELL}
    only: dict[str, Any] = {"version": release.path, **{c: values[c] for c in _CELL}}
    held = _plain(position(day, **only))
    name = "/".join(values[c] for c in _CELL)
    if not held:
        raise BadValueError(
            f"{name} is not coded on {day}, so there is no position to cite",
            where="row",
            hint="Not coded is not open. Cite the version to say that it codes nothing there.",
        )
    also = [
        *_plain(load("stances", in_force_on=day, **only)),
        *({"event_id": r["opened_by"]} for r in _plain(load("reviews", in_force_on=day, **only))),
    ]
    events = list(dict.fromkeys(r["event_id"] for r in (*held, *also)))
    key = f"{name.replace('/', '-').lower()}-{day}"
    return events, key, _cell_in_words(release, {**held[0], "on": day})


def _cell_in_words(release: Release, row: Mapping[str, Any]) -> str:
    stances = release.tables["stances"]

    def label(column: str) -> str:
        value = row[column]
        return next((c.label for c in stances.field(column).categories if c.value == value), str(value))

    who = f"{_jurisdiction(release, row['jurisdiction'])}, {label('vendor')}, {label('segment')}"
    what = []
    if row.get("level") is not None:
        what.append(f"{label('level')} ({label('basis')})")
    elif "level" in row:
        what.append("no level in force")
    if row.get("under_review"):
        what.append("under review")
    if row.get("on") is not None:
        who += f", position on {spoken(parts(row['on']))}"
    elif row.get("valid_from") is not None:
        what.append(f"from {spoken(parts(row['valid_from']))}")
    elif row.get("opened_on") is not None:
        what.append(f"review opened on {spoken(parts(row['opened_on']))}")
    return f"{who}: {', '.join(what)}" if what else who


def _event_in_words(release: Release, event: str) -> str:
    from tracker.loader import load

    frame = load("events", version=release.path)
    (row,) = _plain(frame[frame["event_id"] == event])
    known = {"month": 2, "year": 1}.get(row["date_precision"], 3)
    where = _jurisdiction(release, row["jurisdiction"])
    return f"Event {event} ({where}, {spoken(parts(row['date'])[:known])})"


def _jurisdiction(release: Release, code: str) -> str:
    from tracker.loader import load

    frame = load("jurisdictions", version=release.path)
    return str(frame.set_index("jurisdiction")["name"].get(code, code))


def _plain(frame: pd.DataFrame) -> Sequence[dict[str, Any]]:
    return [{str(k): _value(v) for k, v in row.items()} for row in frame.to_dict("records")]


def _value(value: Any) -> Any:
    """A cell as a plain value: missing as None, timestamps as days."""
    import datetime as dt

    import pandas as pd

    if value is None or isinstance(value, str | tuple | list):
        return value
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, dt.datetime) else value
