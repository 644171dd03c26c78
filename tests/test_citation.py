"""``CITATION.cff`` is made from the newest release's descriptor, and keeps the format's rules."""

import datetime as dt
import re

import docs_sections
import jsonschema
import pytest
import yaml
from conftest import ROOT

from tracker.release.reading import shelf

TEXT = (ROOT / "CITATION.cff").read_text(encoding="utf-8")

# The rules of the Citation File Format 1.2.0 for the keys that the file uses.
FORMAT = {
    "type": "object",
    "required": ["cff-version", "message", "title", "authors"],
    "additionalProperties": False,
    "properties": {
        "cff-version": {"const": "1.2.0"},
        "message": {"type": "string", "minLength": 1},
        "title": {"type": "string", "minLength": 1},
        "type": {"enum": ["dataset", "software"]},
        "abstract": {"type": "string", "minLength": 1},
        "authors": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "type": "object",
                "required": ["name"],
                "additionalProperties": False,
                "properties": {"name": {"type": "string", "minLength": 1}},
            },
        },
        "version": {"type": ["string", "number"]},
        "date-released": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
        "license": {"type": "string", "pattern": r"^[A-Za-z0-9.-]+$"},
        "keywords": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string", "minLength": 1}},
    },
}


def read(text):
    # A day stays the text it is: the format asks for text of that form.
    return yaml.load(text, Loader=yaml.BaseLoader)


def test_it_is_made_from_the_newest_release():
    assert docs_sections.citation_file() == TEXT, "run make docs"


def test_it_keeps_the_format():
    jsonschema.validate(read(TEXT), FORMAT)


@pytest.mark.parametrize("spoil", ["message", "authors", "cff-version", "title"])
def test_the_rules_notice_a_missing_key(spoil):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({k: v for k, v in read(TEXT).items() if k != spoil}, FORMAT)


def test_it_agrees_with_the_newest_descriptor():
    said, newest = read(TEXT), shelf.find()
    assert said["version"] == newest.version
    assert dt.date.fromisoformat(said["date-released"]) == newest.released
    assert said["title"] == newest.descriptor["title"]
    assert re.sub(r"\s+", " ", said["abstract"]) == newest.descriptor["description"]
    assert said["license"] == newest.descriptor["licenses"][0]["name"]
    assert said["keywords"] == newest.descriptor["keywords"]
    assert [a["name"] for a in said["authors"]] == [c["title"] for c in newest.descriptor["contributors"]]
