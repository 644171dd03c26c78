"""Tests about the world beyond the six founding countries: known answers, facts that cannot be otherwise, bounds."""

import pickle
from importlib.resources import files
from itertools import pairwise

import countrycode
import pandas as pd
import pytest
from conftest import ROOT, answer, columns_of

import tracker
from tracker.curation.dataset import read_folder
from tracker.curation.stats import figures
from tracker.release import shelf

V = "0.3.0"

# jurisdiction, vendor, segment, day -> level, basis, under review; None for no row at all
KNOWN = [
    ("ALB", "huawei", "core", "2024-12-31", None),
    ("AUS", "huawei", "core", "2018-08-22", (None, None, True)),
    ("AUS", "zte", "access", "2018-12-07", ("barred", "announced", False)),
    ("AUS", "huawei", "government", "2024-07-08", ("screened", "de_jure", False)),
    ("AUT", "zte", "access", "2022-01-01", ("screened", "de_jure", False)),
    ("BGR", "huawei", "core", "2021-01-01", None),
    ("BHR", "huawei", "core", "2019-03-26", ("open", "announced", False)),
    ("BRA", "huawei", "core", "2020-12-20", ("screened", "de_jure", True)),
    ("BRA", "huawei", "government", "2022-06-01", ("barred", "announced", False)),
    ("BRA", "huawei", "government", "2024-09-01", ("screened", "de_jure", False)),
    ("CHE", "huawei", "access", "2022-01-01", ("open", "announced", True)),
    ("CHE", "huawei", "access", "2024-01-01", (None, None, True)),
    ("CHL", "huawei", "access", "2021-06-01", ("open", "announced", False)),
    ("CHN", "huawei", "core", "2026-11-24", None),
    ("COL", "huawei", "access", "2023-12-01", ("open", "announced", False)),
    ("CRI", "zte", "access", "2023-09-15", ("barred", "de_jure", False)),
    ("CRI", "huawei", "core", "2024-06-01", ("barred", "announced", False)),
    ("CRI", "huawei", "core", "2025-03-01", ("barred", "de_jure", False)),
    ("CYP", "huawei", "core", "2024-12-31", None),
    ("CZE", "zte", "core", "2018-12-17", ("screened", "de_jure", False)),
    ("DNK", "huawei", "core", "2024-01-01", ("screened", "de_jure", False)),
    ("DOM", "huawei", "core", "2020-11-01", ("open", "announced", False)),
    ("DOM", "huawei", "core", "2020-12-01", ("barred", "announced", False)),
    ("DOM", "huawei", "core", "2021-03-01", ("open", "announced", False)),
    ("DOM", "zte", "core", "2021-03-01", ("barred", "announced", False)),
    ("ECU", "huawei", "core", "2021-01-01", None),
    ("ESP", "huawei", "core", "2023-01-01", ("screened", "de_jure", True)),
    ("EST", "huawei", "access", "2023-06-01", ("removal", "de_jure", False)),
    ("EST", "zte", "core", "2022-03-01", ("screened", "de_jure", False)),
    ("FIN", "huawei", "core", "2022-01-01", ("screened", "de_jure", False)),
    ("HRV", "huawei", "core", "2023-06-01", None),
    ("HUN", "huawei", "access", "2019-07-01", ("open", "announced", False)),
    ("IND", "huawei", "access", "2020-02-01", ("open", "announced", False)),
    ("IND", "zte", "access", "2021-05-10", ("barred", "de_facto", False)),
    ("IND", "huawei", "government", "2020-07-23", ("screened", "de_jure", False)),
    ("IRL", "huawei", "access", "2024-01-01", ("screened", "de_jure", False)),
    ("ISL", "huawei", "access", "2021-06-01", (None, None, True)),
    ("ISR", "huawei", "core", "2019-01-01", ("barred", "de_facto", False)),
    ("ITA", "zte", "core", "2020-01-01", ("screened", "de_jure", False)),
    ("ITA", "huawei", "core", "2021-01-01", ("limited", "de_facto", False)),
    ("JOR", "huawei", "access", "2023-12-31", None),
    ("KEN", "huawei", "core", "2020-08-02", None),
    ("KEN", "huawei", "core", "2020-08-03", ("open", "announced", False)),
    ("KOR", "huawei", "access", "2020-12-31", ("open", "announced", False)),
    ("KOR", "zte", "government", "2015-06-30", ("screened", "de_jure", False)),
    ("LTU", "zte", "access", "2022-06-01", ("removal", "de_jure", False)),
    ("LTU", "huawei", "government", "2023-01-01", ("barred", "de_jure", False)),
    ("LUX", "huawei", "core", "2022-01-01", ("screened", "de_jure", False)),
    ("LVA", "huawei", "core", "2024-01-01", ("screened", "de_jure", False)),
    ("MLT", "huawei", "core", "2018-09-01", ("open", "announced", False)),
    ("MNE", "zte", "access", "2025-12-01", (None, None, True)),
    ("MYS", "huawei", "access", "2019-03-01", (None, None, True)),
    ("NLD", "huawei", "core", "2022-01-01", ("barred", "de_jure", False)),
    ("NLD", "huawei", "access", "2021-06-01", ("open", "announced", False)),
    ("NOR", "huawei", "access", "2022-01-01", ("limited", "de_jure", False)),
    ("NZL", "huawei", "access", "2018-12-07", ("barred", "de_facto", False)),
    ("NZL", "zte", "access", "2018-12-07", ("screened", "de_jure", False)),
    ("PNG", "huawei", "core", "2024-12-31", None),
    ("POL", "huawei", "core", "2021-01-01", (None, None, True)),
    ("POL", "zte", "access", "2026-05-01", ("screened", "de_jure", False)),
    ("PRT", "huawei", "core", "2020-01-01", None),
    ("PRT", "huawei", "core", "2020-08-15", ("open", "announced", False)),
    ("PRT", "zte", "access", "2024-01-01", ("barred", "de_jure", False)),
    ("PRY", "zte", "access", "2025-10-01", ("barred", "de_jure", False)),
    ("ROU", "huawei", "core", "2024-03-01", ("removal", "de_jure", False)),
    ("ROU", "zte", "access", "2022-01-01", ("screened", "de_jure", False)),
    ("SGP", "zte", "core", "2020-07-01", ("open", "announced", False)),
    ("SRB", "huawei", "core", "2020-09-10", ("barred", "announced", False)),
    ("SRB", "huawei", "core", "2020-10-01", ("open", "announced", False)),
    ("SVK", "huawei", "government", "2021-09-01", ("screened", "de_jure", False)),
    ("SVN", "zte", "access", "2022-11-10", ("screened", "de_jure", False)),
    ("SWE", "zte", "access", "2020-11-20", ("removal", "de_jure", False)),
    ("SWE", "huawei", "core", "2020-11-20", ("screened", "de_jure", False)),
    ("SWE", "huawei", "access", "2025-06-01", ("removal", "de_jure", False)),
    ("THA", "zte", "core", "2019-12-31", ("open", "announced", False)),
    ("TWN", "zte", "access", "2019-01-01", ("barred", "de_jure", False)),
    ("TWN", "huawei", "government", "2021-06-30", ("removal", "de_jure", False)),
    ("TUR", "huawei", "core", "2020-01-01", None),
    ("UKR", "zte", "access", "2024-01-01", ("open", "announced", True)),
    ("USA", "huawei", "government", "2019-08-12", ("screened", "de_jure", False)),
    ("USA", "zte", "government", "2019-08-13", ("barred", "de_jure", False)),
    ("USA", "huawei", "access", "2019-05-15", (None, None, True)),
    ("USA", "huawei", "access", "2020-06-30", ("limited", "de_jure", False)),
    ("USA", "zte", "core", "2022-11-25", ("barred", "de_jure", True)),
    ("VNM", "huawei", "access", "2020-01-01", None),
    ("XKX", "zte", "access", "2020-10-20", ("barred", "announced", False)),
    ("ZAF", "huawei", "access", "2019-07-04", None),
    ("ZAF", "huawei", "access", "2019-07-05", ("open", "announced", False)),
]

# event -> columns that its official text fixes
ACTS = {
    "aus-20180823-5g-security-guidance": {"date": "2018-08-23"},
    "aut-20211101-tkg-2021-section-45": {"effective_from": "2021-11-01", "kind": "law"},
    "cze-20181217-nukib-warning-huawei-zte": {"date": "2018-12-17"},
    "esp-20220329-5g-cybersecurity-decree-law": {"date": "2022-03-29"},
    "ind-20200723-procurement-rule-144-xi": {"date": "2020-07-23"},
    "nzl-20131111-ticsa-act": {"effective_from": "2014-05-11"},
    "prt-20230523-cas-high-risk-criteria": {"date": "2023-05-23"},
    "rou-20210611-law-163-2021-5g": {"effective_from": "2021-06-14"},
    "svn-20220928-zekom-2-adopted": {"date": "2022-09-28"},
    "swe-20201020-pts-licence-conditions": {"date": "2020-10-20"},
    "twn-20201218-no-mainland-brands-order": {"date": "2020-12-18", "public_on": "2021-01-26"},
    "usa-20180813-ndaa-section-889": {"date": "2018-08-13", "effective_from": "2019-08-13"},
    "usa-20221125-fcc-authorisation-ban": {"date": "2022-11-25"},
}

# Rows that a jurisdiction lost, by release and table, with the reason; any other loss is a mistake.
WITHDRAWN = {
    ("0.4.0", "stances", "LKA"): "the minister who spoke in 2019 was not in charge of telecommunications (rule 5)",
    (
        "0.5.0",
        "stances",
        "BEL",
    ): "the agency had found too little to advise against the vendor, which is not open (rule 5)",
    ("0.5.0", "stances", "BGR"): "article 27 only empowers the Council of Ministers (rule 5)",
    ("0.5.0", "stances", "BHR"): "no concern at this stage is not open (rule 5)",
    ("0.5.0", "stances", "CAN"): "a programme about 3G, 4G and LTE (rule 6)",
    ("0.5.0", "stances", "EU"): "a spokesperson told of a recommendation, which sets no level (rule 5)",
    ("0.5.0", "stances", "FRA"): "a leak about decisions still to come (rule 4)",
    ("0.5.0", "stances", "IND"): "leave for trials says nothing of networks (rule 5)",
    ("0.5.0", "stances", "KHM"): "a memorandum with the firm is not open (rule 5)",
    ("0.5.0", "stances", "LVA"): "the annex of the regulation lists core functions only, so access is not reached",
    ("0.5.0", "stances", "THA"): "an invitation to all vendors that leaves bans open is no position (rule 5)",
    ("0.5.0", "reviews", "TWN"): "a review about 4G networks (rule 6)",
    ("0.6.0", "stances", "DEU"): "a warranty in a contract screens nobody (rule 5)",
    ("0.6.0", "stances", "MYS"): "standards that hold for every maker are open, which the spells repeat (rule 5)",
    ("0.6.0", "stances", "NLD"): "a bare power (rule 5)",
    ("0.6.0", "stances", "PAK"): "words about another licence (rule 5)",
}


@pytest.fixture(scope="module")
def data():
    return read_folder(ROOT / "data")


@pytest.mark.parametrize(("jurisdiction", "vendor", "segment", "day", "expected"), KNOWN)
def test_known_positions(jurisdiction, vendor, segment, day, expected):
    assert answer(V, jurisdiction, vendor, segment, day) == expected


@pytest.mark.parametrize("event", ACTS)
def test_known_acts(event):
    assert columns_of(V, event, ACTS[event]) == ACTS[event]


def test_known_acts_have_an_official_text(data):
    # The Taiwanese order is known from ministries that passed it on, which count as official.
    assert set(ACTS) <= data.official


def test_the_reach_that_is_promised(data):
    values = figures(data).values
    assert values["jurisdictions with events"] >= 70
    assert values["jurisdictions with positions or reviews"] >= 65
    assert values["events"] >= 650
    assert values["source links"] >= 1300
    assert values["decisive acts with an official text"].percent >= 60
    assert values["decisive acts with either"].percent == 100


def test_every_jurisdiction_was_looked_into_in_all_six_cells():
    cells = tracker.load("coverage", version=V).groupby("jurisdiction").size()
    assert set(cells) == {6}
    assert set(cells.index) == set(tracker.load("jurisdictions", version=V)["jurisdiction"])


def test_the_countries_named_in_the_plan_are_there():
    looked_at = ["ARE", "ARG", "BIH", "EGY", "ETH", "FJI", "JAM", "KAZ", "MAR", "MEX", "NGA", "PER", "QAT"]
    asked_for = [
        "BHR",
        "PRY",
        "PAN",
        "GTM",
        "MNG",
        "ARM",
        "MDA",
        "DZA",
        "TUN",
        "AGO",
        "ZWE",
        "UGA",
        "TZA",
        "SEN",
        "IRQ",
        "OMN",
        "KWT",
        "JOR",
        "NPL",
        "MMR",
        "LAO",
    ]
    assert {*looked_at, *asked_for} <= set(tracker.load("coverage", version=V)["jurisdiction"])


def test_nothing_is_in_force_before_the_first_mention():
    events, stances = tracker.load("events", version=V), tracker.load("stances", version=V)
    first = events.groupby("jurisdiction")["public_on"].min()
    assert (stances["known_from"] >= stances["jurisdiction"].map(first)).all()


def test_removal_comes_after_a_first_act_about_the_vendor():
    events = tracker.load("events", version=V)
    for row in tracker.load("stances", version=V).query("level == 'removal'").to_dict("records"):
        own = events[events["jurisdiction"] == row["jurisdiction"]]
        about = own[[row["vendor"] in items for items in own["covers_vendors"]]]
        assert about["date"].min() <= row["valid_from"]


def test_a_home_state_has_no_position_on_its_own_vendors():
    assert "CHN" not in set(tracker.load("stances", version=V)["jurisdiction"])


def test_no_stance_of_a_member_state_rests_on_an_act_of_the_union():
    stances = tracker.load("stances", version=V)
    assert (stances["event_id"].str.startswith("eu-") == (stances["jurisdiction"] == "EU")).all()


# Jurisdictions whose position on Huawei in access is at least this strict on the last day of the year.
BOUNDS = {
    2017: {"barred": (0, 2), "removal": (0, 0)},
    2018: {"barred": (2, 6), "removal": (0, 0)},
    2020: {"barred": (5, 14), "removal": (2, 3)},
    2022: {"barred": (8, 18), "removal": (4, 6)},
    2024: {"barred": (12, 20), "removal": (5, 7)},
    2025: {"barred": (12, 22), "removal": (5, 8)},
}


@pytest.mark.parametrize("year", BOUNDS)
def test_counts_by_level_and_year_stay_within_bounds(year):
    frame = tracker.position(f"{year}-12-31", vendor="huawei", segment="access", version=V)
    for level, (low, high) in BOUNDS[year].items():
        assert low <= (frame["level"] >= level).sum() <= high, level


def test_zte_is_never_more_often_restricted_than_huawei():
    for year in range(2016, 2026):
        frame = tracker.position(f"{year}-12-31", segment="access", version=V)
        strict = frame[frame["level"] >= "barred"].groupby("vendor", observed=False).size()
        assert strict.get("zte", 0) <= strict.get("huawei", 0)


@pytest.mark.parametrize("table", ["events", "stances", "reviews", "forecasts", "coverage"])
def test_no_jurisdiction_loses_rows_without_a_reason(table):
    known = shelf.versions()
    for older, newer in pairwise(known):
        then, now = (tracker.load(table, version=v)["jurisdiction"].value_counts() for v in (older, newer))
        lost = set(then.index[now.reindex(then.index).fillna(0) < then])
        assert lost == {j for v, t, j in WITHDRAWN if (v, t) == (newer, table)}


def test_codes_for_merging_are_those_of_the_library():
    """Codes agree with countrycode 0.6.0, the version that the column descriptions name, but for what they say."""
    assert countrycode.__name__
    listed = pickle.loads(files("countrycode").joinpath("data/codelist.pickle").read_bytes())
    at = {code: i for i, code in enumerate(listed["iso3c"]) if code}
    frame = tracker.load("jurisdictions", version=V).set_index("jurisdiction")
    columns = {
        "alpha2": "iso2c",
        "iso_numeric": "iso3n",
        "region": "un.region.name",
        "subregion": "un.regionsub.name",
        "cow": "cown",
        "gw": "gwn",
    }
    differs = set()
    for code, row in frame.drop(index=["EU", "XKX"]).iterrows():
        for ours, theirs in columns.items():
            value = listed[theirs][at[code]]
            value = None if value is None or value != value else value
            if ours == "iso_numeric":
                value = f"{int(value):03d}"
            found = None if pd.isna(row[ours]) else row[ours]
            if found != value:
                differs.add((code, ours, found))
    assert differs == {("SRB", "cow", 345), ("VNM", "gw", 816)}
    assert frame.loc["XKX", ["alpha2", "cow", "gw"]].tolist() == ["XK", 347, 347]


def test_the_version_of_the_library_is_noted_once_and_pinned():
    from importlib.metadata import version

    described = tracker.codebook("jurisdictions", version=V).set_index("column")["description"]
    for column in ("iso_numeric", "region", "subregion", "cow", "gw"):
        assert f"countrycode {version('countrycode')}" in described[column]


def test_memberships_on_a_day():
    def members(organisation, day):
        frame = tracker.load("memberships", in_force_on=day, version=V)
        return set(frame.loc[frame["organisation"] == organisation, "jurisdiction"])

    assert len(members("eu", "2020-01-31")) == 28
    assert members("eu", "2020-01-31") - members("eu", "2020-02-01") == {"GBR"}
    assert members("five_eyes", "2018-12-07") == {"AUS", "CAN", "GBR", "NZL", "USA"}
    assert len(members("nato", "2024-12-31")) == 32
    assert members("nato", "2023-04-04") - members("nato", "2023-04-03") == {"FIN"}
    assert len(members("oecd", "2024-12-31")) == 38


def test_decision_examples_name_real_events_and_end_the_codebook():
    frame = tracker.load("decisions", version=V)
    assert len(frame) >= 20
    events = set(tracker.load("events", version=V)["event_id"])
    assert {e for cell in frame["events"] for e in cell.split(";")} <= events
    page = (shelf.find(V).path / "CODEBOOK.md").read_text(encoding="utf-8")
    assert all(row in page for row in frame["question"])


def test_forecasts_go_beyond_the_founding_article():
    frame = tracker.forecasts(version=V)
    made = frame["made_on"].dt.year
    assert made.between(2018, 2020).sum() >= 50
    assert frame["jurisdiction"].nunique() >= 25
    assert {"analyst", "press", "vendor", "executive"} <= set(frame["actor_kind"])
    assert (frame["settled_on"].dropna() >= frame.loc[frame["settled_on"].notna(), "made_on"]).all()
