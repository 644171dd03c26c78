"""The one definition of every table and column, and what is derived from it."""

from tracker.schema.definition import (
    DERIVED,
    TABLES,
    TIMELESS,
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
