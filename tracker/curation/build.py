"""Build a release from curated tables: the same tables give the same bytes, written aside and moved into place."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.aside import aside, folders_for
from tracker.curation.dataset import Dataset
from tracker.curation.published import parquet_bytes, published
from tracker.curation.validate import check
from tracker.errors import CurationError
from tracker.release.descriptor.croissant import CROISSANT, croissant
from tracker.release.descriptor.dcat import DCAT, dcat
from tracker.release.descriptor.manifest import DESCRIPTOR, citation, parse_version
from tracker.release.descriptor.seal import record, sealed
from tracker.release.descriptor.values import content_hash
from tracker.schema import folder, tables
from tracker.schema.codebook import markdown

if TYPE_CHECKING:
    import pyarrow as pa

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"

CELLS = "changes.parquet"

DOCUMENTS = {
    "CODEBOOK.md": ("What every table, column and value means.", "text/markdown"),
    "CHANGES.md": ("What changed since the version before: summary, corrections, positions.", "text/markdown"),
    "changes.parquet": (
        "Every cell that changed since the version before, one a row.",
        "application/vnd.apache.parquet",
    ),
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
    changed: pa.Table | None = None,
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
    changed : pyarrow.Table, optional
        Rows of ``changes.parquet``, the list that ``CHANGES.md`` may be too short for.

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
    files = render(data, version=version, released=released, changes=changes, changed=changed)
    with folders_for(target), aside(target.parent, target.name) as folder_aside:
        fresh = folder_aside / "fresh"
        fresh.mkdir()
        fresh.chmod(0o755)
        for name, content in files.items():
            (fresh / name).write_bytes(content)
        os.rename(fresh, target)
    return target


def render(
    data: Dataset,
    *,
    version: str,
    released: dt.date | None = None,
    changes: str | None = None,
    changed: pa.Table | None = None,
) -> dict[str, bytes]:
    """Every file of a release, by name, without writing any.

    Parameters
    ----------
    data : Dataset
        Curated tables without problems.
    version, released, changes, changed
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
    if data.horizon is not None:
        descriptor["horizon"] = min(data.horizon, data.cutoff).isoformat()
    descriptor["resources"] = []
    files: dict[str, bytes] = {}
    contents: dict[str, pa.Table] = {}
    for table in tables():
        content = contents[table.name] = published(data, table, contents)
        name = f"{table.name}.parquet"
        files[name] = parquet_bytes(content, {"version": version, "citation": citation(descriptor)})
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
    if changed is not None:
        files[CELLS] = parquet_bytes(changed, {"version": version, "citation": citation(descriptor)})
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
