"""A table's one definition, ``schemas/<table>.json``, and what is derived from it.

The file is a Data Package v2 Table Schema. Properties of our own stand beside the standard's: every
field has a ``role`` (``key``, ``value`` or ``note``), and a schema may list ``derivedFields``, which a
release adds to what is curated; a schema that says ``derived`` is of a table that a release adds as a whole, and
``readUntil`` how far. A column is defined nowhere else: the Pandera schema, the Arrow schema, the codebook and the
release's descriptor come from here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from tracker.errors import ReleaseError, unknown
from tracker.schema.names import TABLES

_BUNDLED = Path(__file__).parent / "files"
_CHECKOUT = Path(__file__).parents[2] / "schemas"


@dataclass(frozen=True)
class Category:
    """One value a coded column may take."""

    value: str
    label: str
    description: str
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """One column: its standard type, constraints and vocabulary, and its role."""

    raw: Mapping[str, Any]
    derived: bool = False

    @property
    def name(self) -> str:
        """Name of the column."""
        return str(self.raw["name"])

    @property
    def type(self) -> str:
        """Table Schema type: string, date, integer, boolean or list."""
        return str(self.raw["type"])

    @property
    def role(self) -> str:
        """``key``, ``value`` (an analysis may use it) or ``note`` (prose, titles, links)."""
        return str(self.raw["role"])

    @property
    def title(self) -> str:
        """Short name for people."""
        return str(self.raw["title"])

    @property
    def description(self) -> str:
        """What the column means, with its unit."""
        return str(self.raw["description"])

    @property
    def constraints(self) -> Mapping[str, Any]:
        """Table Schema constraints."""
        return dict(self.raw.get("constraints", {}))

    @property
    def required(self) -> bool:
        """Whether a cell may not be empty."""
        return bool(self.constraints.get("required", False))

    @property
    def ordered(self) -> bool:
        """Whether the vocabulary is an ordinal scale, lowest first."""
        return bool(self.raw.get("categoriesOrdered", False))

    @property
    def delimiter(self) -> str:
        """What joins the items of a list cell in CSV."""
        return str(self.raw.get("delimiter", ","))

    @cached_property
    def categories(self) -> tuple[Category, ...]:
        """Vocabulary of a coded column, or of a list column's items; empty for a free one."""
        rows = self.raw.get("itemCategories") or self.raw.get("categories") or ()
        return tuple(
            Category(str(r["value"]), str(r.get("label", r["value"])), str(r.get("description", "")), r) for r in rows
        )

    @cached_property
    def values(self) -> tuple[str, ...]:
        """Allowed values, in order; empty for a free column."""
        return tuple(c.value for c in self.categories)

    @property
    def unit(self) -> str | None:
        """Unit of the values, where there is one."""
        return "ISO 8601 day" if self.type == "date" else None

    def flagged(self, flag: str) -> frozenset[str]:
        """Values whose category carries a flag, such as ``official`` for kinds of sources."""
        return frozenset(c.value for c in self.categories if c.raw.get(flag))


@dataclass(frozen=True)
class ForeignKey:
    """Columns that must name a row of another table."""

    fields: tuple[str, ...]
    table: str
    references: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table's schema."""

    raw: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name of the table and of its files."""
        return str(self.raw["name"])

    @property
    def title(self) -> str:
        """Name for people."""
        return str(self.raw["title"])

    @property
    def description(self) -> str:
        """What one row is."""
        return str(self.raw["description"])

    @property
    def key(self) -> tuple[str, ...]:
        """Columns that together identify a row."""
        return tuple(self.raw["primaryKey"])

    @property
    def derived(self) -> bool:
        """Whether a release works the whole table out from others: there is no CSV of it."""
        return bool(self.raw.get("derived", False))

    @property
    def read_until(self) -> str:
        """Of a table that is read day by day, where it ends: ``horizon``; or ``cutoff``, as before it was said."""
        return str(self.raw.get("readUntil", "cutoff"))

    @cached_property
    def curated(self) -> tuple[Field, ...]:
        """Columns of the CSV, in order; none of a derived table."""
        return () if self.derived else tuple(Field(f) for f in self.raw["fields"])

    @cached_property
    def published(self) -> tuple[Field, ...]:
        """Columns of a release: the curated ones, a rank after each ordinal one, the derived ones.

        The rank is there because ordered dictionaries do not survive every Parquet reader, and text
        compares alphabetically; a small integer filters rightly everywhere.
        """
        fields: list[Field] = []
        added = self.raw["fields"] if self.derived else self.raw.get("derivedFields", ())
        for field in (*self.curated, *(Field(f, derived=True) for f in added)):
            fields.append(field)
            if field.ordered:
                fields.append(_rank_of(field))
        return tuple(fields)

    @cached_property
    def foreign_keys(self) -> tuple[ForeignKey, ...]:
        """References to other tables."""
        return tuple(
            ForeignKey(tuple(k["fields"]), str(k["reference"]["resource"]), tuple(k["reference"]["fields"]))
            for k in self.raw.get("foreignKeys", ())
        )

    @cached_property
    def _by_name(self) -> dict[str, Field]:
        # The first of a name, should a release from elsewhere have two.
        return {f.name: f for f in reversed(self.published)}

    def field(self, name: str) -> Field:
        """The column of that name, derived ones included."""
        found = self._by_name.get(name)
        if found is not None:
            return found
        raise unknown("column", name, [f.name for f in self.published], where=self.name)

    def descriptor(self) -> dict[str, Any]:
        """The Table Schema of the published table, for a release's descriptor."""
        raw = {k: v for k, v in self.raw.items() if k not in {"derivedFields", "fields"}}
        return raw | {"fields": [dict(f.raw) | ({"derived": True} if f.derived else {}) for f in self.published]}


def _rank_of(field: Field) -> Field:
    top = len(field.values) - 1
    return Field(
        {
            "name": f"{field.name}_rank",
            "type": "integer",
            "title": f"Rank of {field.title.lower()}",
            "description": f"The column {field.name} as a number, 0 ({field.values[0]}) to {top} "
            f"({field.values[-1]}). The safe column to filter on in any engine.",
            "role": "value",
            "constraints": {"minimum": 0, "maximum": top} | ({"required": True} if field.required else {}),
        },
        derived=True,
    )


def from_descriptor(descriptor: Mapping[str, Any]) -> Table:
    """The schema that a release carries in its descriptor.

    Parameters
    ----------
    descriptor : mapping
        Of a published table, as written by :meth:`Table.descriptor`.

    Returns
    -------
    Table
        With ``published`` exactly as the release has it.
    """
    table = Table(dict(descriptor) | {"derivedFields": []})
    fields = tuple(Field(f, derived=bool(f.get("derived"))) for f in descriptor["fields"])
    # The descriptor lists every published column: nothing is derived again.
    table.__dict__["published"] = fields
    table.__dict__["curated"] = tuple(f for f in fields if not f.derived)
    return table


def folder() -> Path:
    """Folder with the schema files: inside an installed package, or beside it in a checkout."""
    return _BUNDLED if _BUNDLED.is_dir() else _CHECKOUT


@cache
def table(name: str) -> Table:
    """The current schema of a table.

    Parameters
    ----------
    name : str
        Name of the table, such as ``"stances"``.

    Returns
    -------
    Table

    Raises
    ------
    UnknownNameError
        When there is no such table.
    ReleaseError
        When the schema file is missing from the installation.

    Examples
    --------
    >>> table("stances").key
    ('jurisdiction', 'vendor', 'segment', 'basis', 'valid_from')
    """
    if name not in TABLES:
        raise unknown("table", name, TABLES)
    try:
        return Table(json.loads((path := folder() / f"{name}.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        hint = "Reinstall the package; its data files are incomplete."
        raise ReleaseError("schema file missing", where=str(path), hint=hint) from None


def tables() -> tuple[Table, ...]:
    """Every current schema, referenced tables first."""
    return tuple(table(name) for name in TABLES)


def curated_tables() -> tuple[Table, ...]:
    """Schemas of the tables that have a CSV, referenced ones first."""
    return tuple(t for t in tables() if not t.derived)
