"""Pandera, Arrow and codebook say what the definition says."""

import re

import pandas as pd
import pandera.errors
import pyarrow as pa
import pytest

from tracker.schema import DERIVED, table, tables
from tracker.schema.arrow import arrow_schema
from tracker.schema.checks import item_pattern, pandera_schema
from tracker.schema.codebook import markdown, rows


def test_arrow_carries_descriptions_roles_and_units():
    for t in tables():
        schema = arrow_schema(t)
        assert schema.names == [f.name for f in t.published]
        for f in t.published:
            meta = schema.field(f.name).metadata
            assert meta[b"description"].decode() == f.description
            assert meta[b"role"].decode() == f.role
            assert (b"unit" in meta) == (f.type == "date")
            assert schema.field(f.name).nullable is not f.required


def test_arrow_types():
    schema = arrow_schema(table("stances"))
    assert schema.field("level").type == pa.dictionary(pa.int8(), pa.string(), ordered=False)
    assert schema.field("level_rank").type == pa.int8()
    assert schema.field("valid_from").type == pa.date32()
    assert arrow_schema(table("events")).field("segments").type == pa.list_(pa.string())


@pytest.mark.parametrize(
    ("cell", "good"),
    [("core", True), ("core;access", True), ("core;access;government;transport", True), ("access;core", False),
     ("core;core", False), ("core;", False), (";core", False), ("core,access", False), ("", False), ("roof", False)],
)  # fmt: skip
def test_list_cells(cell, good):
    pattern = item_pattern(table("events").field("segments"))
    assert bool(re.fullmatch(pattern, cell)) is good


def test_pandera_has_the_curated_columns_in_order():
    for t in tables():
        schema = pandera_schema(t)
        assert list(schema.columns) == [f.name for f in t.curated]
        assert schema.unique == list(t.key)
        assert [c.nullable for c in schema.columns.values()] == [not f.required for f in t.curated]


def test_pandera_finds_every_fault_at_once():
    frame = pd.DataFrame(
        {
            "vendor": pd.array(["huawei", "huawei", "hawei"], dtype="str"),
            "name": pd.array(["Huawei", "Huawei", None], dtype="str"),
            "legal_name": pd.array(["A", "B", "C"], dtype="str"),
            "headquarters": pd.array(["CHN", "chn", "CHN"], dtype="str"),
        }
    )
    with pytest.raises(pandera.errors.SchemaErrors) as caught:
        pandera_schema(table("vendors")).validate(frame, lazy=True)
    checks = {getattr(e.check, "name", e.check) for e in caught.value.schema_errors}
    assert checks == {"category", "not_nullable", "pattern", "multiple_fields_uniqueness"}


def test_codebook_names_every_column_and_category():
    page = markdown(tables())
    for t in tables():
        assert f"## {t.name}" in page
        assert [r["column"] for r in rows(t)] == [f.name for f in t.published]
        for f in t.published:
            assert f"| `{f.name}` |" in page
            assert all(f"| `{v}` |" in page for v in f.values)


def test_codebook_works_the_example_of_a_table():
    page, example = markdown(tables()), table("positions").raw["example"]
    assert example["text"] in page
    assert all("| " + " | ".join(row) + " |" in page for row in example["rows"])


def test_a_derived_table_has_no_columns_that_are_curated():
    for t in tables():
        assert t.derived is (t.name in DERIVED)
        assert bool(t.curated) is not t.derived
        assert all(f.derived for f in t.published) or not t.derived
    names = [f.name for f in table("positions").published]
    assert names[:3] == list(table("positions").key[:3])
    assert names[names.index("de_jure") + 1] == "de_jure_rank"


def test_the_codebook_shows_what_a_decision_hides():
    """Its text comes from rows, and a codebook is read as a page."""
    said = {p: f"{p} \x1b[31m\u202e<script>" for p in ("question", "coded", "why")}
    text = markdown([], [{"decision": "a-case", "rule": "1", "events": "e1", **said}])
    for part in said:
        assert f"{part} \\x1b[31m\\u202e\\<script>" in text
    assert text.replace("\n", "").isprintable()
