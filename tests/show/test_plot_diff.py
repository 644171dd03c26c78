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
    assert "No position that 0.2.0 has became another." in texts(
        tracker.plot.diff("0.2.0", "latest" if tracker.versions()[-1] == "0.2.0" else "0.2.0")
    )


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
