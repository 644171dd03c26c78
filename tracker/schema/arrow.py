"""Arrow schema of a published table, derived from its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.schema.definition import Field, Table

if TYPE_CHECKING:
    import pyarrow as pa

# Polars restores an Enum from this field metadata: every value as "<bytes>;<value>", end to end.
_POLARS_ENUM = b"_PL_ENUM_VALUES2"


def arrow_type(field: Field) -> pa.DataType:
    """Arrow type of a published column.

    Coded columns are unordered dictionaries: ordered ones cannot be read by every Arrow reader, and compare
    alphabetically in some. The order is in the descriptor and in the ``*_rank`` column.

    Parameters
    ----------
    field : Field

    Returns
    -------
    pyarrow.DataType
    """
    import pyarrow as pa

    if field.type == "list":
        return pa.list_(pa.string())
    if field.type == "string":
        return pa.dictionary(pa.int8(), pa.string()) if field.values else pa.string()
    simple = {"date": pa.date32(), "boolean": pa.bool_(), "integer": pa.int32()}
    return pa.int8() if field.name.endswith("_rank") else simple[field.type]


def arrow_schema(table: Table) -> pa.Schema:
    """Arrow schema of a published table, descriptions as field metadata.

    Parameters
    ----------
    table : Table

    Returns
    -------
    pyarrow.Schema
        Every field carries ``description``, ``role``, and ``unit`` where it has one.
    """
    import pyarrow as pa

    return pa.schema(
        [pa.field(f.name, arrow_type(f), nullable=not f.required, metadata=_metadata(f)) for f in table.published]
    )


def _metadata(field: Field) -> dict[bytes, bytes]:
    out = {b"description": field.description.encode(), b"role": field.role.encode()}
    if field.unit:
        out[b"unit"] = field.unit.encode()
    if field.type == "string" and field.values:
        out[_POLARS_ENUM] = b"".join(b"%d;%b" % (len(v.encode()), v.encode()) for v in field.values)
    return out
