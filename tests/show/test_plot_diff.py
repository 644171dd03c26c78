"""The picture of a diff has the effects of the diff."""

import pytest
from plots import rows, texts

import tracker
from tracker.errors import ContradictionError, TrackerError


def test_every_effect_is_drawn_for_both_releases():
    chart = tracker.plot.diff("0.1.0", "0.2.0")
    found = rows(chart, "effects")
    wanted = set()
    for e in tracker.diff("0.1.0", "0.2.0").effects:
        for which, state in (("old", e.old), ("new", e.new)):
            end = e.end.isoformat() if e.end else None
            wanted.add((e.jurisdiction, e.vendor, e.segment, e.start.isoformat(), end, which, *state))
    keys = ("jurisdiction", "vendor", "segment", "start", "end", "release", "level", "basis", "under_review")
    assert {tuple(r[k] for k in keys) for r in found} == wanted
    assert len(found) == len(wanted)


def test_counts_are_told():
    counts = tracker.diff("0.1.0", "0.2.0").counts
    text = " ".join(texts(tracker.plot.diff("0.1.0", "0.2.0")))
    assert f"{counts.added:,} added" in text
    assert f"{counts.changed:,} changed" in text


def test_only_some(release):
    found = rows(tracker.plot.diff("0.1.0", "0.2.0", jurisdiction="GBR", vendor="zte"), "effects")
    assert {(r["jurisdiction"], r["vendor"]) for r in found} == {("GBR", "zte")}


def test_nothing_changed():
    text = texts(tracker.plot.diff("0.2.0", "0.2.0"))
    assert "Nothing differs between 0.2.0 and 0.2.0." in text
    assert "Nothing differs: no row was added, removed or changed" in text
    for words in ("Each row is", "+ rows added", "under review", "not coded", "positions changed"):
        assert words not in " ".join(text)


def test_what_is_coded_for_the_first_time_has_not_changed():
    chart = tracker.plot.diff("0.2.0", "0.3.0")
    text = " ".join(texts(chart))
    cells = {(e.jurisdiction, e.vendor, e.segment) for e in tracker.diff("0.2.0", "0.3.0").effects}
    assert f"{len(cells)} cells coded for the first time" in text
    assert "No position that 0.2.0 has became another." in text
    assert not rows(chart, "effects")
    for words in ("positions changed", "Each row is", "under review", "not coded"):
        assert words not in text


def test_rows_are_explained_and_what_changed_is_counted_apart_from_what_is_new():
    coded = set()
    for table in ("stances", "reviews"):
        frame = tracker.load(table, version="0.1.0")
        coded |= set(zip(frame["jurisdiction"], frame["vendor"], frame["segment"], strict=True))
    cells = {(e.jurisdiction, e.vendor, e.segment) for e in tracker.diff("0.1.0", "0.2.0").effects}
    text = " ".join(texts(tracker.plot.diff("0.1.0", "0.2.0")))
    assert 0 < len(cells & coded) < len(cells)
    assert f"positions changed in {len(cells & coded)} cells · {len(cells - coded)} cells coded for the first" in text
    assert "Each row is" in text


def test_new_jurisdictions_are_told_in_words_where_there_are_too_many(monkeypatch):
    from tracker.show.plot import changes

    monkeypatch.setattr(changes, "MOST", 5)
    chart = tracker.plot.diff("0.1.0", "0.2.0")
    text = " ".join(texts(chart))
    assert "Coded for the first time" in text
    assert "more rows are not drawn" in text or len({r["y"] for r in rows(chart, "effects")}) <= 10


@pytest.mark.parametrize("new", ["working", "git:HEAD"])
def test_only_releases_have_this_picture(new):
    with pytest.raises(ContradictionError, match="two releases"):
        tracker.plot.diff("0.1.0", new)


def test_files_are_refused(tmp_path):
    with pytest.raises(TrackerError):
        tracker.plot.diff("0.1.0", tmp_path / "x.csv")


def test_the_balance_counts_what_position_has():
    found = {
        (r["vendor"], r["segment"], r["release"], r["level"]): r["count"]
        for r in rows(tracker.plot.diff("0.1.0", "0.2.0"), "balance")
    }
    wanted = {}
    for which, version in (("old", "0.1.0"), ("new", "0.2.0")):
        frame = tracker.position("2026-11-24", version=version).dropna(subset=["level"])
        frame = frame[frame["jurisdiction"] != "EU"]  # A union of states is not counted.
        sizes = frame.groupby(["vendor", "segment", "level"], observed=True).size()
        wanted |= {(v, s, which, level): n for (v, s, level), n in sizes.items()}
    assert found == wanted
