"""SQL over a release: the same answers as Python's, one message for what is wrong, nothing answered by the alphabet."""

import datetime as dt

import pandas as pd
import pytest
from frames import assert_same

import tracker
from tracker.errors import BadValueError, ReleaseError, TrackerError, UnknownNameError
from tracker.release.reading import shelf as shelves
from tracker.release.reading.horizon import horizon

SAME = ["level", "basis", "announced", "de_jure", "de_facto", "under_review", "deadline", "event_id", "confidence"]
DAYS = ["2018-12-07", "2019-06-01", "2019-05-31", "2020-07-14", "2023-01-01"]


@pytest.mark.parametrize("version", shelves.versions())
@pytest.mark.parametrize(("day", "by"), [*((d, None) for d in DAYS), *((d, d) for d in DAYS), (DAYS[-1], DAYS[2])])
def test_positions_of_a_day_are_those_of_python(version, day, by):
    known = "" if by is None else f", known_by := '{by}'"
    got = tracker.sql(f"FROM position_on('{day}'{known})", version=version)
    wanted = tracker.position(day, known_by=by, version=version)
    key = ["jurisdiction", "vendor", "segment"]
    got = got.assign(**{k: got[k].astype("str") for k in key}).sort_values(key, ignore_index=True)
    wanted = wanted.assign(**{k: wanted[k].astype("str") for k in key}).sort_values(key, ignore_index=True)
    assert_same(got[[*key, *SAME]], wanted[[*key, *SAME]])
    since = wanted["valid_from"].where(wanted["level"].notna())
    pd.testing.assert_series_equal(got["since"], since, check_names=False)
    assert got["level_rank"].tolist() == [
        pd.NA if level is None or level != level else list(got["level"].cat.categories).index(level)
        for level in got["level"].astype(object)
    ]


@pytest.mark.parametrize("version", shelves.versions())
def test_every_table_is_there_with_all_its_rows(version):
    names = list(dict.fromkeys([*shelves.find(version).tables, "positions", "panel_year"]))
    query = " UNION ALL ".join(f"SELECT '{name}' AS name, count(*) AS n FROM \"{name}\"" for name in names)
    counts = tracker.sql(query, version=version).set_index("name")["n"].to_dict()
    assert counts == {name: len(tracker.load(name, version=version)) for name in names}


@pytest.mark.parametrize("how", ["DATE '2019-06-01'", "'2019-06-01'", "make_date(2019, 6, 1)", "day := '2019-06-01'"])
def test_a_day_is_given_in_any_form(release, how):
    rows = tracker.sql(f"SELECT count(*) AS n FROM position_on({how})", version=release)
    assert rows["n"].tolist() == [len(tracker.position("2019-06-01", version=release))]


NO_DAYS = [
    ("'2019-06-01 12:00'", "a day has no time of day"),
    ("TIMESTAMP '2019-06-01 12:00'", "a day has no time of day"),
    ("'2019-06-01T00:00Z'", "a day has no time zone"),
    ("'2019-6-1'", "not a day"),
    ("20190601", "not a day"),
    ("'2019'", "a year is not a day"),
    ("'2019-06'", "a month is not a day"),
    ("'2019-02-30'", "no such day"),
    ("'infinity'", "not a day"),
    ("NULL", "no day is given"),
    ("DATE '2019-06-01 12:00'", "a day has no time of day"),
    ("'2019/06/01'::DATE", "not a day"),
]


@pytest.mark.parametrize("call", ["position_on({})", "position_on('2019-06-01', known_by := {})"])
@pytest.mark.parametrize(("given", "says"), NO_DAYS)
def test_what_is_no_day_is_refused_as_in_python(release, call, given, says):
    # Also where no row of the answer would ever be compared with it.
    for more in ("", " WHERE jurisdiction = 'BBB'"):
        with pytest.raises(BadValueError, match=f"^query, .*{says}") as caught:
            tracker.sql(f"SELECT count(*) FROM {call.format(given)}{more}", version=release)
        assert "expected a day like 2018-12-07" in str(caught.value)
        assert len(str(caught.value)) < 300


def test_python_says_the_same_of_it(release):
    for given in ("2019-06-01 12:00", pd.Timestamp("2019-06-01 12:00"), dt.datetime(2019, 6, 1, 12)):
        for call in (
            lambda d: tracker.position(d, version=release),
            lambda d: tracker.position("2020-01-01", known_by=d, version=release),
            lambda d: tracker.load("stances", in_force_on=d, version=release),
            lambda d: tracker.panel("YE", end=d, version=release),
            lambda d: tracker.changes(d, version=release),
            lambda d: tracker.deadlines(on=d, version=release),
            lambda d: tracker.history("AAA", known_by=d, version=release),
        ):
            with pytest.raises(BadValueError, match=r"a day has no time of day; .* Write 2019-06-01"):
                call(given)


@pytest.mark.parametrize(
    "how", ["TIMESTAMP '2019-06-01'", "'2019-06-01 00:00:00'", "DATE '2019-05-31' + INTERVAL 1 DAY"]
)
def test_midnight_is_a_day(release, how):
    for call in (f"position_on({how})", f"position_on('2019-06-01', known_by := {how})"):
        by = "2019-06-01" if "known" in call else None
        (count,) = tracker.sql(f"SELECT count(*) AS n FROM {call}", version=release)["n"]
        assert count == len(tracker.position("2019-06-01", known_by=by, version=release))


@pytest.mark.parametrize("wrong", ["NULL", "TIMESTAMP '2019-06-01 12:00'"])
def test_a_day_from_a_table_that_is_none_stops_the_query(release, wrong):
    # A missing day of knowledge is not all knowledge.
    for call in ("position_on(t.d)", "position_on('2019-06-01', known_by := t.d)"):
        with pytest.raises(BadValueError, match="is no day like 2018-12-07, without time or zone"):
            tracker.sql(f"FROM (SELECT unnest([DATE '2019-06-01', {wrong}]) AS d) AS t, {call}", version=release)


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("valid_from <= '2019-06-01 12:00'", "query, valid_from: a day has no time of day"),
        ("'2019-6-1' < valid_to", "query, valid_to: not a day"),
        ("valid_from BETWEEN '2019-01-01' AND '2019'", "query, valid_from: a year is not a day"),
        ("s.deadline IN ('2019-06-01', '2019-06')", "query, deadline: a month is not a day"),
        ("valid_from = DATE '2019-06-01 12:00'", "query, DATE: a day has no time of day"),
    ],
)
def test_a_column_of_days_is_compared_with_days(release, condition, says):
    with pytest.raises(BadValueError, match=f"^{says}"):
        tracker.sql(f"FROM stances AS s WHERE {condition}", version=release)
    # A column of another name is the query's own.
    assert (
        len(
            tracker.sql("SELECT 1 FROM (SELECT 'x' AS valid_from) WHERE valid_from < '2019-6-1 12:00'", version=release)
        )
        == 0
    )


def test_days_may_come_from_a_table(release):
    rows = tracker.sql(
        "SELECT d, count(*) AS n FROM (SELECT unnest([DATE '2018-12-07', DATE '2020-12-31']) AS d) AS t,"
        " position_on(t.d, known_by := t.d) GROUP BY d ORDER BY d",
        version=release,
    )
    days = ["2018-12-07", "2020-12-31"]
    assert rows["n"].tolist() == [len(tracker.position(d, known_by=d, version=release)) for d in days]


def test_the_frame_has_the_types_and_attributes_of_every_frame(release):
    frame = tracker.sql(
        "SELECT level, level_rank, valid_from, deadline, 'x' AS basis, count(*) OVER () AS n, sum(level_rank) OVER () AS s"
        " FROM stances",
        version=release,
    )
    assert frame["level"].dtype == tracker.load("stances", version=release)["level"].dtype
    kinds = {n: str(t) for n, t in frame.dtypes.items() if n != "level"}
    assert kinds == {
        "level_rank": "Int8",
        "valid_from": "datetime64[s]",
        "deadline": "datetime64[s]",
        "basis": "str",
        "n": "int64",
        "s": "int64",
    }
    assert frame.attrs["version"] == "1.0.0"
    assert frame.attrs["citation"]
    assert frame.attrs["beyond_horizon"] is False
    assert tracker.sql("SELECT segments FROM events LIMIT 1", version=release)["segments"].map(type).tolist() == [tuple]
    assert list(tracker.sql("SELECT 1 AS a, 2 AS a, 3 AS a_1")) == ["a", "a_1", "a_1_1"]


def test_what_lies_past_the_horizon_is_marked(release):
    last = horizon(shelves.find(release))
    for day, marked in ((last, False), (last + dt.timedelta(days=1), True)):
        frame = tracker.sql(f"FROM position_on('{day}')", version=release)
        assert len(frame)
        assert set(frame["beyond_horizon"]) == {marked}
        assert frame.attrs["beyond_horizon"] is marked
        # Where the rows are counted and gone, the frame still says so.
        counted = tracker.sql(f"SELECT count(*) FROM position_on(DATE '{day}')", version=release)
        assert counted.attrs["beyond_horizon"] is marked
    known = tracker.sql(f"SELECT 1 FROM position_on('{last}', known_by := '2999-01-01')", version=release)
    assert known.attrs["beyond_horizon"] is True


@pytest.mark.parametrize(
    "query",
    [
        "FROM stances WHERE level >= 'barred'",
        "FROM stances WHERE 'barred' < level",
        "FROM stances AS s WHERE s.level BETWEEN 'barred' AND 'removal'",
        "FROM stances WHERE level::VARCHAR > 'open'",
        "FROM positions WHERE announced > de_jure",
        "SELECT l FROM (SELECT level AS l FROM stances) WHERE l >= 'barred'",
        "SELECT max(level) FROM stances",
        "SELECT min(confidence) FROM stances",
        "SELECT arg_max(jurisdiction, level) FROM stances",
        "SELECT greatest(announced, de_jure) FROM positions",
        "SELECT * FROM stances ORDER BY level DESC LIMIT 1",
        "SELECT row_number() OVER (ORDER BY level) FROM stances",
        "FROM stances WHERE event_id IN (SELECT event_id FROM stances WHERE level > 'limited')",
    ],
)
def test_a_scale_is_never_ordered_by_the_alphabet(query):
    with pytest.raises(BadValueError, match="by the alphabet") as caught:
        tracker.sql(query)
    assert "level_rank >= 3" in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize(
    "query",
    [
        "FROM stances WHERE level_rank >= 3",
        "FROM stances WHERE level = 'barred' OR level IN ('removal', 'open') OR level IS NULL",
        "SELECT level, count(*) AS n FROM stances GROUP BY level ORDER BY level",
        "SELECT level FROM stances ORDER BY level_rank DESC LIMIT 1",
        "SELECT arg_max(level, level_rank) FROM stances",
        "SELECT max(jurisdiction) FROM stances",
        "SELECT name AS vendor FROM jurisdictions WHERE vendor = 'Belgium'",
    ],
)
def test_what_is_meant_is_answered(query):
    assert len(tracker.sql(query)) or "Belgium" in query


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("FROM stances WHERE vendor = 'Huawei'", "Did you mean 'huawei'"),
        ("FROM stances WHERE level IN ('bared')", "Did you mean 'barred'"),
        ("FROM stances WHERE jurisdiction = 'bel'", "Did you mean 'BEL'"),
        ("FROM stances WHERE jurisdiction = 'UK'", "Did you mean 'GBR'"),
        ("FROM stances WHERE jurisdiction IN ('BEL', 'Turkey')", "Did you mean 'TUR'"),
        ("FROM stances WHERE jurisdiction = 'nowhere at all'", "unknown jurisdiction"),
        ("FROM stances WHERE 'forbidden' <> level", "unknown level 'forbidden'"),
    ],
)
def test_a_value_that_no_row_can_have_is_refused(query, says):
    with pytest.raises(UnknownNameError) as caught:
        tracker.sql(query)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("SELECT levle FROM stances", "Did you mean 'level'"),
        ("SELECT * FROM stancse", "Did you mean 'stances'"),
        ("FROM positon_on('2020-01-01')", "Did you mean 'position_on'"),
        ("FROM position_on()", "position_on(day, known_by := 'newest')"),
        ("SELECT 1 / 'x' FROM stances", "Could not convert"),
        ("SELEC 1", "does not read as SQL"),
        ("", "nothing"),
        ("SELECT 1; SELECT 2", "2 statements"),
        (None, "expected a text"),
    ],
)
def test_a_wrong_query_is_one_message(query, says):
    with pytest.raises(BadValueError, match=r"^query: ") as caught:
        tracker.sql(query)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 300
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("INTERVAL 1 MONTH", "INTERVAL"),
        ("age(DATE '2020-03-01', DATE '2020-01-31')", "INTERVAL"),
        ("[INTERVAL 1 DAY]", "INTERVAL"),
        ("340282366920938463463374607431768211455::UHUGEINT", "UHUGEINT"),
        ("{'a': 1::UHUGEINT}", "UHUGEINT"),
        ("1::UNION(a INT)", "UNION"),
        ("MAP {1: '0101'::BIT}", "BIT"),
        ("[1::BIGNUM]::BIGNUM[1]", "BIGNUM"),
        ("1::VARIANT", "VARIANT"),
    ],
)
def test_a_column_of_which_programs_would_say_different_things_is_refused(value, kind, release, tmp_path, capsys):
    """Each of these was another value, bytes, or a traceback in one of a frame, JSON and Parquet."""
    from tracker.cli import main

    query = f"SELECT {value} AS a"
    with pytest.raises(BadValueError, match=rf"^query: the column 'a' is of a kind .* got {kind}\. ") as caught:
        tracker.sql(query, version=release)
    assert len(str(caught.value)) < 300
    for more in (["--format", "json"], ["--out", str(tmp_path / "a.parquet")]):
        with pytest.raises(SystemExit) as left:
            main(["sql", query, "--release", str(release), *more])
        assert (left.value.code, capsys.readouterr().err) == (2, f"tracker: {caught.value}\n")
    assert list(tmp_path.iterdir()) == []
    said = tracker.sql(f"SELECT CAST({value} AS VARCHAR) AS a", version=release)["a"]
    assert isinstance(said[0], str)


@pytest.mark.parametrize("given", ["infinity", "-infinity", " Inf "])
def test_a_time_without_end_is_no_time(given, release):
    for value in (f"TIMESTAMP '{given}'", f"'{given}'::TIMESTAMP_S", f"[CAST('{given}' AS TIMESTAMPTZ)]"):
        with pytest.raises(BadValueError, match=r"^query, TIMESTAMP: not a day; expected a day like 2018-12-07"):
            tracker.sql(f"SELECT {value} AS a", version=release)
    assert tracker.sql("SELECT TIMESTAMP '9999-12-31 23:59:59' AS a", version=release)["a"].astype(str).tolist() == [
        "9999-12-31 23:59:59"
    ]


@pytest.mark.parametrize("timeout", [0, -1, "5", True, float("nan"), None])
def test_a_time_is_more_than_nothing(timeout):
    with pytest.raises(BadValueError, match=r"^timeout: "):
        tracker.sql("SELECT 1", timeout=timeout)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT count(*) FROM range(10000000) AS a, range(10000000) AS b WHERE (a.range * 31 + b.range) % 7919 = 7",
        "WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM t) SELECT count(*) FROM t",
    ],
)
def test_a_query_without_end_is_stopped(query):
    with pytest.raises(BadValueError, match=r"was not done after 0\.2 seconds, and was stopped"):
        tracker.sql(query, timeout=0.2)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("FROM range(100000000000)", "more than fits"),
        ("SELECT len(list(range)) FROM range(10000000000)", "more memory than it may have"),
    ],
)
def test_a_query_that_grows_without_end_is_stopped(query, says):
    with pytest.raises(BadValueError, match=says):
        tracker.sql(query)


def test_a_damaged_release_is_said_so(release, tmp_path):
    import shutil

    folder = shutil.copytree(release, tmp_path / "1.0.0")
    file = folder / "stances.parquet"
    file.write_bytes(b"x" * file.stat().st_size)
    with pytest.raises(ReleaseError, match="damaged"):
        tracker.sql("FROM stances", version=folder)
    file.unlink()
    with pytest.raises(TrackerError):
        tracker.sql("FROM stances", version=folder)


def test_the_room_is_the_verb():
    import tracker.sql.session

    assert tracker.sql("SELECT 1 AS a")["a"].tolist() == [1]
    assert tracker.sql.session.TIMEOUT == 60.0
