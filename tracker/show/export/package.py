"""The descriptor of tables written as CSV: a Data Package of its own, in the words that every reader of one knows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.release.manifest import Release
from tracker.show.export.content import Content

_KEPT = ("title", "description", "contributors", "licenses", "keywords", "version", "created")
_LIMITS = ("required", "unique", "pattern", "minLength", "maxLength", "minimum", "maximum")


def descriptor(release: Release, tables: Iterable[Content], files: Mapping[str, bytes]) -> bytes:
    """A ``datapackage.json`` for CSV files, which the release's own, of Parquet files, does not cover.

    Parameters
    ----------
    release : Release
    tables : iterable of Content
        What was written, whole tables.
    files : mapping of str to bytes
        The files by name, ``TABLE.csv``.

    Returns
    -------
    bytes
        JSON by the first version of the standard, which readers of the second take too: lists are text, joined as
        in the file, vocabularies are ``enum``, and a reference to the table itself has no name.
    """
    about = release.descriptor
    resources = []
    for content in tables:
        data = files[f"{content.name}.csv"]
        entry = release.resource(content.name)
        resources.append(
            {
                "name": content.name,
                "title": entry["title"],
                "description": entry["description"],
                "profile": "tabular-data-resource",
                "path": f"{content.name}.csv",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(data),
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "schema": _schema(content.name, entry["schema"]),
            }
        )
    whole = {
        "profile": "tabular-data-package",
        "name": f"{about['name']}-csv",
        **{k: about[k] for k in _KEPT if k in about},
        "resources": resources,
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode()


def _schema(table: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    keys = []
    for key in schema.get("foreignKeys", ()):
        to = key["reference"]["resource"]
        keys.append({**key, "reference": {**key["reference"], "resource": "" if to == table else to}})
    return {
        "fields": [_field(f) for f in schema["fields"]],
        "missingValues": [""],
        "primaryKey": list(schema["primaryKey"]),
        **({"foreignKeys": keys} if keys else {}),
    }


def _field(field: Mapping[str, Any]) -> dict[str, Any]:
    listed = field["type"] == "list"
    # A list is read as text here, and what the definition says of its items is not true of the text.
    limits = {} if listed else {k: v for k, v in field.get("constraints", {}).items() if k in _LIMITS}
    if field["type"] == "string" and "categories" in field:
        limits["enum"] = [c["value"] for c in field["categories"]]
    return {
        "name": field["name"],
        "type": "string" if listed else field["type"],
        "title": field["title"],
        "description": field["description"],
        **({"constraints": limits} if limits else {}),
    }
