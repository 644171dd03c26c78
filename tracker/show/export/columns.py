"""Parquet as releases have it: coded columns as dictionaries, days as days, descriptions beside the columns."""

from __future__ import annotations

from pathlib import Path

from tracker.show.export.content import Content


def parquet_file(content: Content, file: Path) -> None:
    """Write a table.

    Parameters
    ----------
    content : Content
    file : pathlib.Path
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tracker.schema.arrow import arrow_schema

    described = {f.name: f for f in arrow_schema(content.table)}
    # By the knowledge of a day a required cell may be empty.
    schema = pa.schema([described[f.name].with_nullable(not content.required(f)) for f in content.fields])
    arrays = [pa.array(v, _plain(f.type)).cast(f.type) for v, f in zip(content.columns, schema, strict=True)]
    pq.write_table(pa.Table.from_arrays(arrays, schema=schema), file, compression="zstd")


def _plain(kind: object) -> object:
    return getattr(kind, "value_type", kind) if str(kind).startswith("dictionary") else kind
