"""Codebook: the definition of every table, column and category, as rows and as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tracker.schema.definition import Field, Table
from tracker.visible import visible

LAW = (
    "A spell in law stands on a provision, a provision stands in an act, and an event is what happened to an act on a "
    "day. The table acts has each instrument once, with its official citation, its days, and how much of its text was "
    "read; provisions has its articles that matter, one row a wording, each with the days on which it is in force. An "
    "event names the act that it is about (act_id): one act may be adopted, enter into force, be amended and end by "
    "four events. A de_jure spell names the event that set it (event_id) and the provision that carries its level "
    "(provision_id); it begins with the provision, or first_day_note says why not, and ends with it, unless a later "
    "wording or an act that replaces it carries it on. Where the text of an act is not public or could not be had, the "
    "spell names no provision, and its confidence is never high."
)
"""How acts, provisions, events and spells hang together."""


def rows(table: Table) -> list[dict[str, Any]]:
    """One row a column of the published table.

    Parameters
    ----------
    table : Table

    Returns
    -------
    list of dict
        Keys ``table, column, type, unit, role, key, required, derived, title, description, values``;
        ``values`` maps each allowed value to its label and meaning, in the order of the scale.
    """
    return [
        {
            "table": table.name,
            "column": f.name,
            "type": f.type,
            "unit": f.unit,
            "role": f.role,
            "key": f.name in table.key,
            "required": f.required,
            "derived": f.derived,
            "title": f.title,
            "description": f.description,
            "values": {c.value: f"{c.label}: {c.description}" for c in f.categories},
        }
        for f in table.published
    ]


def markdown(tables: Iterable[Table], cases: Sequence[Mapping[Any, Any]] = ()) -> str:
    """The codebook as a page.

    Parameters
    ----------
    tables : iterable of Table
    cases : sequence of mapping
        Rows of the table ``decisions``: real border cases, told at the end.

    Returns
    -------
    str
    """
    out = ["# Codebook", ""]
    tables = list(tables)
    if any(t.name == "provisions" for t in tables):
        out += ["## How acts, provisions and spells hang together", "", LAW, ""]
    for table in tables:
        out += [f"## {table.name}", "", table.description, "", f"Key: {_code(table.key)}.", ""]
        out += [f"- {_code(k.fields)} refers to {_code(k.references)} of `{k.table}`." for k in table.foreign_keys]
        out += ["", "| column | type | role | meaning |", "|---|---|---|---|"]
        out += [f"| `{f.name}` | {_kind(f)} | {f.role} | {_cell(f.description)} |" for f in table.published]
        for f in table.published:
            if f.categories:
                scale = " (an ordinal scale, lowest first)" if f.ordered else ""
                out += [
                    "",
                    f"Values of `{f.name}`{scale}:",
                    "",
                    "| value | label | meaning |",
                    "|---|---|---|",
                ]
                out += [f"| `{c.value}` | {_cell(c.label)} | {_cell(c.description)} |" for c in f.categories]
        out += ["", *_example(table.raw["example"])] if "example" in table.raw else []
        out.append("")
    if cases:
        out += _decisions(cases)
    return "\n".join(out)


def _example(example: Mapping[str, Any]) -> list[str]:
    """A worked example: what happened, and the rows that tell it."""
    return [
        f"Example: {example['title']}. {example['text']}",
        "",
        f"| {' | '.join(f'`{c}`' for c in example['columns'])} |",
        f"|{'---|' * len(example['columns'])}",
        *(f"| {' | '.join(row)} |" for row in example["rows"]),
    ]


def _decisions(cases: Iterable[Mapping[Any, Any]]) -> list[str]:
    out = ["## Worked decisions", "", "Real border cases, how each was coded, and by which coding rule.", ""]
    for case in cases:
        events = _code(str(case["events"]).split(";"))
        question, coded, why = (_text(str(case[part])) for part in ("question", "coded", "why"))
        out += [f"### {str(case['decision']).replace('-', ' ').capitalize()}", "", question, ""]
        out += [f"**Coded:** {coded} {why} (Rule {case['rule']}; {events})", ""]
    return out


def _text(text: str) -> str:
    """A text out of a row: seen whole, and no markup of a page."""
    return visible(text, keep="\n").replace("<", "\\<")


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{n}`" for n in names)


def _kind(field: Field) -> str:
    marks = [field.unit or field.type]
    if field.required:
        marks.append("required")
    if field.derived:
        marks.append("added in a release")
    return ", ".join(marks)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
