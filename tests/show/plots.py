"""What the tests of plots share."""

from __future__ import annotations

import datetime as dt
import itertools

import factory

from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.show.plot import letters

HOSTILE = '<script>alert(1)</script> & "quotes" ]]> {{x}} $datum'
RTL = "חוק התקשורת — שבדיה, 2020"
LONG = "Commonwealth of Unreasonably Long Names " * 10


def rows(chart, layer):
    """Rows of data of one layer."""
    return chart.to_dict(validate=False)["datasets"].get(layer, [])


def texts(chart):
    """Every text that is drawn."""
    spec = chart.to_dict(validate=False)
    drawn = [r["text"] for rows in spec["datasets"].values() for r in rows if "text" in r]
    return [spec["title"]["text"], *spec["title"]["subtitle"], *drawn]


def placed(spec):
    """Every drawn text of a chart's specification with the box it is thought to fill: left, top, right, bottom, text."""
    out = []
    for layer in spec["layer"]:
        mark = layer["mark"]
        for r in spec["datasets"][layer["data"]["name"]] if mark["type"] == "text" else ():
            wide = letters.width(r["text"], r["size"], bold=mark["fontWeight"] == "bold")
            left = r["x"] - {"left": 0, "center": wide / 2, "right": wide}[mark["align"]]
            out.append((left, r["y"] - 0.36 * r["size"], left + wide, r["y"] + 0.36 * r["size"], r["text"]))
    return out


def overlapping(boxes):
    """Pairs of boxes that lie upon one another by more than two pixels."""
    found = []
    boxes = sorted(boxes, key=lambda box: box[1])
    for i, a in enumerate(boxes):
        for b in itertools.islice(boxes, i + 1, None):
            if a[3] <= b[1]:
                break  # And so are all that follow: they begin still lower.
            if not (a[2] - 2 <= b[0] or b[2] - 2 <= a[0] or b[3] <= a[1]):
                found.append((a, b))
    return found


def hostile(folder):
    """The small world with names, actors and summaries that try to break a page, as a release."""
    data = factory.changed(
        {
            "jurisdictions": {0: {"name": LONG[:77].strip()}, 1: {"name": HOSTILE}},
            "events": {1: {"summary": HOSTILE, "actor": RTL}, 2: {"summary": RTL, "actor": HOSTILE}},
            "reviews": {0: {"body": HOSTILE}},
        }
    )
    return build(read_folder(factory.write(folder / "data", data)), folder / "1.0.0", version="1.0.0")


def days(first, last, step):
    """Days from the first to the last, so many days apart."""
    day, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    while day <= end:
        yield day
        day += dt.timedelta(days=step)
