"""What each event set, ended, opened or closed: one line for all the cells of which it did the same."""

from __future__ import annotations

from tracker.show.page import words
from tracker.show.page.data import Content


def by_event(content: Content) -> dict[str, list[str]]:
    """What every event changed, in words.

    Parameters
    ----------
    content : Content

    Returns
    -------
    dict of str to list of str
        Lines such as ``"Huawei and ZTE, core and access: barred (announced) from 22 June 2020"`` by event, what it set
        before what it ended; nothing for an event that changed nothing. The loader's
        :func:`tracker.loader.stories.changes_by_event` has one line a cell.
    """
    levels, bases = content.labels("stances", "level"), content.labels("stances", "basis")
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}

    def add(event: str | None, text: str, row: dict[str, str]) -> None:
        if event is not None:
            found.setdefault(event, {}).setdefault(text, []).append((row["vendor"], row["segment"]))

    stances, reviews = content.tables["stances"], content.tables["reviews"]
    for row in stances:
        due = f", deadline {words.long_day(row['deadline'])}" if row["deadline"] else ""
        level = f"{levels[row['level']].lower()} ({bases[row['basis']].lower()})"
        add(row["event_id"], f"{level} from {words.long_day(row['valid_from'])}{due}", row)
    for row in stances:
        level = f"{levels[row['level']].lower()} ({bases[row['basis']].lower()})"
        add(
            row["ended_by"],
            f"{level} ends, its last day {words.long_day(words.last_day(row['valid_to']) or None)}",
            row,
        )
    for row in reviews:
        add(row["opened_by"], f"review opens {words.long_day(row['opened_on'])}", row)
    for row in reviews:
        add(row["closed_by"], f"review closes {words.long_day(row['closed_on'])}", row)
    vendors, segments = content.labels("stances", "vendor"), content.labels("stances", "segment")
    return {
        event: [f"{words.cells(cells, vendors, segments)}: {text}" for text, cells in lines.items()]
        for event, lines in found.items()
    }
