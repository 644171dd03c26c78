"""What the schema of a table in a descriptor must be; see :mod:`tracker.release.descriptor.form`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from tracker.release.descriptor import plain
from tracker.release.descriptor.need import MANY, a_list, a_text, an_object, need, of_form
from tracker.schema import TABLES, tables

COLUMN = re.compile(r"[a-z][a-z0-9_]{0,59}")
"""Form of a column's name, and of a table's."""

_TYPES = ("string", "date", "integer", "boolean", "list")
_WHOLE = ("minLength", "maxLength", "minimum", "maximum")


def check_schema(schema: Mapping[str, Any], place: str) -> None:
    """A table's title, columns and key."""
    for part in ("title", "description"):
        a_text(schema.get(part), f"{place}.{part}")
    names: list[str] = []
    for at, one in enumerate(a_list(schema.get("fields"), f"{place}.fields", "columns")):
        field = an_object(one, f"{place}.fields[{at}]")
        name = of_form(field.get("name"), f"{place}.fields[{at}].name", COLUMN, "the name of a column: a-z, 0-9 and _")
        need(name not in names, f"{place}.fields[{at}].name", "a name that no other column has", name)
        names.append(name)
        _field(field, f"{place}.fields.{name}")
    key = a_list(schema.get("primaryKey"), f"{place}.primaryKey", "columns")
    for name in key:
        need(name in names, f"{place}.primaryKey", "columns of the table", name)
    if "example" in schema:
        _example(an_object(schema["example"], f"{place}.example"), f"{place}.example")


def _example(example: Mapping[str, Any], place: str) -> None:
    for part in ("title", "text"):
        a_text(example.get(part), f"{place}.{part}")
    columns = a_list(example.get("columns"), f"{place}.columns", "columns")
    for name in columns:
        of_form(name, f"{place}.columns", COLUMN, "names of columns")
    for at, row in enumerate(a_list(example.get("rows"), f"{place}.rows", "rows")):
        right = isinstance(row, list) and len(row) == len(columns) and all(isinstance(c, str) for c in row)
        need(right, f"{place}.rows[{at}]", "a text for every column", row)


def _field(field: Mapping[str, Any], place: str) -> None:
    need(field.get("type") in _TYPES, f"{place}.type", f"one of {', '.join(_TYPES)}", field.get("type"))
    need(field.get("role") in ("key", "value", "note"), f"{place}.role", "key, value or note", field.get("role"))
    a_text(field.get("title"), f"{place}.title", 200)
    a_text(field.get("description"), f"{place}.description")
    a_text(field.get("delimiter", ","), f"{place}.delimiter", 1)
    for flag in ("derived", "categoriesOrdered"):
        need(isinstance(field.get(flag, False), bool), f"{place}.{flag}", "true or false", field.get(flag))
    limits = an_object(field.get("constraints", {}), f"{place}.constraints")
    for name in ("required", "unique"):
        need(
            isinstance(limits.get(name, False), bool), f"{place}.constraints.{name}", "true or false", limits.get(name)
        )
    for name in _WHOLE:
        value = limits.get(name, 0)
        right = isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63
        need(right, f"{place}.constraints.{name}", "a whole number", value)
    if "pattern" in limits:
        known = limits["pattern"] in _patterns() if isinstance(limits["pattern"], str) else False
        expected = "a form that this package knows (a newer one may know others)"
        need(known, f"{place}.constraints.pattern", expected, limits["pattern"])
    for kind in ("categories", "itemCategories"):
        if kind in field:
            values = set()
            for at, one in enumerate(a_list(field[kind], f"{place}.{kind}", "values", 127)):
                value = a_text(an_object(one, f"{place}.{kind}[{at}]").get("value"), f"{place}.{kind}[{at}].value", 100)
                for part in ("label", "description"):
                    a_text(one.get(part, "-"), f"{place}.{kind}[{at}].{part}")
                values.add(value)
            need(len(values) == len(field[kind]), f"{place}.{kind}", "values that differ", field[kind])


def check_references(name: str, schema: Mapping[str, Any], found: Mapping[str, Mapping[str, Any]]) -> None:
    """References to rows of tables that are there, by as many columns."""
    place = f"resources, {name}.foreignKeys"
    keys = schema.get("foreignKeys", [])
    need(isinstance(keys, list) and len(keys) <= MANY, place, "a list", keys)
    for one in keys:
        key = an_object(one, place)
        to = an_object(key.get("reference"), f"{place}.reference")
        target = to.get("resource")
        need(
            isinstance(target, str) and target in found, f"{place}.reference.resource", "a table that is there", target
        )
        columns, others = a_list(key.get("fields"), place, "columns"), a_list(to.get("fields"), place, "columns")
        need(len(columns) == len(others), place, "as many columns on both sides", others)
        for listed, table in ((columns, schema), (others, found[str(target)])):
            known = [f["name"] for f in table["fields"]]
            for column in listed:
                need(column in known, place, "columns of the tables", column)


def check_as_ever(schema: Mapping[str, Any], wanted: Mapping[str, Any], place: str) -> None:
    """A table has what it had in the oldest release: its key, its columns with their types, the values of each."""
    need(schema["primaryKey"] == wanted["primaryKey"], f"{place}.primaryKey", ", ".join(wanted["primaryKey"]), "others")
    fields = {f["name"]: f for f in schema["fields"]}
    for field in wanted["fields"]:
        name = field["name"]
        at = f"{place}, column {name}"
        need(name in fields, place, f"a column {name}, as in every release", sorted(fields))
        for part in ("type", "categoriesOrdered", "delimiter"):
            need(
                fields[name].get(part) == field.get(part), f"{at}.{part}", str(field.get(part)), fields[name].get(part)
            )
        for kind in ("categories", "itemCategories"):
            values = [c["value"] for c in fields[name].get(kind, ())]
            gone = [c["value"] for c in field.get(kind, ()) if c["value"] not in values]
            need(not gone, f"{at}.{kind}", "the values of every release", f"none of {', '.join(gone)}")


@cache
def _patterns() -> frozenset[str]:
    return frozenset(str(f.constraints["pattern"]) for t in tables() for f in t.published if "pattern" in f.constraints)


@cache
def oldest() -> dict[str, Mapping[str, Any]]:
    """Schemas of the oldest release in this package, by table."""
    number: Callable[[Any], list[int]] = lambda p: [int(x) for x in p.parent.name.split(".")]  # noqa: E731
    found = sorted(plain.BUNDLED.glob("[0-9]*.[0-9]*.[0-9]*/datapackage.json"), key=number)
    if not found:
        return {}
    return {r["name"]: r["schema"] for r in json.loads(found[0].read_bytes())["resources"] if r["name"] in TABLES}
