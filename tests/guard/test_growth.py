"""What is refused because it would grow without bound before DuckDB looks at time or memory; and what is not."""

import contextlib
from pathlib import Path

import duckdb
import pytest

from tracker.errors import BadValueError
from tracker.guard import SHUT, check_condition, check_query, growth

TABLES = ["stances", "events", "jurisdictions"]


@pytest.fixture(scope="module")
def con():
    with contextlib.closing(duckdb.connect(config=dict(SHUT))) as con:
        yield con


def nested(times, around, inner):
    for _ in range(times):
        inner = around.replace("{}", inner)
    return inner


def doubled(times, inside):
    """Parts after WITH, each the one before joined with itself."""
    parts = [f"a{i} AS (SELECT {inside} FROM a{i - 1} AS x, a{i - 1} AS y)" for i in range(1, times)]
    return f"WITH a0 AS (FROM stances), {', '.join(parts)} SELECT count(*) FROM a{times - 1}"


LONG = [
    nested(14, f"replace({{}}, 'x', '{'x' * 20}')", "level"),
    nested(14, f"regexp_replace({{}}, 'x', '{'x' * 20}', 'g')", "level"),
    nested(4, "replace({}, level, level)", "level"),
    nested(20, "to_json({})", "level"),
]
QUERIES = [
    *(f"SELECT length({text}) FROM stances" for text in LONG),
    "SELECT list_reduce(['x', 'y'], lambda a, b: a || a)",
    "SELECT list_reduce(list(level), lambda a, b: b || a || a) FROM stances",
    "SELECT reduce([['x'], ['y']], (a, b) -> list_concat(a, b, a))",
    "SELECT x9 FROM (SELECT level AS x0 FROM stances), "
    + ", ".join(f"LATERAL (SELECT {' || '.join([f'x{i}'] * 5)} AS x{i + 1})" for i in range(9)),
    nested(20, "SELECT x || x || x AS x FROM ({})", "SELECT level AS x FROM stances"),
    "SELECT level AS x0, " + ", ".join(f"x{i} || x{i} || x{i} AS x{i + 1}" for i in range(20)) + " FROM stances",
    "WITH a AS (SELECT string_agg(level) AS x FROM stances) SELECT levenshtein(x, x) FROM a",
    "SELECT list_transform(list(level), lambda x: list_transform(list(level), lambda y: list(level))) FROM stances",
    "SELECT strftime(today(), strftime(today(), strftime(today(), level))) FROM stances",
]
WIDE = [nested(20, "SELECT *, * FROM ({})", "FROM stances"), f"SELECT {', '.join(['*'] * 300)} FROM stances"]
MANY = [
    doubled(30, "x.*"),
    doubled(30, "1 AS one"),
    "WITH a AS (SELECT (SELECT count(*) FROM stances AS s, events AS e) AS n) FROM "
    + ", ".join(f"a AS x{i}" for i in range(150)),
    "SELECT 1 FROM " + ", ".join(f"(SELECT 1) AS x{i}, stances AS s{i}" for i in range(250)),
]
DEEP = [
    f"SELECT {nested(900, '[{}]', '1')}",
    f"SELECT {nested(40, 'list_reduce([1], lambda a, b: a + {})', '1')}",
]


@pytest.mark.parametrize(
    ("says", "query"),
    [
        *(("a value longer than fits", q) for q in QUERIES),
        *(("too many columns", q) for q in WIDE),
        *(("too many tables", q) for q in MANY),
        *(("nested too deeply", q) for q in DEEP),
    ],
)
def test_what_grows_without_bound_is_refused_unread(says, query, con):
    with pytest.raises(BadValueError, match=f"^query: .*{says}") as caught:
        check_query(query, TABLES, con=con)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("condition", [f"length({text}) > 0" for text in LONG[:-1]])
def test_so_is_such_a_condition(condition, con):
    with pytest.raises(BadValueError, match=r"^where: could make a value longer than fits"):
        check_condition(condition, con=con)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT " + nested(40, "replace({}, 'x', 'y')", "level") + " FROM stances",
        "SELECT " + " || ', ' || ".join(["level"] * 50) + " FROM stances",
        "SELECT string_agg(DISTINCT vendor || ' ' || level, '; ' ORDER BY vendor) FROM stances GROUP BY jurisdiction",
        "SELECT list_transform(list(year(valid_from)), lambda y: y || '!') FROM stances GROUP BY jurisdiction",
        "SELECT list_reduce(list(level_rank), lambda a, b: a + b) FROM stances",
        "SELECT list_reduce(['a', 'b'], lambda a, b: a || '/' || b)",
        "SELECT array_to_string(list_transform(segments, lambda s: upper(s)), ', ') FROM events",
        "WITH RECURSIVE t AS (SELECT event_id AS p, 1 AS n FROM events UNION ALL SELECT p || '/' || n, n + 1 FROM t"
        " WHERE n < 5) SELECT max(p) FROM t",
        "SELECT levenshtein(name, 'Belgium') FROM jurisdictions",
        " UNION ALL ".join(["SELECT concat_ws(', ', jurisdiction, vendor, segment, level) FROM stances"] * 50),
        doubled(6, "x.level"),
        nested(40, "SELECT * FROM ({})", "FROM stances"),
    ],
)
def test_what_people_ask_is_let_through(query, con):
    assert check_query(query, TABLES, con=con) == query


def test_the_guide_names_these_bounds():
    page = (Path(__file__).parents[2] / "docs/howto/sql.md").read_text(encoding="utf-8")
    assert f"more than {growth.TABLES} tables or {growth.COLUMNS:,} columns" in page
