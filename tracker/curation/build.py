"""Build a release from curated tables: the same tables give the same bytes, written aside and moved into place."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.curation.dataset import Dataset
from tracker.curation.validate import check
from tracker.errors import CurationError
from tracker.release.aside import aside
from tracker.release.bounds import bound_faults
from tracker.release.croissant import CROISSANT, croissant
from tracker.release.dcat import DCAT, dcat
from tracker.release.manifest import DESCRIPTOR, citation, content_hash, parse_version
from tracker.release.seal import record, sealed
from tracker.schema import Field, Table, folder, tables
from tracker.schema.arrow import arrow_schema, arrow_type
from tracker.schema.codebook import markdown

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_ROWS_IN_GROUP = 100_000

DOCUMENTS = {
    "CODEBOOK.md": ("What every table, column and value means.", "text/markdown"),
    "CHANGES.md": ("What changed since the version before, row by row.", "text/markdown"),
}
"""Documents of a release: title and media type."""

_DESCRIPTIONS = {
    CROISSANT: ("The release described in Croissant and schema.org.", "application/ld+json"),
    DCAT: ("The release described in DCAT.", "application/ld+json"),
}


def build(
    data: Dataset,
    target: Path,
    *,
    version: str,
    released: dt.date | None = None,
    changes: str | None = None,
) -> Path:
    """Write a release folder from curated tables.

    The same tables, version, day and changes give the same bytes.

    Parameters
    ----------
    data : Dataset
        Curated tables; they must be free of problems.
    target : pathlib.Path
        Folder to make; it must not exist.
    version : str
        Version of the dataset.
    released : datetime.date, optional
        Day of publication.
    changes : str, optional
        Text of ``CHANGES.md``.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    CurationError
        When a table has a problem, or the folder exists.
    OSError
        When the folder cannot be written; nothing is left behind.
    """
    parse_version(version)
    report = check(data)
    if not report.fine:
        first = "\n".join(f"  {p}" for p in report.problems[:10])
        more = f"\n  ... and {len(report.problems) - 10} more" if len(report.problems) > 10 else ""
        raise CurationError(
            f"the curated tables have problems, so nothing was written:\n{first}{more}\n",
            hint="Mend them; `tracker validate` lists all.",
        )
    if target.exists():
        raise CurationError(
            "exists already and is never rewritten",
            where=str(target),
            hint="Choose another folder or version.",
        )
    files = render(data, version=version, released=released, changes=changes)
    target.parent.mkdir(parents=True, exist_ok=True)
    with aside(target.parent, target.name) as folder_aside:
        fresh = folder_aside / "fresh"
        fresh.mkdir()
        fresh.chmod(0o755)
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        os.rename(fresh, target)
    return target


def render(
    data: Dataset, *, version: str, released: dt.date | None = None, changes: str | None = None
) -> dict[str, bytes]:
    """Every file of a release, by name, without writing any.

    Parameters
    ----------
    data : Dataset
        Curated tables without problems.
    version, released, changes
        As for :func:`build`.

    Returns
    -------
    dict of str to bytes
    """
    about = json.loads((folder() / "dataset.json").read_text(encoding="utf-8"))
    if data.cutoff is None:
        raise CurationError("the coverage table is empty, so the release has no cutoff day", where="coverage.csv")
    descriptor: dict[str, Any] = {"$schema": _PROFILE, **about, "version": version}
    if released is not None:
        descriptor["created"] = f"{released.isoformat()}T00:00:00Z"
    descriptor["cutoff"] = data.cutoff.isoformat()
    descriptor["resources"] = []
    files: dict[str, bytes] = {}
    for table in tables():
        content = published(data, table)
        name = f"{table.name}.parquet"
        files[name] = _parquet(content, {"version": version, "citation": citation(descriptor)})
        descriptor["resources"].append(
            {
                "name": table.name,
                "title": table.title,
                "description": table.description,
                "type": "table",
                "path": name,
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                **record(files[name]),
                "contentHash": content_hash(content, content.column_names),
                "rows": content.num_rows,
                "schema": table.descriptor(),
            }
        )
    cases = data["decisions"].sort_values("decision").to_dict("records")
    files["CODEBOOK.md"] = markdown(tables(), cases).encode()
    if changes is not None:
        files["CHANGES.md"] = changes.encode()
    descriptor["documents"] = [_document(name, files[name]) for name in DOCUMENTS if name in files]
    # The other descriptions are made from the descriptor as it stands now, and are then listed in it.
    for name, describe in ((CROISSANT, croissant), (DCAT, dcat)):
        files[name] = describe(descriptor)
    descriptor["documents"] += [_document(name, files[name]) for name in (CROISSANT, DCAT)]
    files[DESCRIPTOR] = sealed(descriptor)
    return files


def _document(name: str, content: bytes) -> dict[str, Any]:
    title, mediatype = (DOCUMENTS | _DESCRIPTIONS)[name]
    return {"path": name, "title": title, "mediatype": mediatype, **record(content)}


def published(data: Dataset, table: Table) -> pa.Table:
    """One table as a release has it: derived columns filled, sorted by key, coded columns as dictionaries.

    Parameters
    ----------
    data : Dataset
    table : Table

    Returns
    -------
    pyarrow.Table
    """
    import pyarrow as pa

    frames = {"stances": lambda: data.stances, "reviews": lambda: data.reviews}
    frame = frames.get(table.name, lambda: data[table.name])()
    frame = frame.sort_values(list(table.key), kind="stable", ignore_index=True)
    schema = arrow_schema(table)
    scales = {f"{f.name}_rank": f for f in table.published if f.ordered}
    arrays = [_ranks(frame, scales[f.name]) if f.name in scales else _array(frame, f) for f in table.published]
    return pa.Table.from_arrays(arrays, schema=schema)


def _ranks(frame: pd.DataFrame, scale: Field) -> pa.Array:
    import pyarrow as pa

    rank = {v: i for i, v in enumerate(scale.values)}
    return pa.array([rank.get(v) for v in frame[scale.name]], pa.int8())


def _array(frame: pd.DataFrame, f: Field) -> pa.Array:
    import pyarrow as pa

    values = [
        None if missing else v for v, missing in zip(frame[f.name].astype("object"), frame[f.name].isna(), strict=True)
    ]
    if f.type == "date":
        values = [None if v is None else v.date() for v in values]
    elif f.type == "list":
        # An empty cell is an empty list: the act names nobody, which is known.
        values = [[] if v is None else v.split(f.delimiter) for v in values]
    elif f.values:
        index = {v: i for i, v in enumerate(f.values)}
        codes = pa.array([None if v is None else index[v] for v in values], pa.int8())
        return pa.DictionaryArray.from_arrays(codes, pa.array(f.values, pa.string()))
    return pa.array(values, arrow_type(f))


def _parquet(content: pa.Table, about: dict[str, str]) -> bytes:
    schema = content.schema.with_metadata({k.encode(): v.encode() for k, v in sorted(about.items())})
    rows = content.cast(schema).combine_chunks()
    data = _written(rows)
    false = [str(p.column) for p in bound_faults(data, rows, "")]
    for name in false:
        # The library counts a value of a dictionary that no row has into some columns' bounds: such values go.
        at = rows.schema.get_field_index(name)
        used = rows.column(at).cast("string").combine_chunks().dictionary_encode()
        rows = rows.set_column(at, rows.schema.field(at), used.cast(rows.schema.field(at).type))
    return _written(rows) if false else data


def _written(rows: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(
        rows,
        out,
        version="2.6",
        compression="zstd",
        compression_level=9,
        row_group_size=_ROWS_IN_GROUP,
        max_rows_per_page=_ROWS_IN_GROUP,
        write_statistics=True,
        store_schema=True,
    )
    return out.getvalue()
