"""A release's ``croissant.json``: Croissant 1.1, which is schema.org JSON-LD, derived from the descriptor."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.release.descriptor.manifest import citation
from tracker.schema import Category, Field, Table, from_descriptor

CROISSANT = "croissant.json"
"""Name of the file in a release folder."""

_TYPES = {"string": "sc:Text", "list": "sc:Text", "date": "sc:Date", "boolean": "sc:Boolean", "integer": "cr:Int32"}

_PARQUET, _USUAL_PARQUET = "application/vnd.apache.parquet", "application/x-parquet"
"""The registered media type, and the one that Croissant readers know."""

_TERMS = """
arrayShape citeAs column containedIn equivalentProperty extract field fileProperty fileObject fileSet
format includes isArray isLiveDataset jsonPath key md5 parentField path recordSet references regex repeated replace
samplingRate separator source subField transform
"""

_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    **{term: f"cr:{term}" for term in _TERMS.split()},
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
}


def croissant(descriptor: Mapping[str, Any]) -> bytes:
    """Describe a release as a Croissant dataset.

    Parameters
    ----------
    descriptor : mapping
        The release's Data Package descriptor, with the documents written so far.

    Returns
    -------
    bytes
        JSON-LD. Addresses are relative, so that the release can lie anywhere.
    """
    who = [{"@type": "sc:Organization", "name": c["title"]} for c in descriptor["contributors"]]
    published = {} if "created" not in descriptor else {"datePublished": str(descriptor["created"])[:10]}
    tables = {r["name"]: from_descriptor(r["schema"]) for r in descriptor["resources"]}
    vocabularies = _vocabularies(tables.values())
    out = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": descriptor["title"],
        "alternateName": descriptor["name"],
        "description": descriptor["description"],
        "version": descriptor["version"],
        **published,
        "temporalCoverage": f"../{descriptor['cutoff']}",
        "license": [entry["path"] for entry in descriptor["licenses"]],
        "isAccessibleForFree": True,
        "inLanguage": "en",
        "keywords": descriptor["keywords"],
        "url": "./",
        "creator": who,
        "publisher": who,
        "citeAs": citation(descriptor),
        "isLiveDataset": False,
        "distribution": [_file(r, r["mediatype"], r["description"]) for r in descriptor["resources"]]
        + [_file(d, d["mediatype"], d["title"]) for d in descriptor.get("documents", ())],
        "recordSet": [_vocabulary(name, f) for name, f in vocabularies.items()]
        + [_records(t, vocabularies) for t in tables.values()],
    }
    return (json.dumps(out, ensure_ascii=False, indent=2) + "\n").encode()


def _file(entry: Mapping[str, Any], mediatype: str, description: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": entry["path"],
        "name": entry["path"],
        "description": description,
        "contentUrl": entry["path"],
        "contentSize": f"{entry['bytes']} B",
        "encodingFormat": [mediatype, _USUAL_PARQUET] if mediatype == _PARQUET else mediatype,
        "sha256": str(entry["hash"]).removeprefix("sha256:"),
    }


def _vocabularies(tables: Iterable[Table]) -> dict[str, Field]:
    """Every list of values by a name, once each: by the column's, or with its table's where that is taken."""
    out: dict[str, Field] = {}
    for table in tables:
        for field in table.published:
            if field.values and _named(field, out) is None:
                out[f"{table.name}/{field.name}" if field.name in out else field.name] = field
    return {f"values/{name}": field for name, field in out.items()}


def _named(field: Field, vocabularies: Mapping[str, Field]) -> str | None:
    return next((name for name, f in vocabularies.items() if f.categories == field.categories), None)


def _records(table: Table, vocabularies: Mapping[str, Field]) -> dict[str, Any]:
    """One table; a column refers to its list of values, or to the key of another table."""
    # Readers join at a reference, and cannot join records that are joined themselves: the file's column is named.
    keys = {k.fields[0]: _column(k.table, k.references[0]) for k in table.foreign_keys if len(k.fields) == 1}
    fields = []
    for field in table.published:
        name = _named(field, vocabularies)
        values = None if name is None else {"field": {"@id": f"{name}/value"}}
        fields.append(_field(table, field, values or keys.get(field.name)))
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": _ids(table.name, table.key),
        "field": fields,
    }


def _field(table: Table, field: Field, refers_to: dict[str, Any] | None) -> dict[str, Any]:
    out: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field.name}",
        "name": field.name,
        "description": field.description,
        "dataType": "cr:Int8" if field.name.endswith("_rank") else _TYPES[field.type],
    }
    if field.type == "list":
        out |= {"isArray": True, "arrayShape": "-1"}
    out["source"] = _column(table.name, field.name)
    if refers_to is not None:
        out["references"] = refers_to
    return out


def _column(table: str, column: str) -> dict[str, Any]:
    return {"fileObject": {"@id": f"{table}.parquet"}, "extract": {"column": column}}


def _vocabulary(name: str, field: Field) -> dict[str, Any]:
    """The values a column may take, in the order of the scale."""
    columns = {
        "value": ("sc:Text", "The value as it stands in the data."),
        "label": ("sc:Text", "Its name for people."),
        "description": ("sc:Text", "Its meaning."),
        "position": ("sc:Integer", "Its place, from 0; on an ordinal scale the lowest is first."),
    }
    scale = "An ordinal scale, lowest first." if field.ordered else "A list without order."
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": f"Values of {field.name}. {scale}",
        "dataType": "sc:Enumeration",
        "key": _ids(name, ["value"]),
        "field": [
            {"@type": "cr:Field", "@id": f"{name}/{column}", "name": column, "description": text, "dataType": kind}
            for column, (kind, text) in columns.items()
        ],
        "data": [
            {f"{name}/{column}": value for column, value in zip(columns, _told(c, place), strict=True)}
            for place, c in enumerate(field.categories)
        ],
    }


def _told(category: Category, place: int) -> tuple[str | int, ...]:
    return category.value, category.label, category.description, place


def _ids(prefix: str, names: Iterable[str]) -> list[dict[str, str]] | dict[str, str]:
    ids = [{"@id": f"{prefix}/{n}"} for n in names]
    return ids if len(ids) > 1 else ids[0]
