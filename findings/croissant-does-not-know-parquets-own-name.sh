#!/usr/bin/env bash
# mlcroissant 1.1.1: a file described by Parquet's registered media type, application/vnd.apache.parquet, passes every check of the description, and its records cannot be read
# (GenerationError); by application/x-parquet they can. Data Package, DCAT and HTTP want the registered one, so one release needs both. One would expect either to do.
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
print("x-parquet:", records("codes.parquet", "application/x-parquet"))
described = None
try:
    records("codes.parquet", "application/vnd.apache.parquet")
except Exception as problem:
    described = type(problem).__name__
print("vnd.apache.parquet:", described, "errors in the description:", list(mlcroissant.Dataset("croissant.json").metadata.issues.errors))
assert described == "GenerationError"
assert not mlcroissant.Dataset("croissant.json").metadata.issues.errors
PYTHON
