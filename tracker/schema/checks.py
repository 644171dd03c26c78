"""Pandera schema of a curated table, derived from its definition.

It checks values that are parsed already (days are days, missing is missing): letting Pandera coerce sends a
column with one bad cell through it element by element, a hundred times slower.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tracker.schema.definition import Field, Table

if TYPE_CHECKING:
    import pandera.pandas as pa

DTYPES = {"string": "str", "list": "str", "date": "datetime64[s]", "boolean": "boolean", "integer": "Int64"}
"""pandas dtype of each Table Schema type, as the CSV reader hands it over."""


def pandera_schema(table: Table, *, typed: bool = False) -> pa.DataFrameSchema:
    """Pandera schema of the curated columns of a table.

    Parameters
    ----------
    table : Table
    typed : bool
        Whether whoever made the columns gave them the types of :data:`DTYPES`, which are then not looked at again.

    Returns
    -------
    pandera.pandas.DataFrameSchema
        Its checks are named ``category``, ``items``, ``pattern``, ``length``, ``minimum``, ``maximum``, ``unique``;
        Pandera's own are ``not_nullable`` and ``multiple_fields_uniqueness``.
    """
    import pandera.pandas as pa

    return pa.DataFrameSchema(
        {
            f.name: pa.Column(
                None if typed else DTYPES[f.type],
                checks=_checks(f),
                nullable=not f.required,
                title=f.title,
                description=f.description,
            )
            for f in table.curated
        },
        strict=True,
        ordered=True,
        unique=list(table.key),
        name=table.name,
        title=table.title,
        description=table.description,
    )


def item_pattern(field: Field) -> str:
    """Pattern of a list cell: items of the vocabulary, in its order, joined by the delimiter, none twice.

    Parameters
    ----------
    field : Field
        A column of type list.

    Returns
    -------
    str
        A regular expression for the whole cell; the empty cell does not match.
    """
    sep = re.escape(field.delimiter)
    body = "".join(f"(?:{re.escape(v)}(?:{sep}(?!$)|$))?" for v in field.values)
    return f"(?=.){body}"


def _checks(field: Field) -> list[Any]:
    import pandera.pandas as pa

    limits = field.constraints
    checks: list[Any] = []
    if field.type == "list" and field.values:
        checks.append(pa.Check(_fullmatch(item_pattern(field)), name="items"))
    elif field.values:
        checks.append(pa.Check.isin(list(field.values), name="category"))
    if "pattern" in limits:
        checks.append(pa.Check(_fullmatch(str(limits["pattern"])), name="pattern"))
    if "minLength" in limits or "maxLength" in limits:
        checks.append(pa.Check.str_length(limits.get("minLength"), limits.get("maxLength"), name="length"))
    if "minimum" in limits:
        checks.append(pa.Check.ge(limits["minimum"], name="minimum"))
    if "maximum" in limits:
        checks.append(pa.Check.le(limits["maximum"], name="maximum"))
    if limits.get("unique"):
        # Pandera's own takes two empty cells for the same value.
        checks.append(pa.Check(lambda column: ~column.duplicated(keep=False), name="unique"))
    return checks


def _fullmatch(pattern: str) -> Any:
    # Table Schema patterns match the whole value.
    return lambda column: column.str.fullmatch(pattern)
