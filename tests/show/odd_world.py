"""The small world with texts that break careless pages."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import factory
import pytest

from tracker.curation.build import build
from tracker.curation.dataset import read_folder

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)> & \"quoted\" 'text' {{ 7 * 7 }}"
RIGHT_TO_LEFT = "هواوي ممنوعة من الشبكة الأساسية"
LONG = "Ministry of " + "x" * 388


def tables() -> factory.Tables:
    """The small world with markup, a right-to-left title, long names and addresses that are none."""
    base = factory.mini()
    base["sources"][1] |= {"title": MARKUP, "publisher": "<b>Paper</b>", "archive_url": "javascript:alert(3)"}
    base["sources"][2] |= {"title": RIGHT_TO_LEFT, "language": "ar"}
    base["events"][1] |= {"actor": ("A " + "very " * 40)[:160].strip(), "summary": MARKUP, "note": MARKUP}
    base["jurisdictions"][1] |= {"name": LONG}
    base["stances"][0] |= {"rationale": MARKUP}
    base["reviews"][0] |= {"body": MARKUP, "rationale": MARKUP}
    base["forecasts"][0] |= {"statement": MARKUP, "rationale": MARKUP}
    base["coverage"][0] |= {"method": MARKUP, "note": MARKUP}
    base["decisions"][0] |= {"question": MARKUP, "coded": MARKUP, "why": MARKUP}
    return base


def reviewed() -> factory.Tables:
    """The small world in which AAA is a union, with a level and a review that is still open, in access."""
    base = factory.mini()
    swapped = {"core": "access", "access": "core"}
    for row in (r for table in ("stances", "reviews", "coverage") for r in base[table]):
        row["segment"] = swapped.get(row["segment"], row["segment"])
    base["jurisdictions"][0] |= {"kind": "union"}
    for row in base["reviews"]:
        del row["closed_on"], row["closed_by"]
    return base


def release(folder: Path, made: factory.Tables | None = None) -> Path:
    """That world, or another, as a release; the checks that would refuse some of its texts are not asked."""
    source = factory.write(folder / "data", made or tables())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tracker.curation.build.check", lambda _: SimpleNamespace(fine=True))
        text = f"# Changes\n\n{MARKUP}\n\n- {MARKUP}\n\n## events\n\n- added: `{LONG}`\n"
        return build(read_folder(source), folder / "1.1.0", version="1.1.0", changes=text)
