import shutil

import factory
import pytest

import tracker
from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.errors import BadValueError, UnknownNameError
from tracker.loader.law import cited

ACT, SECTION, EVENT = "aaa-2020-law-1", "aaa-2020-law-1.s2", "aaa-20200115-law"


def built(folder, **edit):
    source = factory.write(folder / "data", factory.changed(edit))
    return build(read_folder(source), folder / "1.0.0", version="1.0.0")


def test_the_law_behind_an_event(release):
    (row,) = tracker.law_of(EVENT, version=release).to_dict("records")
    assert (row["act_id"], row["provision_id"], row["text"], row["does"]) == (ACT, SECTION, "articles", ("assess",))
    assert cited(row) == "Title of aaa-2020-law-1, section 2, Gazette 7/2020"
    assert tracker.law_of("aaa-20190601-bar", version=release).empty


def test_an_act_without_a_provision_stands_there_too(tmp_path):
    edit = {"stances": {1: {"provision_id": "", "confidence": "medium"}},
            "acts": {0: {"text": "not_found", "read_where": "", "read_on": "", "note": "The gazette was not reachable."}}}  # fmt: skip
    (row,) = tracker.law_of(EVENT, version=built(tmp_path, **edit)).to_dict("records")
    assert row["act_id"] == ACT
    assert row["provision_id"] != row["provision_id"]


def test_what_is_no_event_is_refused(release):
    with pytest.raises(UnknownNameError, match=EVENT):
        tracker.law_of("aaa-20200115-laws", version=release)
    with pytest.raises(BadValueError):
        tracker.law_of(3, version=release)


def test_older_releases_have_none():
    assert tracker.law_of("gbr-20180416-ncsc-zte-advice", version="0.4.0").empty


def test_history_names_the_act(release):
    acts = tracker.history("AAA", version=release).set_index("event_id")["act"]
    assert acts[EVENT] == ACT
    assert acts.drop(EVENT).isna().all()


def test_law_as_known_by_a_day_looks_not_ahead(tmp_path):
    ended = {"acts": {0: {"ended": "2022-01-01"}}, "provisions": {0: {"in_force_to": "2022-01-01"}},
             "stances": {1: {"valid_to": "2022-01-01", "ended_by": "aaa-20210331-leak"}}}  # fmt: skip
    path = built(tmp_path, **ended)

    def known(table, day):
        return tracker.load(table, version=path, known_by=day)

    assert known("acts", "2020-01-14").empty
    # The event is public on the day of the vote, five days before the gazette; its spell names the provision.
    assert known("acts", "2020-01-15")["act_id"].tolist() == [ACT]
    assert known("provisions", "2020-01-15")["provision_id"].tolist() == [SECTION]
    assert known("acts", "2021-12-31")["ended"].isna().all()
    assert known("provisions", "2021-12-31")["in_force_to"].isna().all()
    assert known("acts", "2022-01-01")["ended"].notna().all()


def test_provisions_are_kept_by_their_acts_jurisdiction_and_their_segments(release):
    assert len(tracker.load("provisions", version=release, jurisdiction="AAA", segment="core")) == 1
    assert tracker.load("provisions", version=release, jurisdiction="BBB").empty
    assert tracker.load("provisions", version=release, segment="government").empty


def test_what_a_caller_does_to_the_law_is_not_told_the_next_one_and_a_new_build_is_read_anew(tmp_path):
    from tracker.loader.law import law
    from tracker.release.reading import shelf

    first = law(shelf.find(built(tmp_path)))
    wanted = first.copy()
    first["act_id"] = "spoilt"
    first.attrs["mine"] = 1
    again = law(shelf.find(tmp_path / "1.0.0"))
    assert again.equals(wanted)
    assert again.attrs == {}
    edit = {"stances": {1: {"provision_id": "", "confidence": "medium"}},
            "acts": {0: {"text": "not_found", "read_where": "", "read_on": "", "note": "The gazette was not reachable."}}}  # fmt: skip
    newer = built(tmp_path / "newer", **edit)
    shutil.rmtree(tmp_path / "1.0.0")
    newer.rename(tmp_path / "1.0.0")
    (row,) = tracker.law_of(EVENT, version=tmp_path / "1.0.0").to_dict("records")
    assert (row["act_id"], row["text"]) == (ACT, "not_found")
