"""Queries that try to reach what they must not: each is refused in one line, and nothing is read, written or kept."""

import pytest

import tracker
from tracker.errors import TrackerError

SECRET = "a line that nobody asked for"

READS = [
    "FROM read_csv('{file}')",
    "FROM read_csv_auto('{file}')",
    "FROM read_text('{file}')",
    "FROM read_blob('{file}')",
    "FROM read_json('{file}')",
    "FROM read_parquet('{parquet}')",
    "FROM parquet_scan('{parquet}')",
    "FROM parquet_metadata('{parquet}')",
    "FROM parquet_schema('{parquet}')",
    "FROM sniff_csv('{file}')",
    "FROM glob('{folder}/*')",
    "FROM '{file}'",
    'FROM "{file}"',
    "FROM '{parquet}'",
    "FROM stances, '{file}'",
    "FROM stances WHERE event_id IN (FROM '{file}')",
    "SELECT (SELECT content FROM read_text('{file}'))",
    "WITH a AS (FROM '{file}') FROM a",
    "WITH a AS MATERIALIZED (FROM read_text('{file}')) FROM a",
    "SELECT * FROM stances UNION ALL BY NAME FROM '{file}'",
    "SELECT /* a comment */ * FROM /**/ read_text('{file}') -- another",
    "SELECT * FROM (PIVOT '{file}' ON a)",
    "FROM (DESCRIBE '{file}')",
    "FROM (SUMMARIZE '{file}')",
    "FROM query('FROM read_text(''{file}'')')",
    "FROM query_table('{file}')",
    "FROM query_table(['stances', '{file}'])",
    "SELECT json_execute_serialized_sql(json_serialize_sql('FROM read_text(''{file}'')'))",
    "FROM json_execute_serialized_sql(json_serialize_sql('FROM read_text(''{file}'')'))",
    "FROM position_on((FROM read_text('{file}')))",
    "FROM position_on('2020-01-01', known_by := (SELECT content FROM read_text('{file}')))",
    "FROM main.read_text('{file}')",
    "FROM system.main.read_text('{file}')",
    "FROM https.'example.org/a.csv'",
    "FROM 'https://example.org/a.parquet'",
    "FROM read_parquet('s3://example/a.parquet')",
    "FROM sqlite_scan('{file}', 'a')",
    "TABLE '{file}'",
    "TABLE secret",
    "UNPIVOT '{file}' ON a",
    "PIVOT '{file}' ON a",
    "PIVOT stances ON level USING first((SELECT content FROM read_text('{file}')))",
    "WITH RECURSIVE a AS (FROM '{file}' UNION ALL FROM a) FROM a",
    "FROM stances POSITIONAL JOIN '{file}'",
    "FROM stances SEMI JOIN '{file}' USING (event_id)",
    "FROM stances, LATERAL (FROM read_text('{file}'))",
    "FROM stances LIMIT (SELECT count(*) FROM read_text('{file}'))",
    "FROM stances ORDER BY (SELECT content FROM read_text('{file}'))",
    "FROM stances WHERE event_id = ANY(FROM '{file}')",
    "SELECT ARRAY(FROM '{file}')",
    "SELECT {{'a': (SELECT content FROM read_text('{file}'))}}",
    "SELECT list_transform([1], lambda x: (SELECT content FROM read_text('{file}')))",
    "SELECT count(*) FILTER (WHERE EXISTS(FROM read_text('{file}'))) FROM stances",
    "FROM read_ndjson('{file}')",
    "FROM parquet_file_metadata('{parquet}')",
    "FROM iceberg_scan('{folder}')",
    "FROM pandas_scan(1)",
    "FROM ['{file}']",
    "FROM ('{file}')",
    "FROM 'file:{file}'",
    "FROM './secret'",
    "FROM '{file}' AS stances",
    "FROM stances NATURAL JOIN '{file}'",
    "FROM stances ASOF JOIN secret USING (valid_from)",
    "FROM stances, secret AS positions",
    "FROM stances WHERE level IN secret",
    "SELECT EXISTS(TABLE secret)",
    "WITH secret AS (FROM secret) FROM secret",
    "WITH a AS (FROM secret), secret AS (SELECT 1 AS a) FROM a",
    "FROM (WITH inner_one AS (SELECT 1 AS a) FROM inner_one), secret",
    "SELECT 'secret'.read_text()",
    "SELECT [read_text('{file}') for x in [1]]",
    "FROM stances AT (VERSION => 1)",
    "FROM \"query\"('FROM secret')",
    "FROM QUERY('FROM secret')",
    "FROM summary((FROM '{file}'))",
    "FROM ｒead_text('{file}')",
    "FROM r\u0435ad_text('{file}')",
    "FROM secret",
    "FROM tracker",
    "FROM frame",
]

LEAKS = [
    "SELECT getenv('HOME')",
    "SELECT 'HOME'.getenv()",
    "VALUES (getenv('HOME'))",
    "SELECT apply([1], x -> getenv('HOME'))",
    "SELECT list_aggregate(['HOME'], 'getenv')",
    "SELECT aggregate(['HOME'], 'current_setting')",
    "SELECT main.getenv('HOME')",
    "SELECT system.main.getenv('HOME')",
    "SELECT \"getenv\"('HOME')",
    "SELECT GETENV('HOME')",
    "SELECT g\u0435tenv('HOME')",
    "SELECT ｇetenv('HOME')",
    "SELECT stances.level.getenv() FROM stances",
    "FROM position_on('2020-01-01', known_by := getenv('HOME'))",
    "SELECT alias(1), stats(1), in_search_path('a', 'b')",
    "SELECT * REPLACE (getenv('HOME') AS level) FROM stances",
    "SELECT error(getenv('HOME'))",
    "FROM duckdb_functions()",
    "FROM sql_auto_complete('SEL')",
    "SELECT current_setting('temp_directory')",
    "SELECT current_database(), version()",
    "SELECT current_query()",
    "SELECT getvariable('a')",
    "FROM duckdb_settings()",
    "FROM duckdb_databases()",
    "FROM duckdb_secrets()",
    "FROM duckdb_views()",
    "FROM duckdb_tables()",
    "FROM duckdb_temporary_files()",
    "FROM duckdb_logs()",
    "FROM pragma_database_list()",
    "FROM pragma_table_info('stances')",
    "FROM pragma_version()",
    "FROM information_schema.tables",
    "FROM information_schema.schemata",
    "FROM pg_catalog.pg_tables",
    "FROM sqlite_master",
    "FROM sqlite_schema",
    "FROM duckdb_tables",
    "FROM pragma_database_list",
    "FROM memory.main.stances",
    "FROM temp.main.incoming",
    "FROM incoming",
    "FROM which_secret('{file}', 's3')",
    "FROM test_all_types()",
    "FROM repeat_row(1, num_rows = 10)",
    "SELECT nextval('a')",
    "SELECT write_log('a')",
    "SELECT setseed(0.5)",
    "SELECT ?",
    "SELECT $name",
]

CHANGES = [
    "COPY stances TO '{folder}/out.csv'",
    "COPY (FROM stances) TO '{folder}/out.parquet'",
    "COPY DATABASE memory TO a",
    "EXPLAIN COPY stances TO '{folder}/out.csv'",
    "COMMENT ON TABLE stances IS 'a'",
    "CREATE INDEX i ON stances(level)",
    "CREATE OR REPLACE TEMP MACRO position_on(a) AS TABLE SELECT 1",
    "MERGE INTO stances USING stances AS s ON true WHEN MATCHED THEN DELETE",
    "SELECT * INTO a FROM stances",
    "FROM checkpoint()",
    "CALL enable_logging()",
    "SET file_search_path = '/'",
    "EXPORT DATABASE '{folder}/out'",
    "IMPORT DATABASE '{folder}'",
    "ATTACH '{folder}/out.duckdb' AS a",
    "DETACH memory",
    "USE memory",
    "CREATE TABLE a AS FROM stances",
    "CREATE VIEW a AS FROM '{file}'",
    "CREATE MACRO a() AS TABLE FROM '{file}'",
    "CREATE MACRO sum(x) AS 1",
    "CREATE SECRET (TYPE s3)",
    "CREATE TYPE t AS ENUM ('a')",
    "INSERT INTO stances FROM stances",
    "UPDATE stances SET level = 'open'",
    "DELETE FROM stances",
    "TRUNCATE stances",
    "DROP TABLE stances",
    "ALTER TABLE stances DROP COLUMN level",
    "WITH a AS (DELETE FROM stances RETURNING *) FROM a",
    "WITH a AS (INSERT INTO stances FROM stances RETURNING *) FROM a",
    "SET enable_external_access = true",
    "SET GLOBAL threads = 1",
    "RESET lock_configuration",
    "SET VARIABLE a = 1",
    "PRAGMA enable_profiling",
    "PRAGMA database_list",
    "PRAGMA import_database('{folder}')",
    "INSTALL httpfs",
    "FORCE INSTALL httpfs FROM community",
    "LOAD httpfs",
    "CALL pragma_version()",
    "CHECKPOINT",
    "VACUUM",
    "ANALYZE",
    "EXPLAIN FROM stances",
    "EXPLAIN ANALYZE FROM stances",
    "PREPARE a AS SELECT 1",
    "EXECUTE a",
    "BEGIN TRANSACTION",
    "COMMIT",
    "SHOW TABLES",
    "DESCRIBE stances",
    "SUMMARIZE stances",
    "SELECT 1; COPY stances TO '{folder}/out.csv'",
    "SELECT 1;;COPY stances TO '{folder}/out.csv';",
    "FROM stances; DROP TABLE stances",
    "SELECT 1 --\n; COPY stances TO '{folder}/out.csv'",
    "SELECT '/*'; COPY stances TO '{folder}/out.csv' --*/",
    "SELECT 1 --\r; COPY stances TO '{folder}/out.csv'",
    "SELECT 1\u037e COPY stances TO '{folder}/out.csv'",
    "SELECT '\\'; DROP TABLE stances; --'",
    "; DROP TABLE stances",
    ";;;",
    "-- nothing",
    "/* not closed",
    "DEALLOCATE a",
]

LARGE = [
    "SELECT repeat('x', 1000000000)",
    "SELECT lpad('x', 1000000000, 'y')",
    "SELECT rpad('x', 1000000000, 'y')",
    "SELECT range(1000000000)",
    "SELECT generate_series(1, 1000000000)",
    "SELECT format('{{:1000000000}}', 'x')",
    "SELECT printf('%1000000000s', 'x')",
    "SELECT bar(1, 0, 1, 1000000000)",
]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with files that somebody might read, as the working directory."""
    import pandas as pd

    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_text(f"a\n{SECRET}\n")
    (tmp_path / "tracker").write_text(f"a\n{SECRET}\n")
    pd.DataFrame({"a": [SECRET]}).to_parquet(tmp_path / "secret.parquet")
    return {"folder": tmp_path, "file": tmp_path / "secret", "parquet": tmp_path / "secret.parquet"}


@pytest.mark.parametrize("query", [*READS, *LEAKS, *CHANGES, *LARGE])
def test_nothing_is_reached(query, place, release):
    frame = __import__("pandas").DataFrame({"a": [SECRET]})  # A variable that DuckDB would take for a table.
    before = {p: p.read_bytes() for p in place["folder"].rglob("*") if p.is_file()}
    released = {p: p.stat().st_mtime_ns for p in release.iterdir()}
    with pytest.raises(TrackerError) as caught:
        tracker.sql(query.format(**place), version=release)
    said = str(caught.value)
    assert len(said) < 300
    assert "\n" not in said
    assert SECRET not in said
    assert {p: p.read_bytes() for p in place["folder"].rglob("*") if p.is_file()} == before
    assert {p: p.stat().st_mtime_ns for p in release.iterdir()} == released
    assert len(frame) == 1


@pytest.mark.parametrize(
    "query", ["SELECT 'read_text(''x'')' AS a", "SELECT 1 AS a -- COPY b TO 'c'", "SELECT 1 AS a;"]
)
def test_text_that_only_looks_like_it_is_answered(query, release):
    assert len(tracker.sql(query, version=release)) == 1


def test_where_the_reading_failed_the_wall_would_stand(place, release, monkeypatch):
    """Were a query let through by mistake, the connection itself reaches nothing."""
    from tracker.sql import session

    monkeypatch.setattr(session, "check_query", lambda text, *_, **__: text)
    for query in READS[:14] + CHANGES[:5] + ["SET threads = 1", "INSTALL httpfs", "LOAD httpfs"]:
        monkeypatch.setattr(session, "query_nodes", lambda *_, **__: [])
        with pytest.raises(TrackerError) as caught:
            tracker.sql(query.format(**place), version=release)
        assert SECRET not in str(caught.value)
    assert not (place["folder"] / "out.csv").exists()


@pytest.mark.parametrize(
    "condition",
    [
        "EXISTS(FROM secret)",
        "level IN (FROM secret)",
        "level = (SELECT content FROM read_text('secret'))",
        "read_text('secret') = 'x'",
        "'secret'.read_text() = 'x'",
        "getenv('HOME') = 'x'",
        "g\u0435tenv('HOME') = 'x'",
        "current_setting('threads') = '1'",
        "level = ? OR level = $a",
        "COLUMNS(*) = 1",
        "sum(1) > 0",
        "row_number() OVER () = 1",
        "true) OR (true",
        "true; DROP TABLE a",
        "true UNION SELECT 1",
        "true USING SAMPLE 1",
        "true WINDOW w AS ()",
        "level = 'x' /*",
        "length(replace(replace(replace(level, 'e', level), 'a', level), 'o', level)) > 0",
        "unnest([1]) = 1",
        "a -> a",
        "error('x')",
        ";",
        "--",
        "",
        # Brackets alone are no depth to every parser: DuckDB before 2 leaves them out, and reads what they hold.
        "NOT (" * 2000 + "true" + ")" * 2000,
        "level = '" + "z" * 25_000 + "'",
    ],
)
def test_no_condition_reaches_anything_between_releases_or_files(condition, place, capsys):
    from tracker.cli import main
    from tracker.release.reading import shelf

    files = [str(shelf.find(v).file("stances")) for v in ("0.3.0", "0.4.0")]
    before = {p: p.read_bytes() for p in place["folder"].rglob("*") if p.is_file()}
    key = "jurisdiction,vendor,segment,basis,valid_from"
    for words in (["0.3.0", "0.4.0"], [*files, "--key", key]):
        with pytest.raises(SystemExit) as left:
            main(["diff", *words, "--where", condition])
        out, err = capsys.readouterr()
        assert (left.value.code, out) == (2, "")
        assert err.startswith("tracker: where: ")
        assert err.count("\n") == 1
        assert len(err) < 300
        assert SECRET not in err
    assert {p: p.read_bytes() for p in place["folder"].rglob("*") if p.is_file()} == before
