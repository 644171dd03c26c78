"""One query over the tables of a release: read before it is run, shut in, within bounds of time and memory."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.days import parse_day
from tracker.errors import BadValueError, ReleaseError, UnknownNameError
from tracker.guard import SHUT, check_query, query_nodes, shut_in
from tracker.guard.files import parquet
from tracker.names import Names
from tracker.release.descriptor.manifest import Release
from tracker.release.reading.derived import POSITIONS, positions_file, read_derived
from tracker.release.reading.horizon import horizon
from tracker.schema import DERIVED, Table
from tracker.schema import table as current_schema
from tracker.sql.bounds import MEMORY, Watch
from tracker.sql.kinds import refuse_kinds
from tracker.sql.macros import ARGUMENTS, MACROS, NEWEST
from tracker.sql.scales import dates, refuse_alphabet, refuse_bad_days, refuse_unknown_values, scales, vocabularies

if TYPE_CHECKING:
    import duckdb

Nodes = Sequence[dict[str, Any]]
"""Every part of a query."""

TIMEOUT = 60.0
"""Seconds that a query may take, where nothing else is said."""

CELLS = 50_000_000
"""Most cells of an answer as Arrow."""

ROW_CELLS = 2_000_000
"""Most cells of an answer that is read row by row, as text needs it."""

BATCH = 10_000


def tables_of(release: Release) -> dict[str, Table]:
    """Tables that a query may read: those of the release, and the derived ones of any.

    Parameters
    ----------
    release : Release

    Returns
    -------
    dict of str to Table
    """
    return {**release.tables, **{n: current_schema(n) for n in DERIVED if n not in release.tables}}


@dataclass(frozen=True)
class Answer:
    """What a query gave, while it is being read.

    Attributes
    ----------
    columns : tuple of str
        Names, each once: a second ``level`` is ``level_1``.
    beyond : datetime.date or None
        A day past the horizon that the query names in ``position_on``; None where it names none.
    """

    columns: tuple[str, ...]
    beyond: dt.date | None
    _text: str
    _con: duckdb.DuckDBPyConnection
    _watch: Watch

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Row by row, as Python values.

        Raises
        ------
        BadValueError
            When the time is over, the memory is not enough, or the answer is too long.
        """
        import duckdb

        count = 0
        try:
            self._con.execute(self._text)
            while batch := self._con.fetchmany(BATCH):
                count += len(batch)
                _refuse_long(count * len(self.columns), ROW_CELLS, "Add a LIMIT, or write Parquet: --out FILE.parquet.")
                yield from batch
        except duckdb.Error as error:
            raise self._watch.told(error) from None

    def arrow(self) -> Any:
        """All of it as a pyarrow.Table; errors as for :meth:`rows`."""
        import duckdb
        import pyarrow as pa

        batches, count = [], 0
        try:
            relation = self._con.sql(self._text)
            # Called otherwise before DuckDB 1.4.
            reader = getattr(relation, "to_arrow_reader", None) or relation.fetch_arrow_reader
            stream = reader(BATCH)
            for batch in stream:
                count += batch.num_rows
                _refuse_long(count * len(self.columns), CELLS, "Add a LIMIT or a condition.")
                batches.append(batch)
        except (duckdb.Error, pa.ArrowException, OSError) as error:
            raise self._watch.told(error) from None
        return pa.Table.from_batches(batches, stream.schema).rename_columns(list(self.columns))


@contextlib.contextmanager
def asked(release: Release, query: str, timeout: float = TIMEOUT) -> Iterator[Answer]:
    """Run a query.

    Parameters
    ----------
    release : Release
    query : str
        One SELECT, WITH or FROM.
    timeout : float
        Seconds for all of it.

    Yields
    ------
    Answer

    Raises
    ------
    BadValueError
        When it is no such query, compares a scale by the alphabet or a day with what is none, gives a column of a kind
        that not every program has, fails, or takes too long.
    UnknownNameError
        When it asks for a value that its column never has.
    ReleaseError
        When a file of the release is missing or damaged.
    """
    import duckdb

    if not isinstance(query, str):
        raise BadValueError("not a query", where="query", expected="SQL text", got=repr(query)[:60])
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not 0 < timeout <= 86_400:
        raise BadValueError("not a time", where="timeout", expected="seconds, more than 0", got=repr(timeout)[:60])
    bounds = {"memory_limit": MEMORY, "temp_directory": ""}
    known = tables_of(release)
    with contextlib.closing(duckdb.connect(config={**SHUT, **bounds})) as con, Watch(con, timeout) as watch:
        text = check_query(query, known, macros=tuple(MACROS), con=con)
        nodes = query_nodes(text, con=con)
        refuse_alphabet(nodes, scales(known.values()))
        refuse_bad_days(nodes, dates(known.values()))
        last = horizon(release) if _calls(nodes) else None
        used = {str(n["table_name"]).casefold() for n in nodes if n.get("type") == "BASE_TABLE"} | (
            {POSITIONS} if last else set()
        )
        for name in (n for n in known if n in used):
            _load(con, release, name)
        refuse_unknown_values(nodes, vocabularies(known.values()))
        _refuse_unknown_jurisdictions(con, release, nodes)
        if last is not None:
            for make in MACROS.values():
                con.execute(make(last))
        shut_in(con)
        beyond = None if last is None else _beyond(con, nodes, last)
        try:
            given = con.sql(text)
            columns, types = _each_once(given.columns), given.types
        except duckdb.Error as error:
            raise watch.told(error) from None
        refuse_kinds(columns, types)
        yield Answer(columns, beyond, text, con, watch)


def _load(con: duckdb.DuckDBPyConnection, release: Release, name: str) -> None:
    """Read a table into the connection; coded columns as text, never as types that compare by another rule."""
    import duckdb

    path = release.file(name) if name in release.tables else positions_file(release) if name == POSITIONS else None
    if path is None:
        import pyarrow as pa

        arrow = read_derived(release, name)
        kinds = [f.type.value_type if pa.types.is_dictionary(f.type) else f.type for f in arrow.schema]
        con.register("incoming", arrow.cast(pa.schema(list(zip(arrow.column_names, kinds, strict=True)))))
        con.execute(f'CREATE TABLE "{name}" AS SELECT * FROM incoming')
        con.unregister("incoming")
        return
    try:
        con.execute(f'CREATE TABLE "{name}" AS SELECT * FROM {parquet(path)}')
    except duckdb.Error as error:
        raise ReleaseError(
            "not a whole Parquet file", where=str(path), got=str(error).splitlines()[0][:120], hint="Fetch it again."
        ) from None


def _refuse_unknown_jurisdictions(con: duckdb.DuckDBPyConnection, release: Release, nodes: Nodes) -> None:
    """Refuse a query that compares a jurisdiction with what is no code; a name that leaves no doubt leads to it."""
    if not any(n.get("class") == "COLUMN_REF" and "jurisdiction" in (n.get("column_names") or ()) for n in nodes):
        return
    source = parquet(release.file("jurisdictions"))
    titles = dict(con.execute(f"SELECT jurisdiction, name FROM {source}").fetchall())
    try:
        refuse_unknown_values(nodes, {"jurisdiction": titles})
    except UnknownNameError as error:
        name = error.what.removeprefix("unknown jurisdiction ").strip("'")
        code = Names.of("jurisdiction", titles).code(name)  # Says better what may be meant, or knows it.
        hint = f"Did you mean {code!r}?"
        raise UnknownNameError(error.what, where="query", expected="a code such as BEL", hint=hint) from None


def _calls(nodes: Nodes) -> list[dict[str, Any]]:
    return [n for n in nodes if str(n.get("function_name", "")).casefold() in MACROS]


def _beyond(con: duckdb.DuckDBPyConnection, nodes: Nodes, last: dt.date) -> dt.date | None:
    """The first day past the horizon that a call of the macro names; a day taken from a table is seen in its rows.

    What is named and is no day is refused here, even where no row of the query would ever be compared with it.
    """
    found = None
    for call in _calls(nodes):
        for place, given in enumerate(call.get("arguments") or ()):
            name = str(given.get("name") or ARGUMENTS[min(place, 1)])
            text = _computed(con, given.get("expression"))
            if text is None or (name == ARGUMENTS[1] and text == (NEWEST,)):
                continue
            day = parse_day(text[0], name=f"query, {str(call['function_name']).casefold()}({name})")
            found = found or (day if day > last else None)
    return found


def _computed(con: duckdb.DuckDBPyConnection, expression: Any) -> tuple[str | None] | None:
    """What an expression gives by itself, as text; None where it needs a table."""
    import duckdb

    try:
        (tree,) = con.execute("SELECT json_serialize_sql('SELECT 1')").fetchall()[0]
        whole = json.loads(tree)
        whole["statements"][0]["node"]["select_list"] = [{**expression, "alias": ""}]
        (sql,) = con.execute("SELECT json_deserialize_sql(?::JSON)", [json.dumps(whole)]).fetchall()[0]
        return con.execute(f"SELECT CAST(x AS VARCHAR) FROM ({sql}) AS one(x)").fetchall()[0]
    except duckdb.Error:
        return None


def _each_once(names: Sequence[str]) -> tuple[str, ...]:
    out: list[str] = []
    for name in names:
        fresh, number = name, 0
        while fresh in out:
            number += 1
            fresh = f"{name}_{number}"
        out.append(fresh)
    return tuple(out)


def _refuse_long(cells: int, most: int, hint: str) -> None:
    if cells > most:
        raise BadValueError("gives more than fits", where="query", expected=f"at most {most} cells", hint=hint)
