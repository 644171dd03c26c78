"""Every schema file keeps the rules of the published Table Schema standard (Data Package v2) that it uses."""

import json
import re

import jsonschema
import pytest

from tracker.schema import TABLES, folder

# The standard's rules for the parts of it that the files use, stated once more and independently of the code.
STANDARD = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["$schema", "fields", "primaryKey"],
    "properties": {
        "$schema": {"const": "https://datapackage.org/profiles/2.0/tableschema.json"},
        "fields": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/field"}},
        "derivedFields": {"type": "array", "items": {"$ref": "#/$defs/field"}},
        "missingValues": {"type": "array", "items": {"type": "string"}},
        "primaryKey": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
        "foreignKeys": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["fields", "reference"],
                "properties": {
                    "fields": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                    "reference": {
                        "type": "object",
                        "required": ["fields"],
                        "properties": {
                            "resource": {"type": "string"},
                            "fields": {"type": "array", "minItems": 1, "items": {"type": "string"}},
                        },
                    },
                },
            },
        },
    },
    "$defs": {
        "field": {
            "type": "object",
            "required": ["name", "type", "title", "description", "role"],
            "properties": {
                "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"},
                "type": {"enum": ["string", "date", "boolean", "integer", "list"]},
                "description": {"type": "string", "minLength": 10},
                "role": {"enum": ["key", "value", "note"]},
                "categories": {"$ref": "#/$defs/categories"},
                "itemCategories": {"$ref": "#/$defs/categories"},
                "categoriesOrdered": {"type": "boolean"},
            },
            "allOf": [
                _rule
                for kind, constraints, own in (
                    ("string", ["required", "unique", "pattern", "minLength", "maxLength"],
                     ["categories", "categoriesOrdered"]),
                    ("integer", ["required", "unique", "minimum", "maximum"], []),
                    ("date", ["required", "unique", "minimum", "maximum"], ["format"]),
                    ("boolean", ["required", "unique"], ["trueValues", "falseValues"]),
                    ("list", ["required", "unique", "minLength", "maxLength"],
                     ["delimiter", "itemType", "itemCategories"]),
                )
                for _rule in [
                    {
                        "if": {"properties": {"type": {"const": kind}}},
                        "then": {
                            "propertyNames": {
                                "enum": ["name", "type", "title", "description", "role", "constraints", *own]
                            },
                            "properties": {
                                "constraints": {"type": "object", "propertyNames": {"enum": constraints}}
                            },
                        },
                    }
                ]
            ],
        },
        "categories": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["value", "label", "description"],
                "properties": {"value": {"type": "string"}, "label": {"type": "string", "minLength": 1},
                               "description": {"type": "string", "minLength": 5}},
            },
        },
    },
}  # fmt: skip


def load(name):
    return json.loads((folder() / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", TABLES)
def test_file_keeps_the_standard(name):
    jsonschema.Draft202012Validator.check_schema(STANDARD)
    jsonschema.validate(load(name), STANDARD)


@pytest.mark.parametrize("name", TABLES)
def test_keys_name_fields_that_exist(name):
    schema = load(name)
    names = [f["name"] for f in schema["fields"]]
    assert len(set(names)) == len(names)
    assert set(schema["primaryKey"]) <= set(names)
    assert {f["name"] for f in schema["fields"] if f["role"] == "key"} == set(schema["primaryKey"])
    for key in schema.get("foreignKeys", []):
        target = load(key["reference"]["resource"])
        assert set(key["fields"]) <= set(names)
        assert len(key["fields"]) == len(key["reference"]["fields"])
        assert key["reference"]["fields"] == target["primaryKey"]


@pytest.mark.parametrize("name", TABLES)
def test_categories_are_unique_and_keep_the_field_constraints(name):
    for field in load(name)["fields"]:
        values = [c["value"] for c in field.get("categories", [])]
        assert len(set(values)) == len(values)
        pattern = field.get("constraints", {}).get("pattern")
        if pattern:
            re.compile(pattern)
            assert all(re.fullmatch(pattern, v) for v in values)


def test_a_broken_schema_is_noticed():
    schema = load("stances")
    schema["fields"][0]["constraints"] = {"minimum": 3}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(schema, STANDARD)


def test_no_file_is_forgotten():
    assert {p.stem for p in folder().glob("*.json")} == {*TABLES, "dataset", "diff"}
