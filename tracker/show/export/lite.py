"""A SQLite database: keys and references declared and checked, vocabularies enforced, days as ISO 8601 text."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tracker.errors import ReleaseError
from tracker.release.reading.derived import POSITIONS
from tracker.release.reading.horizon import horizon
from tracker.schema import Field, ForeignKey
from tracker.show.export.about import CODEBOOK, VALUES, About
from tracker.show.export.content import Content
from tracker.sql.macros import FILTER, views

_TYPES = {"integer": "INTEGER", "boolean": "INTEGER"}


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
    with contextlib.closing(sqlite3.connect(path)) as db:
        try:
            with db:
                for content in about.contents:
                    for statement in _ddl(content, about.references(content)):
                        db.execute(statement)
                    _insert(db, content.name, [f.name for f in content.fields], _cells(content))
                facts = about.facts()
                if POSITIONS in {c.name for c in about.contents}:
                    for view, query in views(horizon(about.release)).items():
                        db.execute(f"CREATE VIEW {_name(view)} AS {query}")
                    facts.append(("positions of any day", FILTER))
                _extra(db, "about", ("item", "value"), facts)
                _extra(db, "codebook", CODEBOOK, about.codebook())
                _extra(db, "codebook_values", VALUES, about.values())
        except sqlite3.IntegrityError as error:
            raise ReleaseError("a table breaks its own rules", where=str(about.release.path), got=str(error)) from None
        lost = db.execute("PRAGMA foreign_key_check").fetchone()
        if lost is not None:
            raise ReleaseError(
                "a row refers to one that is not there",
                where=f"{lost[0]}, row {lost[1]}",
                got=f"no such row of {lost[2]}",
            )
        db.execute("PRAGMA optimize")


def _ddl(content: Content, references: Sequence[ForeignKey]) -> Iterable[str]:
    table = content.table
    parts = [_column(f, content.required(f)) for f in content.fields]
    parts.append(f"PRIMARY KEY ({_names(table.key)})")
    parts += [
        f"FOREIGN KEY ({_names(k.fields)}) REFERENCES {_name(k.table)} ({_names(k.references)})" for k in references
    ]
    body = ",\n  ".join(parts)
    yield f"CREATE TABLE {_name(table.name)} (\n  {body}\n)"
    for k in references:
        if k.fields != table.key[: len(k.fields)]:
            yield f"CREATE INDEX {_name('_'.join((table.name, *k.fields)))} ON {_name(table.name)} ({_names(k.fields)})"


def _column(field: Field, required: bool) -> str:
    name = _name(field.name)
    parts = [name, _TYPES.get(field.type, "TEXT")]
    if required:
        parts.append("NOT NULL")
    if field.type == "date":
        # Adding no days brings 30 February to March, so that it is not itself.
        parts.append(f"CHECK ({name} IS date({name}, '+0 days'))")
    elif field.type == "boolean":
        parts.append(f"CHECK ({name} IN (0, 1))")
    elif field.type == "string" and field.values:
        parts.append(f"CHECK ({name} IN ({', '.join(_text(v) for v in field.values)}))")
    return " ".join(parts)


def _cells(content: Content) -> Iterable[Sequence[Any]]:
    columns = []
    for field, column in zip(content.fields, content.columns, strict=True):
        # A column is of one kind, and says few things over and over; 1 and True are the same to the database, too.
        known = {v: field.delimiter.join(v) if isinstance(v, tuple) else _plain(v) for v in set(column)}
        columns.append([known[v] for v in column])
    return zip(*columns, strict=True)


def _plain_row(row: Sequence[Any]) -> list[Any]:
    return [_plain(v) for v in row]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else int(value) if isinstance(value, bool) else value


def _extra(db: sqlite3.Connection, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    db.execute(f"CREATE TABLE {_name(name)} ({_names(columns)})")
    _insert(db, name, columns, map(_plain_row, rows))


def _insert(db: sqlite3.Connection, name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    marks = ", ".join("?" for _ in columns)
    db.executemany(f"INSERT INTO {_name(name)} ({_names(columns)}) VALUES ({marks})", rows)


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _names(columns: Iterable[str]) -> str:
    return ", ".join(map(_name, columns))


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
