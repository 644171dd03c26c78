"""Why a version corrected rows: told by reason in the list of changes, and only of rows that changed."""

import datetime as dt

import factory
import pytest

from tracker.curation.publish import publish
from tracker.errors import CurationError
from tracker.show.page.changes import parse

DAY = dt.date(2024, 2, 1)
EVENT = "aaa-20190601-bar"


def correction(row, **more):
    return {"version": "0.2.0", "table": "events", "row": row, "column": "summary", "reason": "text_read",
            "why": "The decree names both vendors."} | more  # fmt: skip


def published(tmp_path, shelf, *rows):
    edit = {
        "events": {1: {"summary": "The ministry bars both vendors from the core network.", "confidence": "low"}},
        "corrections": dict(enumerate(rows)),
    }
    source = factory.write(tmp_path / "next", factory.changed(edit))
    path, _ = publish(source, "0.2.0", shelf=shelf, released=DAY)
    return (path / "CHANGES.md").read_text(encoding="utf-8")


def test_changes_group_corrections_by_reason(tmp_path, shelf):
    second = correction(EVENT, column="confidence", reason="rule_applied", why="One weak source only, by rule 11.")
    text = published(tmp_path, shelf, second, correction(EVENT))
    heads = [s.title for s in parse(text)]
    assert heads.index("Corrected: text read") < heads.index("Corrected: rule applied")
    assert f"- events `{EVENT}` `summary`: The decree names both vendors." in text


def test_changes_without_corrections_say_nothing_of_them(tmp_path, shelf):
    assert "Corrected" not in published(tmp_path, shelf)


def test_a_correction_of_another_version_is_not_told(tmp_path, shelf):
    assert "Corrected" not in published(tmp_path, shelf, correction(EVENT, version="0.1.0"))


def test_a_correction_of_a_row_that_is_the_same_is_refused(tmp_path, shelf):
    with pytest.raises(CurationError, match="did not change") as caught:
        published(tmp_path, shelf, correction("aaa-20200115-law"))
    assert len(str(caught.value)) < 300
    assert not (shelf / "0.2.0").exists()
