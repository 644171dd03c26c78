"""A DuckDB database: scales as ENUM types in their order, days as DATE, lists as lists, comments on columns."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.diff.query import literal, name
from tracker.errors import ReleaseError
from tracker.guard import SHUT
from tracker.guard.shut import quiet
from tracker.release.descriptor.manifest import Release
from tracker.release.reading.derived import POSITIONS
from tracker.release.reading.horizon import horizon
from tracker.schema import Field, ForeignKey
from tracker.show.export.about import CODEBOOK, VALUES, About
from tracker.show.export.content import Content
from tracker.sql.macros import USAGE, position_on

if TYPE_CHECKING:
    import duckdb

_TYPES = {"date": "DATE", "boolean": "BOOLEAN", "integer": "INTEGER", "list": "VARCHAR[]"}


def write(about: About, path: Path) -> None:
    """Write the database.

    Parameters
    ----------
    about : About
    path : pathlib.Path

    Raises
    ------
    ReleaseError
        When a key appears twice, or a row refers to one that is not there.
    """
    import duckdb

    with contextlib.closing(quiet(duckdb.connect(config=dict(SHUT)))) as con:
        own = {str(row[0]) for row in con.execute("SELECT DISTINCT type_name FROM duckdb_types()").fetchall()}
        enums = _enums(about.release, own)
        con.execute(f"ATTACH {literal(str(path))} AS made ({_attach()})")
        con.execute("USE made")
        used = {enums[c.name, f.name]: f.values for c in about.contents for f in c.fields if (c.name, f.name) in enums}
        for enum, values in used.items():
            con.execute(f"CREATE TYPE {name(enum)} AS ENUM ({', '.join(map(literal, values))})")
        try:
            for content in about.contents:
                _table(con, content, enums, about.references(content))
        except duckdb.ConstraintException as error:
            said = str(error).splitlines()[0]
            raise ReleaseError("a table breaks its own rules", where=str(about.release.path), got=said) from None
        facts = about.facts()
        if POSITIONS in {c.name for c in about.contents}:
            con.execute(position_on(horizon(about.release)))
            facts.append(("positions of any day", USAGE))
        _extra(con, "about", ("item", "value"), facts)
        _extra(con, "codebook", CODEBOOK, about.codebook())
        _extra(con, "codebook_values", VALUES, about.values())
        con.execute("CHECKPOINT made")
        con.execute("USE memory")
        con.execute("DETACH made")


def _attach() -> str:
    # Small blocks, or every short column takes a quarter of a megabyte; and a form that older versions open too.
    return "BLOCK_SIZE 16384, STORAGE_VERSION 'v1.0.0'"


def _enums(release: Release, own: set[str]) -> dict[tuple[str, str], str]:
    """Name of each coded column's type: the column's own, where every table means the same by it.

    A column that is called like a type of DuckDB's (``text``) has a type with the table's name in front, too.

    Columns of one type compare by the order of their scale; those of two types would compare as text.
    """
    coded = {
        (t.name, f.name): f.values
        for t in release.tables.values()
        for f in t.published
        if f.type == "string" and f.values
    }
    shared = Counter((column, values) for (_, column), values in coded.items())
    alone = Counter(column for column, _ in shared)
    plain = {meaning for meaning, tables in shared.items() if tables > 1 or alone[meaning[0]] == 1}
    plain = {meaning for meaning in plain if meaning[0] not in own}
    return {k: k[1] if (k[1], values) in plain else "_".join(k) for k, values in coded.items()}


def _table(
    con: duckdb.DuckDBPyConnection,
    content: Content,
    enums: dict[tuple[str, str], str],
    references: Sequence[ForeignKey],
) -> None:
    table = content.table
    types = [name(enums[table.name, f.name]) if (table.name, f.name) in enums else _type(f) for f in content.fields]
    parts = [
        f"{name(f.name)} {kind}{' NOT NULL' if content.required(f) else ''}"
        for f, kind in zip(content.fields, types, strict=True)
    ]
    parts.append(f"PRIMARY KEY ({_names(table.key)})")
    parts += [
        f"FOREIGN KEY ({_names(k.fields)}) REFERENCES {name(k.table)} ({_names(k.references)})"
        for k in references
        # DuckDB before 1.2 ties no columns of an ENUM type; the type itself allows no unknown value there.
        if not any((table.name, f) in enums for f in k.fields)
    ]
    con.execute(f"CREATE TABLE {name(table.name)} ({', '.join(parts)})")
    con.execute(f"COMMENT ON TABLE {name(table.name)} IS {literal(table.description)}")
    for f in content.fields:
        con.execute(f"COMMENT ON COLUMN {name(table.name)}.{name(f.name)} IS {literal(f.description)}")
    con.register("incoming", _arrow(content))
    own = [name(k.fields[0]) for k in references if k.table == table.name]
    # Rows that refer to a row of the same table come after it: DuckDB looks for it while it takes them in.
    for rows in ("IS NULL", "IS NOT NULL") if own else ("",):
        wanted = f" WHERE coalesce({', '.join(own)}) {rows}" if own else ""
        con.execute(f"INSERT INTO {name(table.name)} SELECT * FROM incoming{wanted}")
    con.unregister("incoming")


def _type(field: Field) -> str:
    return "TINYINT" if field.name.endswith("_rank") else _TYPES.get(field.type, "VARCHAR")


def _arrow(content: Content) -> Any:
    import pyarrow as pa

    from tracker.schema.arrow import arrow_type

    plain = {
        f.name: pa.array(column, pa.string() if f.type == "string" else arrow_type(f))
        for f, column in zip(content.fields, content.columns, strict=True)
    }
    return pa.table(plain)


def _extra(con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    import pyarrow as pa

    truth = ("BOOLEAN", pa.bool_())
    kinds = {"key": truth, "required": truth, "derived": truth, "rank": ("TINYINT", pa.int8())}
    own = [kinds.get(c, ("VARCHAR", pa.string())) for c in columns]
    parts = [f"{name(c)} {kind}" for c, (kind, _) in zip(columns, own, strict=True)]
    con.execute(f"CREATE TABLE {name(table)} ({', '.join(parts)})")
    # At once: one statement a row takes longer than all the tables of the release.
    if lines := [list(r) for r in rows]:
        arrays = [pa.array(values, kind) for values, (_, kind) in zip(zip(*lines, strict=True), own, strict=True)]
        con.register("incoming", pa.Table.from_arrays(arrays, names=list(columns)))
        con.execute(f"INSERT INTO {name(table)} SELECT * FROM incoming")
        con.unregister("incoming")


def _names(columns: Iterable[str]) -> str:
    return ", ".join(map(name, columns))
