"""What a spell in law stands on: ends, successors, days, force."""

import factory
import pytest

from tracker.curation.dataset import linked, read_folder
from tracker.curation.validate import validate

SECTION = "aaa-2020-law-1.s2"
ENDED = {0: {"in_force_to": "2022-01-01"}}
NEW = factory._act("aaa-2022-law-2", adopted="2021-10-10", published="2021-10-12", in_force="2022-01-01") | {
    "act_id": "aaa-2021-law-2"
}


def codes(folder, **edit):
    report = validate(factory.write(folder, factory.changed(edit)))
    return [p.code for p in report.found]


def test_a_spell_does_not_outlive_its_provision(tmp_path):
    assert codes(tmp_path / "data", provisions=ENDED) == ["L04"]


def test_a_later_wording_carries_a_spell_on(tmp_path):
    later = factory._provision("aaa-2020-law-1.s2-2022", "2022-01-01")
    assert codes(tmp_path / "data", provisions={**ENDED, 1: later}) == []


def test_a_later_wording_that_leaves_the_segment_does_not(tmp_path):
    later = factory._provision("aaa-2020-law-1.s2-2022", "2022-01-01", segments="access")
    assert codes(tmp_path / "data", provisions={**ENDED, 1: later}) == ["L04"]


def test_a_later_wording_that_only_empowers_does_not(tmp_path):
    later = factory._provision("aaa-2020-law-1.s2-2022", "2022-01-01", does="")
    assert codes(tmp_path / "data", provisions={**ENDED, 1: later}) == ["L04"]


def test_an_act_that_replaces_the_ended_one_carries_on(tmp_path):
    acts = {0: {"ended": "2022-01-01"}, 1: NEW | {"replaces": "aaa-2020-law-1"}}
    later = factory._provision("aaa-2021-law-2.s1", "2022-01-01")
    assert codes(tmp_path / "a", acts=acts, provisions={**ENDED, 1: later}) == []
    unlinked = {0: acts[0], 1: NEW}
    assert codes(tmp_path / "b", acts=unlinked, provisions={**ENDED, 1: later}) == ["L04"]


@pytest.mark.parametrize(("amends", "begins", "found"), [
    ("aaa-2020-law-1;aaa-2021-law-2", "2022-01-01", []),
    ("aaa-2020-law-1;aaa-2021-law-2", "2021-12-01", ["L04"]),
    ("aaa-2021-law-2", "2022-01-01", ["L04"]),
])  # fmt: skip
def test_an_act_that_amends_both_moves_a_provision_on_the_day_it_ends(tmp_path, amends, begins, found):
    acts = {
        1: NEW | {"in_force": "2021-12-01"},
        2: NEW | {"act_id": "aaa-2021-law-3", "amends": amends},
    }
    later = factory._provision("aaa-2021-law-2.s1", begins)
    assert codes(tmp_path / "data", acts=acts, provisions={**ENDED, 1: later}) == found


def test_a_spell_that_ends_with_its_provision_is_fine(tmp_path):
    stance = {1: {"valid_to": "2022-01-01", "ended_by": "aaa-20210331-leak"}}
    assert codes(tmp_path / "data", provisions=ENDED, stances=stance) == []


def test_another_first_day_says_why(tmp_path):
    provisions = {0: {"in_force_from": "2020-07-01"}}
    late = {1: {"valid_from": "2020-09-01"}}
    assert codes(tmp_path / "a", provisions=provisions, stances=late) == ["L02"]
    why = {1: {"valid_from": "2020-09-01", "first_day_note": "The vendor was reached by a notice of that day."}}
    assert codes(tmp_path / "b", provisions=provisions, stances=why) == []
    assert codes(tmp_path / "c", stances={1: {"first_day_note": "The two days are the same."}}) == ["L02"]


def test_an_unpublished_text_needs_no_provision_and_allows_no_high_confidence(tmp_path):
    hidden = {
        0: {"text": "not_public", "read_where": "", "read_on": "", "url": "", "note": "The state keeps it secret."}
    }
    assert (
        codes(tmp_path / "a", acts=hidden, provisions={}, stances={1: {"provision_id": "", "confidence": "medium"}})
        == []
    )
    assert codes(tmp_path / "b", acts=hidden, stances={1: {"provision_id": ""}}) == ["L03"]


@pytest.mark.parametrize(
    ("level", "does", "found"),
    [
        ("screened", "assess", []),
        ("screened", "", ["L07"]),
        ("limited", "assess;permit", ["L07"]),
        ("limited", "cap", []),
        ("barred", "cap", ["L07"]),
        ("barred", "bar", []),
        ("barred", "remove", []),
        ("open", "", []),
    ],
)
def test_a_level_follows_from_what_the_provision_does(tmp_path, level, does, found):
    assert codes(tmp_path / "data", provisions={0: {"does": does}}, stances={1: {"level": level}}) == found


def test_a_release_says_who_amends_and_replaces_whom(tmp_path):
    acts = {1: NEW | {"amends": "aaa-2020-law-1"}}
    later = factory._provision("aaa-2021-law-2.s1", "2022-01-01")
    data = read_folder(factory.write(tmp_path / "data", factory.changed({"acts": acts, "provisions": {1: later}})))
    frame = linked(data["acts"]).set_index("act_id")
    assert frame.loc["aaa-2020-law-1", "amended_by"] == "aaa-2021-law-2"
    assert frame["replaced_by"].isna().all()


def test_only_a_text_that_was_read_needs_an_official_address(tmp_path):
    assert codes(tmp_path / "a", acts={0: {"url": ""}}) == ["A04"]
    medium = {1: {"confidence": "medium"}}
    assert codes(tmp_path / "b", acts={0: {"url": "", "text": "excerpt"}}, stances=medium) == []


@pytest.mark.parametrize(("does", "found"), [("assess", ["A06"]), ("bar", []), ("cap", []), ("remove", [])])
def test_a_last_day_for_installed_equipment_goes_with_an_end_of_use(tmp_path, does, found):
    ends = {"installed": "It may stay for five years.", "installed_until": "2025-07-01", "does": f"{does}"}
    assert codes(tmp_path / "data", provisions={0: ends}) == found


@pytest.mark.parametrize(("actor", "found"), [("executive", ["A07"]), ("legislature", [])])
def test_a_legislature_votes_before_its_act_is_signed(tmp_path, actor, found):
    signed = {0: {"adopted": "2020-01-18"}}
    assert codes(tmp_path / "data", acts=signed, events={2: {"actor_kind": actor}}) == found
