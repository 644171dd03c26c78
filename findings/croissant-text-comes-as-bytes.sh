#!/usr/bin/env bash
# mlcroissant 1.1.1: a field that the description calls sc:Text comes as bytes, from Parquet and from CSV alike, so that no row equals its own code and a filter
# on it is empty without a word. One would expect text.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check mlcroissant==1.1.1 pandas==3.1.1 pyarrow==26.0.1
env/bin/python -W ignore - <<'PYTHON'
import hashlib
import json
import logging
from pathlib import Path

import mlcroissant
import pyarrow as pa
import pyarrow.parquet as pq

logging.disable()
CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    "recordSet": "cr:recordSet",
    "field": "cr:field",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "source": "cr:source",
    "fileObject": "cr:fileObject",
    "extract": "cr:extract",
    "column": "cr:column",
}


def records(file, media_type):
    column = {"source": {"fileObject": {"@id": "file"}, "extract": {"column": "code"}}}
    sha256 = hashlib.sha256(Path(file).read_bytes()).hexdigest()
    described = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": "codes",
        "description": "One column of codes.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "url": "https://example.org/",
        "license": "https://example.org/license",
        "datePublished": "2024-01-01",
        "version": "1.0.0",
        "citeAs": "Codes",
        "distribution": [{"@type": "cr:FileObject", "@id": "file", "name": "file", "contentUrl": file, "encodingFormat": media_type, "sha256": sha256}],
        "recordSet": [{"@type": "cr:RecordSet", "@id": "rows", "name": "rows", "field": [{"@type": "cr:Field", "@id": "rows/code", "name": "code", "dataType": "sc:Text", **column}]}],
    }
    Path("croissant.json").write_text(json.dumps(described))
    return [row["rows/code"] for row in mlcroissant.Dataset("croissant.json").records("rows")]


pq.write_table(pa.table({"code": ["BEL"]}), "codes.parquet")
Path("codes.csv").write_text("code\nBEL\n")
seen = {file: records(file, kind) for file, kind in (("codes.parquet", "application/x-parquet"), ("codes.csv", "text/csv"))}
print(seen)
assert seen == {"codes.parquet": [b"BEL"], "codes.csv": [b"BEL"]}
assert not [code for codes in seen.values() for code in codes if code == "BEL"]
PYTHON
