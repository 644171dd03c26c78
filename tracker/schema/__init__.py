"""The one definition of every table and column, and what is derived from it."""

from tracker.schema.definition import (
    Category,
    Field,
    ForeignKey,
    Table,
    curated_tables,
    folder,
    from_descriptor,
    table,
    tables,
)
from tracker.schema.names import DERIVED, TABLES, TIMELESS

__all__ = [
    "DERIVED",
    "TABLES",
    "TIMELESS",
    "Category",
    "Field",
    "ForeignKey",
    "Table",
    "curated_tables",
    "folder",
    "from_descriptor",
    "table",
    "tables",
]
