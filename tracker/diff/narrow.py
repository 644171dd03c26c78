"""A condition on the tables of a release: on their columns, and on jurisdiction, vendor and segment of their events.

Evidence, acts and provisions have no vendor of their own, and an event has a list of them. A row counts as one of a
jurisdiction, vendor and segment when it, its event, or the events of its act are: so that one condition fits every
table that can be reached from one. A table that cannot is left out, by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.diff.inputs import Relation
from tracker.diff.query import literal, name
from tracker.errors import BadValueError, ContradictionError
from tracker.guard import check_condition, query_nodes
from tracker.guard.files import parquet
from tracker.release.descriptor.manifest import Release
from tracker.schema import Table

if TYPE_CHECKING:
    import duckdb

CELL = ("jurisdiction", "vendor", "segment")
"""What a row may have through its event."""

_LISTS = {"vendor": "covers_vendors", "segment": "segments"}


@dataclass(frozen=True)
class Narrow:
    """A condition that was read, and the columns that it names.

    Attributes
    ----------
    condition : str
        SQL, closed in brackets.
    columns : frozenset of str
        In small letters.
    """

    condition: str
    columns: frozenset[str]

    @classmethod
    def of(
        cls, where: str | None, only: Mapping[str, Sequence[str]], *, con: duckdb.DuckDBPyConnection | None = None
    ) -> Narrow | None:
        """Read a condition, and codes to keep; None when there is neither.

        Parameters
        ----------
        where : str or None
            An SQL condition that somebody wrote.
        only : mapping of str to sequence of str
            Codes to keep, by a column of :data:`CELL`.
        con : duckdb.DuckDBPyConnection, optional
            Where to parse it; a connection of our own by default.

        Returns
        -------
        Narrow or None

        Raises
        ------
        BadValueError
            When it is no single condition, or names no column.
        """
        parts = [] if where is None else [check_condition(where, con=con)]
        parts += [f"({name(c)} IN ({', '.join(map(literal, codes))}))" for c, codes in only.items()]
        if not parts:
            return None
        condition = " AND ".join(parts)
        nodes = query_nodes(f"SELECT 1 FROM t WHERE {condition}", con=con)
        named = [n["column_names"][-1] for n in nodes if n.get("class") == "COLUMN_REF" and n.get("column_names")]
        if not named:
            raise BadValueError("names no column", where="where", expected="a condition such as jurisdiction = 'BEL'")
        return cls(condition, frozenset(str(c).casefold() for c in named))

    def fits(self, release: Release, table: str) -> bool:
        """Whether a table has, or reaches, every column that is named."""
        return self.columns <= {c.casefold() for c in (*_own(release.tables[table]), *_reached(release, table))}

    def of_side(self, con: duckdb.DuckDBPyConnection, release: Release, side: Relation, table: str) -> Relation:
        """One side of a comparison with only the rows that meet the condition.

        Raises
        ------
        BadValueError
            When the condition does not fit the table.
        """
        rows = f"SELECT {side.row_id} FROM ({self._wide(release, side.source, table)}) WHERE {self.condition}"
        source = f"(FROM {side.source} WHERE {side.row_id} IN ({rows}))"
        ((count,),) = _told(lambda: con.execute(f"SELECT count(*) FROM {source}"))
        return Relation(side.label, source, side.columns, int(count), side.row_id, side.held)

    def cells(self, positions: duckdb.DuckDBPyRelation) -> set[tuple[str, str, str]]:
        """Cells of the table of positions that meet the condition on some day."""
        met = _told(lambda: positions.filter(self.condition).project(", ".join(f"{c}::VARCHAR" for c in CELL)))
        return {(str(j), str(v), str(s)) for j, v, s in met}

    def _wide(self, release: Release, source: str, table: str) -> str:
        """The rows of a table, once for each jurisdiction, vendor and segment that they are of."""
        own, wanted = _own(release.tables[table]), [c for c in CELL if c in self.columns]
        lists = {c: _LISTS[c] for c in wanted if c not in own and _LISTS.get(c) in own}
        missing = [c for c in wanted if c not in own and c not in lists]
        told = "".join(f", {_each(f'x.{column}')} AS {c}" for c, column in lists.items())
        told += "".join(f", e.{c}" for c in missing)
        linked = f" LEFT JOIN ({_linked(release, table)}) e ON {_LINK[table]}" if missing else ""
        return f"SELECT x.*{told} FROM {source} x{linked}"


def _own(table: Table) -> list[str]:
    return [f.name for f in table.published]


_EVENT = "x.event_id = e.event_id"
_LINK = {
    "event_sources": _EVENT,
    "forecasts": _EVENT,
    "sources": "x.source_id = e.source_id",
    "acts": "x.act_id = e.act_id",
    "provisions": "x.act_id = e.act_id",
    "decisions": "list_contains(regexp_split_to_array(x.events, '[; ]+'), e.event_id)",
}
"""How a row of a table is tied to jurisdictions, vendors and segments that it does not name."""


def _reached(release: Release, table: str) -> set[str]:
    """Columns of :data:`CELL` that a table has through a list of its own, its event or its act."""
    own, there = set(_own(release.tables[table])), release.tables
    lists = {c for c, column in _LISTS.items() if column in own}
    needs = {"sources": {"events", "event_sources"}, "acts": {"events"}, "provisions": {"events", "acts"}}
    tied = table in _LINK and needs.get(table, {"events"}) <= there.keys()
    if tied and table in {"acts", "provisions"}:
        tied = "act_id" in _own(there["events"])
    return lists | (set(CELL) if tied else set())


def _linked(release: Release, table: str) -> str:
    """A query for jurisdiction, vendor and segment of events, by what ties a table to them."""
    more = ", act_id" if "act_id" in _own(release.tables["events"]) else ""
    # Two lists side by side are paired by their place: each of one goes with each of the other.
    file = _file(release, "events")
    events = (
        f"SELECT event_id{more}, jurisdiction, vendor, {_each('segments')} AS segment FROM "
        f"(SELECT event_id{more}, jurisdiction, segments, {_each('covers_vendors')} AS vendor FROM {file})"
    )
    if table == "sources":
        return (
            f"FROM ({events}) JOIN (SELECT event_id, source_id FROM {_file(release, 'event_sources')}) USING (event_id)"
        )
    if table in {"acts", "provisions"}:
        return (
            f"SELECT a.act_id, a.jurisdiction, c.vendor, c.segment FROM {_file(release, 'acts')} a "
            f"LEFT JOIN ({events}) c ON a.act_id = c.act_id"
        )
    return events


def _each(column: str) -> str:
    """Every item of a list as a row; one empty row for an empty list."""
    return f"unnest(CASE WHEN coalesce(len({column}), 0) = 0 THEN [NULL::VARCHAR] ELSE {column} END)"


def _file(release: Release, table: str) -> str:
    return parquet(release.file(table))


def _told(ask: Callable[[], Any]) -> list[tuple[Any, ...]]:
    import duckdb

    try:
        rows: list[tuple[Any, ...]] = ask().fetchall()
        return rows
    except (duckdb.BinderException, duckdb.ParserException, duckdb.ConversionException) as error:
        said = str(error).splitlines()[0]
        raise BadValueError("the condition does not fit the tables", where="where", got=said[:120]) from None


def fitting(
    narrow: Narrow, releases: Iterable[Release], tables: Sequence[str], *, named: bool
) -> tuple[list[str], tuple[str, ...]]:
    """Tables that a condition fits, and those that are left out.

    Parameters
    ----------
    narrow : Narrow
    releases : iterable of Release
    tables : sequence of str
    named : bool
        Whether somebody asked for these tables, so that none may be left out.

    Returns
    -------
    (list of str, tuple of str)

    Raises
    ------
    ContradictionError
        When a table that was asked for, or every table, lacks what the condition names.
    """
    both = list(releases)
    fit = [t for t in tables if all(narrow.fits(r, t) for r in both if t in r.tables)]
    left = tuple(t for t in tables if t not in fit)
    if not fit or (named and left):
        raise ContradictionError(
            f"the condition does not fit {'these tables' if not fit else ', '.join(left)}",
            where="where",
            expected="columns of theirs, or jurisdiction, vendor, segment where an event leads to them",
            got=", ".join(sorted(narrow.columns)),
        )
    return fit, left
