"""Two releases of the dataset: rows and cells, reasons, effects, sources, the bump, and every rendering."""

import csv
import dataclasses
import datetime as dt
import functools
import io
import json
import re
import shutil
import tempfile
from pathlib import Path

import factory
import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import tracker
from tracker.curation.build import build
from tracker.curation.dataset import read_folder
from tracker.diff import Bump, smallest_bump
from tracker.diff.meaning import is_legal
from tracker.diff.render import machine, text, words
from tracker.errors import BadValueError, UnknownNameError
from tracker.release.descriptor.manifest import file_hash


def release_of(folder, data, version):
    return build(read_folder(factory.write(folder / f"data-{version}", data)), folder / version, version=version)


@functools.cache
def small_world():
    """Files of the small world as a release, by name."""
    with tempfile.TemporaryDirectory() as folder:
        return {p.name: p.read_bytes() for p in release_of(Path(folder), factory.mini(), "1.0.0").iterdir()}


def pair_of(tmp_path, edit, drop=()):
    """The small world, and an edition of it with cells changed and rows dropped."""
    base = factory.mini()
    other = factory.changed(edit, base)
    for table, row in drop:
        del other[table][row]
    (tmp_path / "1.0.0").mkdir()
    for name, content in small_world().items():
        (tmp_path / "1.0.0" / name).write_bytes(content)
    return tmp_path / "1.0.0", release_of(tmp_path, other, "1.1.0")


NEW_ACT = {
    "events": {5: factory._event("aaa-20240115-repeal", "2024-01-15", "Parliament repeals the law on suppliers.", kind="repeal",
                                 actor_kind="legislature", segments="core", confidence="high")},
    "sources": {5: factory._source("gazette-20240115-repeal", "2024-01-15", kind="official_text")},
    "event_sources": {5: {"event_id": "aaa-20240115-repeal", "source_id": "gazette-20240115-repeal", "supports": "the text"}},
    "stances": {1: {"valid_to": "2024-01-15", "ended_by": "aaa-20240115-repeal"},
                2: factory._stance("2022-03-15", "screened", "aaa-20210331-leak", vendor="zte")},
    "coverage": {i: {"last_checked": "2024-01-31", **({"evidence_until": "2024-01-15", "reaches_to": "2024-01-31"} if i < 2 else {})} for i in range(4)},
}  # fmt: skip


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """Two releases; do not write into them."""
    edit = {
        **NEW_ACT,
        "vendors": {1: {"headquarters": "TWN"}},
        "reviews": {0: {"rationale": "Asked whether to bar it."}},
    }
    return pair_of(tmp_path_factory.mktemp("pair"), edit, [("forecasts", 0)])


def rows(found):
    return {(t, r.kind, r.key) for t, r in found}


def reasons(found):
    return {(t, r.kind, r.key[0]): r.reason for t, r in found}


def test_a_release_and_itself(release):
    found = tracker.diff(release, release)
    assert found.same
    assert list(found) == []
    assert found.effects == ()
    assert found.bump.level == "none"


def test_rows_and_cells_by_key(pair):
    found = tracker.diff(*pair)
    assert rows(found) >= {
        ("vendors", "changed", ("zte",)),
        ("forecasts", "removed", ("aaa-20180401-guess", "huawei", "will-be-barred")),
        ("stances", "added", ("AAA", "zte", "core", "announced", dt.date(2022, 3, 15))),
        ("stances", "changed", ("AAA", "huawei", "core", "de_jure", dt.date(2020, 7, 1))),
    }
    vendor = next(r for t, r in found if t == "vendors")
    assert [(c.column, c.role, c.old, c.new) for c in vendor.cells] == [("headquarters", "value", "CHN", "TWN")]
    assert found["stances"].counts.added == 1


def test_reasons(pair):
    told = reasons(tracker.diff(*pair))
    assert told[("events", "added", "aaa-20240115-repeal")] == "new_event"
    assert told[("event_sources", "added", "aaa-20240115-repeal")] == "new_event"
    assert told[("vendors", "changed", "zte")] == "correction"
    assert told[("forecasts", "removed", "aaa-20180401-guess")] == "retraction"
    assert told[("coverage", "changed", "AAA")] == "documentation"
    assert told[("reviews", "changed", "AAA")] == "documentation"
    by_kind = {(r.kind, r.key[1]): (r.reason, r.event_id) for r in tracker.diff(*pair)["stances"].rows}
    # The law's spell ends by the new act; the other row rests on an act that was public before the cutoff.
    assert by_kind[("changed", "huawei")] == ("new_event", "aaa-20240115-repeal")
    assert by_kind[("added", "zte")] == ("backfill", "aaa-20210331-leak")


def test_a_changed_level_is_a_correction(tmp_path):
    edit = {"stances": {0: {"level": "limited"}}, "second_coding": {0: {"level": "limited"}}}
    found = tracker.diff(*pair_of(tmp_path, edit))
    assert reasons(found)[("stances", "changed", "AAA")] == "correction"


def test_a_successor_closes_the_spell_before_it(tmp_path):
    provision = "aaa-2020-law-1.s3"
    edit = {
        **NEW_ACT,
        "provisions": {1: factory._provision(provision, "2024-01-15", does="cap")},
        "stances": {2: factory._stance("2024-01-15", "limited", "aaa-20240115-repeal", basis="de_jure",
                                       provision_id=provision)},
    }  # fmt: skip
    found = tracker.diff(*pair_of(tmp_path, edit))
    closed = next(r for r in found["stances"].rows if r.kind == "changed")
    assert {c.column for c in closed.cells} == {"valid_to", "end_known_from"}
    assert (closed.reason, closed.event_id) == ("new_event", "aaa-20240115-repeal")


def test_a_forecast_settled_by_a_new_act_changes_for_a_new_event(tmp_path):
    base = factory.changed({"forecasts": {0: {"outcome": "unresolved", "settled_by": ""}}})
    settled = {**NEW_ACT, "forecasts": {0: {"outcome": "wrong", "settled_by": "aaa-20240115-repeal"}}}
    old, new = release_of(tmp_path, base, "1.0.0"), release_of(tmp_path, factory.changed(settled, base), "1.1.0")
    row = tracker.diff(old, new)["forecasts"].rows[0]
    assert (row.reason, row.event_id) == ("new_event", "aaa-20240115-repeal")


def test_effects_say_for_which_days_which_position_became_another(pair):
    found = tracker.diff(*pair)
    assert [words.effect(e) for e in found.effects] == [
        "AAA huawei core, from 2024-01-15: screened (de_jure) -> not coded",
        "AAA zte core, from 2022-03-15: not coded -> screened (announced)",
    ]
    assert found.effects[0].end is None


def test_an_effect_that_ends(tmp_path):
    edit = {"stances": {0: {"level": "limited"}}, "second_coding": {0: {"level": "limited"}}}
    effects = tracker.diff(*pair_of(tmp_path, edit)).effects
    assert [(e.start, e.end, e.old[0], e.new[0]) for e in effects] == [
        (dt.date(2019, 6, 1), dt.date(2021, 3, 31), "barred", "limited")
    ]
    assert words.effect(effects[0]).startswith("AAA huawei core, 2019-06-01 to 2021-03-30: barred")


def test_who_supports_the_change(pair):
    found = tracker.diff(*pair)
    assert found.sources["aaa-20240115-repeal"] == ("gazette-20240115-repeal",)
    assert found.sources["aaa-20180401-guess"] == ("paper-20180401-guess",)


def test_the_other_way_round_is_the_reverse(pair):
    there, back = tracker.diff(*pair), tracker.diff(*reversed(pair))
    swap = {"added": "removed", "removed": "added", "changed": "changed"}
    assert rows(back) == {(t, swap[k], key) for t, k, key in rows(there)}
    cells = {(t, r.key, c.column, c.old, c.new) for t, r in there for c in r.cells}
    assert {(t, r.key, c.column, c.new, c.old) for t, r in back for c in r.cells} == cells
    assert {(e.start, e.end, e.new, e.old) for e in back.effects} == {
        (e.start, e.end, e.old, e.new) for e in there.effects
    }


def test_results_are_frozen(pair):
    found = tracker.diff(*pair)
    for thing in (found, found.tables[0], found.counts, next(iter(found))[1], found.effects[0]):
        with pytest.raises(dataclasses.FrozenInstanceError):
            thing.kind = "other"


def test_limits_and_filters(pair):
    few = tracker.diff(*pair, tables=["stances", "vendors"])
    assert [t.table for t in few.tables] == ["vendors", "stances"]
    capped = tracker.diff(*pair, limit=1)
    assert capped.counts == tracker.diff(*pair).counts
    assert all(len(t.rows) <= 1 for t in capped.tables)
    only = tracker.diff(*pair, tables=["stances"], where="vendor = 'zte'")
    assert {r.key[1] for _, r in only} == {"zte"}


def test_the_bump_names_the_facts_that_force_it(pair):
    bump = tracker.diff(*pair).bump
    assert bump.level == "minor"
    assert "vendors: values changed in 1 rows" in bump.reasons
    assert bump.next_version("1.0.0") == "1.1.0"


def test_a_part_says_nothing_of_the_version_step(run, pair):
    for part in (
        {"jurisdiction": "AAA"},
        {"tables": ["vendors"]},
        {"tables": ["jurisdictions"], "columns": ["name"]},
        {"ignore_case": True},
    ):
        found = tracker.diff(*pair, **part)
        assert "bump" not in json.loads(found.to_json()), part
        with pytest.raises(BadValueError, match="only a part was compared"):
            found.bump  # noqa: B018
    assert "not told, since only a part was compared" in run("diff", *pair, "--summary", "--jurisdiction", "AAA")[1]
    assert "smallest legal version after 1.0.0: 1.1.0 (minor)" in run("diff", *pair, "--summary")[1]


def test_only_notes_are_a_patch(tmp_path):
    found = tracker.diff(*pair_of(tmp_path, {"stances": {1: {"rationale": "The law asks for a permit."}}}))
    assert found.bump == Bump("patch", ("stances: only notes changed in 1 rows",))
    assert found.effects == ()


@pytest.mark.parametrize(
    ("edit", "what", "level"),
    [
        (lambda t, f: t["fields"].remove(f), "column removed", "major"),
        (lambda t, f: f["categories"].pop(), "categories changed", "major"),
        (lambda t, f: f["categories"].reverse(), "categories changed", "major"),
        (lambda t, f: f["categories"][0].update(description="Something else."), "meaning of open changed", "major"),
        (lambda t, f: f.update(type="integer"), "type changed", "major"),
        (lambda t, f: f.update(categoriesOrdered=False), "order changed", "major"),
        (lambda t, f: t["primaryKey"].pop(), "key changed", "major"),
        (lambda t, f: f.update(description="Put in other words."), "description reworded", "patch"),
        (lambda t, f: f["categories"].append({"value": "z", "label": "Z", "description": "New."}), "categories changed", "minor"),
    ],
)  # fmt: skip
def test_schema_changes_and_their_bump(release, tmp_path, edit, what, level):
    # A table that came after the oldest release: what that one has, every release must have to be read at all.
    other = shutil.copytree(release, tmp_path / "other")
    file = other / "datapackage.json"
    body = json.loads(file.read_text())
    entry = next(r for r in body["resources"] if r["name"] == "readings")
    readings = entry["schema"]
    edit(readings, next(f for f in readings["fields"] if f["name"] == "level"))
    rows = other / "readings.parquet"
    pq.write_table(pq.read_table(rows).select([f["name"] for f in readings["fields"]]), rows)
    entry.update(bytes=rows.stat().st_size, hash=file_hash(rows.read_bytes()))
    entry.pop("blocks", None)
    file.write_text(json.dumps(body))
    found = tracker.diff(release, other)
    assert what in {c.what for c in found["readings"].schema}
    assert found.bump.level == level


def test_a_table_more_and_a_table_less(release, tmp_path):
    other = shutil.copytree(release, tmp_path / "other")
    file = other / "datapackage.json"
    body = json.loads(file.read_text())
    body["resources"] = [r for r in body["resources"] if r["name"] != "readings"]
    file.write_text(json.dumps(body))
    less, more = tracker.diff(release, other), tracker.diff(other, release)
    assert [c.what for c in less["readings"].schema] == ["table removed"]
    assert (less.bump.level, more.bump.level) == ("major", "minor")


@pytest.mark.parametrize(
    ("old", "new", "level", "legal"),
    [("1.0.0", "1.0.1", "patch", True), ("1.0.0", "1.0.1", "minor", False), ("1.0.0", "2.0.0", "minor", True),
     ("1.0.0", "1.0.0", "none", False), ("1.0.0", "0.9.0", "none", False), ("1.9.9", "2.0.0", "major", True)],
)  # fmt: skip
def test_legal_steps(old, new, level, legal):
    assert is_legal(old, new, Bump(level, ())) is legal


def test_json_keeps_its_contract(pair, release):
    contract = json.loads((ROOT / "schemas" / "diff.json").read_text())
    jsonschema.Draft202012Validator.check_schema(contract)
    for found in (tracker.diff(*pair), tracker.diff(release, release), tracker.diff("0.1.0", "0.2.0")):
        jsonschema.validate(json.loads(found.to_json()), contract)
    body = json.loads(tracker.diff(*pair).to_json())
    assert body["format"] == machine.FORMAT == contract["properties"]["format"]["const"]
    assert body["bump"]["version"] == "1.1.0"
    body["tables"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(body, contract)


def test_json_of_files_keeps_the_contract_too(pair):
    contract = json.loads((ROOT / "schemas" / "diff.json").read_text())
    found = tracker.diff(pair[0] / "stances.parquet", pair[1] / "stances.parquet", key=factory_key())
    assert not found.releases
    jsonschema.validate(json.loads(found.to_json()), contract)


def factory_key():
    return ["jurisdiction", "vendor", "segment", "basis", "valid_from"]


def test_renderings_tell_the_same(pair):
    found = tracker.diff(*pair)
    table = list(csv.DictReader(io.StringIO(found.to_csv())))
    changed = [r for r in table if (r["table"], r["kind"], r["column"]) == ("vendors", "changed", "headquarters")]
    assert [(r["key"], r["old"], r["new"], r["reason"]) for r in changed] == [("zte", "CHN", "TWN", "correction")]
    frame = found.to_frame()
    assert len(frame) == len(table)
    assert frame["kind"].cat.categories.tolist() == ["added", "removed", "changed"]
    assert "headquarters: CHN → TWN" in found.to_markdown()
    lines = "\n".join(line for _, line in text.lines(found))
    assert "headquarters: CHN -> TWN" in lines
    assert "[new_event; aaa-20240115-repeal, 1 source]" in lines
    assert "level: screened, confidence: medium" in lines
    assert "level: screened, confidence: medium" in found.to_markdown()
    assert "level: screened, confidence: medium" in found.to_html()
    assert "AAA huawei core, from 2024-01-15: screened (de_jure) -> not coded" in lines
    assert repr(found).startswith("<Diff 1.0.0 -> 1.1.0: ")


def test_the_text_view_says_what_it_leaves_out(pair):
    lines = [line for _, line in text.lines(tracker.diff(*pair), most=1)]
    assert any("more rows" in line for line in lines)
    assert not any("more rows" in line for _, line in text.lines(tracker.diff(*pair), most=None))


def test_the_page_stands_alone_and_escapes(tmp_path):
    edit = {
        "vendors": {1: {"name": "<script>alert(1)</script>"}},
        "stances": {1: {"rationale": "a | b\n* c `d` <b> and so on."}},
    }
    found = tracker.diff(*pair_of(tmp_path, edit))
    page = found.to_html()
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"(src|href)=", page)
    assert "default-src 'none'" in page
    assert "&lt;script&gt;" in found._repr_html_()
    markdown = found.to_markdown()
    assert "\\<script\\>" in markdown
    assert all(line == "" or line[0] in "#- a+" or line.startswith("  ") for line in markdown.splitlines())


def test_an_unknown_version_and_table():
    with pytest.raises(UnknownNameError, match=r"9\.9\.9"):
        tracker.diff("9.9.9", "latest")
    with pytest.raises(UnknownNameError, match="Did you mean 'stances'"):
        tracker.diff("0.1.0", "0.2.0", tables=["stance"])
    with pytest.raises(UnknownNameError, match="stances"):
        tracker.diff("0.1.0", "0.2.0")["stance"]


def test_smallest_bump_is_what_the_diff_says(pair):
    found = tracker.diff(*pair)
    assert smallest_bump(found) == found.bump


def test_what_a_terminal_would_obey_is_shown_escaped(tmp_path):
    bad = "a\x1b[2Jb\u202ec\x9bd"
    for name, value in (("a", "x"), ("b", bad)):
        (tmp_path / f"{name}.csv").write_text(f"k,v\n1,{value}\n", encoding="utf-8")
    found = tracker.diff(tmp_path / "a.csv", tmp_path / "b.csv", key="k")
    shown = "a\\u001b[2Jb\\u202ec\\u009bd"
    assert shown in "\n".join(line for _, line in text.lines(found))
    assert shown in found.to_html()
    assert "\\u202e" in found.to_markdown()
    assert not {"\x1b", "\u202e", "\x9b"} & set(found.to_markdown() + found.to_html())
    assert bad in found.to_csv()
    assert json.loads(found.to_json())["tables"][0]["rows"][0]["cells"][0]["new"] == bad
    assert found.to_frame()["new"].tolist() == [bad]


def test_a_frame_of_any_types_can_be_written_as_parquet_and_read_back(tmp_path):
    """Cells of different columns share a column of the frame: all as text, missing where empty."""
    import decimal

    import pandas as pd

    values = {
        "n": [1, 2], "f": [0.5, float("nan")], "d": [dt.date(2020, 1, 1), None], "b": [b"\x00", b""], "t": ["", None],
        "m": [decimal.Decimal("1.10"), None], "l": [["a", None], []], "z": [dt.datetime(9999, 12, 31), None],
        "s": [{"a": 1}, None], "y": [True, None],
    }  # fmt: skip
    for name, rows in (("a", values), ("b", {n: v[::-1] for n, v in values.items()})):
        pq.write_table(
            pa.table({"k": [dt.date(2020, 1, 1), dt.date(2020, 1, 2)], **rows}), tmp_path / f"{name}.parquet"
        )
    found = tracker.diff(tmp_path / "a.parquet", tmp_path / "b.parquet", key="k")
    frame = found.to_frame()
    frame.to_parquet(tmp_path / "changes.parquet")
    read = pd.read_parquet(tmp_path / "changes.parquet")
    assert len(read) == 2 * len(values)
    assert read["key"].map(list).tolist() == [["2020-01-01"]] * len(values) + [["2020-01-02"]] * len(values)
    told = {r.column: (r.old, r.new) for r in read.iloc[: len(values)].itertuples()}
    assert told["n"] == ("1", "2")
    assert told["t"] == ("", None) or (told["t"][0] == "" and pd.isna(told["t"][1]))
    for column in ("old", "new"):
        assert read[column].isna().tolist() == frame[column].isna().tolist()
