"""What is read as a condition or a query, and what is refused before it is run."""

import duckdb
import pytest

from tracker.errors import BadValueError
from tracker.guard import SHUT, check_condition, check_query, query_nodes, shut_in, tree

TABLES = ["stances", "events"]


@pytest.fixture(scope="module")
def con():
    return duckdb.connect(config=dict(SHUT))


@pytest.mark.parametrize(
    "text",
    [
        "jurisdiction = 'BEL'",
        "vendor NOT IN ('x', 'y') AND level IS NOT NULL OR NOT (rank BETWEEN 1 AND 2)",
        "a LIKE 'b%' OR a ILIKE 'x' OR a NOT LIKE 'b' OR regexp_matches(a, 'x')",
        "CASE WHEN a THEN b ELSE c END",
        "CAST(d AS DATE) < DATE '2020-01-01' AND extract(year FROM d) = 2020 AND d > today() - INTERVAL 3 MONTHS",
        "l[1] = 'x' AND 'x' IN l AND list_contains(l, 'y') AND s.f = 1",
        "a || 'x' = 'y' AND a COLLATE nocase = 'x' AND -b + 1.5e3 > 2 * 3",
        "a = 'it''s; -- no comment' -- a comment",
        '"a column" = 1 /* why */',
    ],
)
def test_conditions_are_let_through_closed(text, con):
    assert check_condition(text, con=con) == f"(\n{text}\n)"
    assert check_condition(text) == f"(\n{text}\n)"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "does not read as SQL"),
        ("   -- nothing", "does not read as SQL"),
        ("1) OR (1 = 1", "does not read as SQL"),
        ("a = 1) --", "does not read as SQL"),
        ("a; SELECT 1", "does not read as SQL"),
        ("a; CREATE TABLE b (c INT)", "another statement than a SELECT"),
        ("a ORDER BY b", "does not read as SQL"),
        ("a GROUP BY b", "does not read as SQL"),
        ("a UNION SELECT 1", "does not read as SQL"),
        ("a /* not closed", "does not read as SQL"),
        ("a = (SELECT 1)", "subquery"),
        ("EXISTS (FROM 'README.md')", "subquery"),
        ("a = ANY(l)", "subquery"),
        ("a = ?", "parameter"),
        ("COLUMNS('a') = 1", "star"),
        ("row_number() OVER () = 1", "window"),
        ("read_text('README.md') = 'x'", "'read_text'"),
        ("system.main.read_text('README.md') = 'x'", "'read_text'"),
        ("getenv('HOME') = 'x'", "'getenv'"),
        ("current_setting('threads') = 'x'", "'current_setting'"),
        ("nextval('a') = 1", "'nextval'"),
        ("repeat('a', 1000000000) = 'x'", "'repeat'"),
        ("count(*) > 1", "'count_star'"),
        ("a = 'x\x00'", "character that no SQL has"),
        ("a = '\ud800'", "character that no SQL has"),
        ("NOT " * 900 + "a", "deep"),
        ("a" * 30_000, "too long"),
    ],
)
def test_what_is_more_than_a_condition_is_refused(text, says, con):
    with pytest.raises(BadValueError, match=r"^where: ") as caught:
        check_condition(text, con=con)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 300


def test_how_deep_a_text_may_go_is_not_left_to_python():
    def nested(levels):
        return "[" * levels + "]" * levels

    assert list(tree.walk(tree.read(nested(tree.DEEPEST)))) == []
    with pytest.raises(RecursionError):
        tree.read(nested(tree.DEEPEST + 1))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM stances",
        "FROM stances;",
        "WITH a AS (SELECT * FROM stances) SELECT vendor, count(*) FROM a JOIN Events USING (event_id) GROUP BY ALL",
        "SELECT * FROM stances WHERE event_id IN (SELECT event_id FROM events) ORDER BY ALL LIMIT 3",
        "SELECT unnest(segments) FROM events UNION ALL SELECT 'x'",
        "SELECT level, row_number() OVER (PARTITION BY vendor) FROM stances QUALIFY row_number() OVER () = 1",
        "WITH RECURSIVE t AS (SELECT 1 AS x UNION ALL SELECT x + 1 FROM t WHERE x < 5) SELECT * FROM t, range(3)",
        "VALUES (1)",
    ],
)
def test_queries_over_the_tables_are_let_through(query, con):
    assert check_query(query, TABLES, con=con) == query.removesuffix(";")


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "nothing"),
        ("SELECT 1; SELECT 2", "2 statements"),
        ("FROM stancse", "Did you mean 'stances'"),
        ("FROM 'README.md'", "not there"),
        ("SELECT (SELECT x FROM 'a.csv')", "not there"),
        ("FROM (FROM 'a.csv')", "not there"),
        ("FROM read_csv('a.csv')", "'read_csv'"),
        ("FROM query('SELECT 1')", "'query'"),
        ("FROM duckdb_settings()", "'duckdb_settings'"),
        ("FROM information_schema.tables", "another schema"),
        ("FROM duckdb_tables", "not there"),
        ("SELECT * FROM (WITH \"a.csv\" AS (SELECT 1) SELECT 1), 'a.csv'", "after WITH"),
        ("SELECT * FROM (WITH duckdb_settings AS (SELECT 1) SELECT 1), duckdb_settings", "after WITH"),
        ("WITH x AS (INSERT INTO stances VALUES (1) RETURNING *) SELECT * FROM x", ""),
        ("SELECT getenv('HOME')", "'getenv'"),
        ("SELECT $1", "parameter"),
        ("COPY stances TO 'a.csv'", "another statement than a SELECT"),
        ("SET threads = 1", "another statement than a SELECT"),
        ("ATTACH 'a.db'", "another statement than a SELECT"),
        ("INSTALL httpfs", "another statement than a SELECT"),
        ("CALL pragma_version()", "another statement than a SELECT"),
        ("DESCRIBE stances", "show ref"),
    ],
)
def test_queries_that_do_anything_else_are_refused(query, says, con):
    with pytest.raises(BadValueError, match=r"^query: ") as caught:
        check_query(query, TABLES, con=con)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 300


def test_every_function_that_is_let_through_exists(con):
    from tracker.guard.words import QUERY_FUNCTIONS, TABLE_FUNCTIONS

    known = {r[0] for r in con.execute("SELECT DISTINCT function_name FROM duckdb_functions()").fetchall()}
    reach = {n for n in known if n.startswith(("read_", "duckdb_", "pg_", "pragma_", "parquet_", "sniff", "current_"))}
    reach |= {"getenv", "glob", "query", "query_table", "nextval", "setseed", "getvariable", "write_log", "repeat"}
    assert not (QUERY_FUNCTIONS | TABLE_FUNCTIONS) & (reach - {"current_date"})
    assert len(QUERY_FUNCTIONS & known) > 250


@pytest.mark.parametrize(
    "statement",
    [
        "FROM 'README.md'",
        "FROM read_text('README.md')",
        "COPY t TO 'written.csv'",
        "ATTACH 'written.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET threads = 1",
        "SET enable_external_access = true",
    ],
)
def test_a_connection_that_is_shut_in_reaches_nothing(statement, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("text")
    con = shut_in(duckdb.connect())
    con.execute("CREATE TABLE t AS SELECT 1 AS a")
    with pytest.raises(duckdb.Error):
        con.execute(statement)
    assert con.execute("SELECT a FROM t").fetchall() == [(1,)]
    assert [p.name for p in tmp_path.iterdir()] == ["README.md"]


def test_a_variable_of_python_is_no_table():
    import pandas as pd

    frame = pd.DataFrame({"a": [1]})
    with pytest.raises(duckdb.Error):
        shut_in(duckdb.connect()).execute("FROM frame")
    assert len(frame) == 1


def test_parts_of_a_query_are_told_as_the_newest_duckdb_does(con):
    """Older versions list the arguments of a function as its children, and give the type of a constant as an object."""
    nodes = query_nodes("FROM f('2020-01-01', named := CAST('2021-01-01' AS DATE))", con=con)
    assert all(isinstance(n.get("type", ""), str) for n in nodes)
    (call,) = [n for n in nodes if n.get("function_name") == "f"]
    assert [(a["name"], a["expression"]["class"]) for a in call["arguments"]] == [("", "CONSTANT"), ("named", "CAST")]
