"""Tests about the world: answers that must come out right, in the release and in the curated tables."""

import json

import pandas as pd
import pytest
from conftest import ROOT, answer, columns_of

import tracker
from tracker.curation.build import render
from tracker.curation.dataset import read_folder
from tracker.curation.validate import validate
from tracker.release.reading import shelf
from tracker.release.verifying.verify import verify

V = "0.2.0"

# jurisdiction, vendor, segment, day -> level, basis, under review; None for no row at all
KNOWN = [
    ("BEL", "huawei", "core", "2018-12-06", None),
    ("BEL", "huawei", "core", "2018-12-07", (None, None, True)),
    ("BEL", "zte", "core", "2018-12-07", None),
    ("BEL", "huawei", "core", "2020-12-31", ("barred", "announced", False)),
    ("BEL", "huawei", "access", "2020-12-31", ("limited", "announced", False)),
    ("BEL", "zte", "access", "2020-03-31", (None, None, True)),
    ("BEL", "huawei", "government", "2024-12-31", ("screened", "de_jure", False)),
    ("GBR", "zte", "core", "2018-04-15", None),
    ("GBR", "zte", "core", "2018-04-16", ("barred", "announced", False)),
    ("GBR", "zte", "access", "2024-12-31", ("barred", "announced", False)),
    ("GBR", "huawei", "core", "2018-12-07", ("screened", "de_facto", True)),
    ("GBR", "huawei", "access", "2020-01-28", ("limited", "announced", False)),
    ("GBR", "huawei", "access", "2020-06-30", ("limited", "announced", True)),
    ("GBR", "huawei", "access", "2020-07-14", ("removal", "announced", False)),
    ("GBR", "huawei", "access", "2022-10-13", ("removal", "de_jure", False)),
    ("GBR", "huawei", "core", "2024-12-31", ("removal", "de_jure", False)),
    ("CAN", "huawei", "core", "2018-12-07", ("screened", "de_facto", True)),
    ("CAN", "zte", "access", "2018-12-07", (None, None, True)),
    ("CAN", "huawei", "access", "2022-05-18", ("screened", "de_facto", True)),
    ("CAN", "huawei", "access", "2022-05-19", ("removal", "announced", False)),
    ("CAN", "huawei", "access", "2025-06-30", ("removal", "announced", False)),
    ("CAN", "zte", "core", "2026-11-24", ("removal", "announced", False)),
    ("JPN", "zte", "government", "2018-12-07", (None, None, True)),
    ("JPN", "huawei", "government", "2018-12-31", ("screened", "announced", False)),
    ("JPN", "huawei", "government", "2019-06-30", ("barred", "de_facto", False)),
    ("JPN", "huawei", "access", "2019-04-10", ("screened", "de_jure", False)),
    ("JPN", "zte", "core", "2024-12-31", ("screened", "de_jure", False)),
    ("FRA", "huawei", "access", "2018-12-07", None),
    ("FRA", "huawei", "access", "2019-06-30", (None, None, True)),
    ("FRA", "zte", "access", "2019-12-08", ("screened", "de_jure", False)),
    ("FRA", "huawei", "access", "2024-01-01", ("limited", "de_facto", False)),
    ("DEU", "huawei", "access", "2018-12-07", ("open", "announced", False)),
    ("DEU", "huawei", "core", "2020-10-31", ("open", "announced", True)),
    ("DEU", "zte", "core", "2021-05-28", ("screened", "de_jure", False)),
    ("DEU", "huawei", "access", "2023-06-30", ("screened", "de_jure", True)),
    ("DEU", "zte", "core", "2024-12-31", ("removal", "de_jure", False)),
    ("DEU", "huawei", "access", "2026-01-31", ("limited", "de_jure", False)),
    ("EU", "huawei", "core", "2018-12-07", None),
    ("EU", "huawei", "access", "2021-01-01", ("screened", "announced", False)),
    ("EU", "zte", "government", "2024-01-01", ("barred", "announced", False)),
]

# event -> columns that official texts fix
ACTS = {
    "gbr-20180416-ncsc-zte-advice": {"date": "2018-04-16"},
    "gbr-20221013-huawei-vendor-direction": {"date": "2022-10-13", "kind": "direction"},
    "can-20181201-meng-arrest": {"date": "2018-12-01", "public_on": "2018-12-05"},
    "can-20220519-huawei-zte-policy-ban": {"date": "2022-05-19"},
    "fra-20191206-decree-2019-1300": {"date": "2019-12-06", "kind": "regulation"},
    "deu-20210518-itsig2-section-9b": {"date": "2021-05-18", "kind": "law", "effective_from": "2021-05-28"},
    "deu-20240711-operator-contracts": {"date": "2024-07-11"},
    "jpn-20181210-it-procurement-agreement": {"date": "2018-12-10"},
    "bel-20220217-5g-security-law": {"date": "2022-02-17", "kind": "law"},
    "eu-20200129-5g-toolbox": {"date": "2020-01-29"},
    "eu-20230615-toolbox-communication": {"date": "2023-06-15"},
}

DEADLINES = [
    ("CAN", "huawei", "access", "announced", "2022-05-19", "2024-06-28"),
    ("CAN", "zte", "core", "announced", "2022-05-19", "2024-06-28"),
    ("GBR", "huawei", "access", "announced", "2020-07-14", "2027-12-31"),
    ("GBR", "huawei", "access", "de_jure", "2022-10-13", "2027-12-31"),
    ("GBR", "huawei", "core", "de_jure", "2022-10-13", "2023-12-31"),
    ("DEU", "huawei", "core", "announced", "2024-07-11", "2026-12-31"),
    ("DEU", "zte", "access", "announced", "2024-07-11", "2029-12-31"),
]


@pytest.mark.parametrize(("jurisdiction", "vendor", "segment", "day", "expected"), KNOWN)
def test_known_positions(jurisdiction, vendor, segment, day, expected):
    assert answer(V, jurisdiction, vendor, segment, day) == expected


@pytest.mark.parametrize("event", ACTS)
def test_known_acts(event):
    assert columns_of(V, event, ACTS[event]) == ACTS[event]


@pytest.mark.parametrize(("jurisdiction", "vendor", "segment", "basis", "start", "deadline"), DEADLINES)
def test_known_deadlines(jurisdiction, vendor, segment, basis, start, deadline):
    frame = tracker.load("stances", jurisdiction=jurisdiction, vendor=vendor, segment=segment, version=V)
    row = frame[(frame["basis"] == basis) & (frame["valid_from"] == start)].iloc[0]
    assert row["deadline"] == pd.Timestamp(deadline)


def test_france_screens_by_law_and_limits_in_practice():
    row = tracker.position("2024-01-01", jurisdiction="FRA", vendor="huawei", segment="access", version=V).iloc[0]
    assert (row["de_jure"], row["de_facto"]) == ("screened", "limited")


def test_canadas_removal_has_no_law_behind_it():
    frame = tracker.load("stances", jurisdiction="CAN", version=V)
    assert set(frame.loc[frame["level"] == "removal", "basis"]) == {"announced"}
    assert "de_jure" not in set(frame["basis"])


def test_the_arrest_is_not_known_before_it_was_public():
    def known(day):
        return "can-20181201-meng-arrest" in set(tracker.load("events", known_by=day, version=V)["event_id"])

    assert [known(d) for d in ("2018-12-04", "2018-12-05", "2018-12-07")] == [False, True, True]


def test_which_forecasts_of_december_2018_came_true():
    made = tracker.load("events", version=V).set_index("event_id")["public_on"]
    frame = tracker.load("forecasts", version=V)
    then = frame[frame["event_id"].map(made).between("2018-12-01", "2018-12-31")]
    assert len(then) >= 12
    assert {"correct", "partly"} <= set(then["outcome"])
    unresolved = then[then["outcome"] == "unresolved"]
    assert unresolved["event_id"].tolist() == ["eu-20181207-eu-institutions-forecast"]
    old = tracker.load("forecasts", version="0.1.0")
    assert set(old["outcome"]) == {"unresolved"}


def test_the_first_release_holds_nothing_later_than_its_day():
    cutoff = pd.Timestamp("2018-12-07")
    assert shelf.find("0.1.0").cutoff == cutoff.date()
    for table in ("events", "sources", "reviews", "coverage", "stances"):
        frame = tracker.load(table, version="0.1.0")
        for column in frame.columns:
            if frame[column].dtype.kind == "M" and column != "accessed":
                assert not (frame[column] > cutoff).any(), (table, column)


def test_what_the_first_release_saw_is_what_the_second_remembers():
    """Reviews open on the founding day are the same in both, seen with the knowledge of that day."""
    key = ["jurisdiction", "vendor", "segment"]
    then = tracker.position("2018-12-07", version="0.1.0")
    now = tracker.position("2018-12-07", version=V, known_by="2018-12-07")
    open_now = now.loc[now["under_review"], key].astype(str)
    assert set(then[key].astype(str).itertuples(index=False, name=None)) <= set(
        open_now.itertuples(index=False, name=None)
    )


def test_no_removal_before_the_first_event():
    events, stances = tracker.load("events", version=V), tracker.load("stances", version=V)
    first = events.groupby("jurisdiction")["date"].min()
    assert (stances["valid_from"] >= stances["jurisdiction"].map(first)).all()


@pytest.mark.parametrize("version", shelf.versions())
def test_published_releases_are_intact(version):
    assert verify(version) == len(list(shelf.find(version).path.iterdir())) - 1


def test_the_curated_tables_are_fine_and_are_the_newest_release():
    report = validate(ROOT / "data", shown_as="data")
    assert report.fine, report.to_text()
    newest = shelf.find()
    files = render(
        read_folder(ROOT / "data"),
        version=newest.version,
        released=newest.released,
        changes=(newest.path / "CHANGES.md").read_text(encoding="utf-8"),
    )
    ours = json.loads(files["datapackage.json"])
    theirs = newest.descriptor
    assert [r["contentHash"] for r in ours["resources"]] == [r["contentHash"] for r in theirs["resources"]]
    assert ours["cutoff"] == theirs["cutoff"]


def test_every_second_reading_is_settled():
    frame = tracker.load("second_coding", version=V)
    assert frame["settled"].notna().all()
    differs = frame["settled"] != "agreed"
    assert frame.loc[differs, "resolution"].notna().all()
