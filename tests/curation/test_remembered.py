"""What was found before of the same tables changes nothing of what is found."""

import dataclasses
import random

import factory
import pytest
from budget import cases
from test_validate import BESIDE, BREAKS

from tracker.curation import asked, reading, validate
from tracker.curation.asked import Asked, found_by
from tracker.curation.dataset import Dataset, read_folder
from tracker.curation.rules import ON_POSITIONS, RULES


@pytest.fixture
def forgotten(monkeypatch):
    """Forget what was found and read before, as often as it is called."""

    def forget():
        monkeypatch.setattr(asked, "_NOTHING", {})
        monkeypatch.setattr(validate, "_FINE", {})
        monkeypatch.setattr(reading, "_READ", {})

    forget()
    return forget


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return factory.write(tmp_path_factory.mktemp("small"), factory.mini())


@pytest.mark.parametrize(
    "rule", [*RULES, *ON_POSITIONS], ids=lambda rule: f"{rule.__module__.split('.')[-1]}-{rule.__name__}"
)
def test_a_rule_needs_no_table_but_those_that_are_noted(rule, small):
    data = read_folder(small)
    with data.sources.noting() as names:
        found = list(rule(data))
    assert names
    again = read_folder(small)
    alone = Dataset(Asked({name: again.sources[name] for name in names}))
    assert list(rule(alone)) == found


def test_what_is_worked_out_for_one_rule_is_noted_for_the_next(small):
    data = read_folder(small)
    for _ in range(2):
        with data.sources.noting() as outer:
            with data.sources.noting() as names:
                assert len(data.well_sourced) > 0
            _ = data["vendors"]
        assert names == {"event_sources", "sources"}
        assert outer == {*names, "vendors"}


def test_all_tables_are_asked_for_where_a_rule_goes_through_them(small):
    data = read_folder(small)
    for through in (data.sources.values, data.sources.items):
        with data.sources.noting() as names:
            through()
        assert names == set(data.sources)
    with data.sources.noting() as names:
        assert data.sources.get("acts") is data.sources["acts"]
        assert data.sources.get("act") is None
    assert names == {"acts"}


def test_reports_are_the_same_with_and_without_what_was_found_before(small, tmp_path, forgotten):
    folders = []
    for code in random.Random(1).sample(sorted(BREAKS), cases(5, len(BREAKS))):
        table, row, cells = BREAKS[code]
        spoiled = factory.changed({table: {row: cells}} | BESIDE.get(code, {}))
        folders.append(factory.write(tmp_path / code, spoiled))
    alone = []
    for folder in folders:
        forgotten()
        alone.append(validate.validate(folder))
        assert folder.name in {p.code for p in alone[-1].found}
    assert validate.validate(small).fine
    assert [validate.validate(folder) for folder in folders] == alone
    assert validate.validate(small).fine
    assert [validate.validate(folder) for folder in reversed(folders)] == alone[::-1]


def test_a_rule_is_asked_again_when_a_table_it_looked_at_has_changed(small, tmp_path, forgotten):
    calls = []

    def rule(data):
        calls.append(data["vendors"]["name"].tolist())
        yield from ()

    other = factory.write(tmp_path / "data", factory.changed({"vendors": {0: {"name": "Another"}}}))
    aside = factory.write(tmp_path / "aside", factory.changed({"acts": {0: {"title": "Another title"}}}))
    for folder in (small, small, other, aside, other, small):
        assert found_by(rule, read_folder(folder)) == []
    assert calls == [["Huawei", "Zte"], ["Another", "Zte"]]


def test_a_definition_that_has_changed_is_another_table(small, forgotten):
    calls = []

    def rule(data):
        calls.append(data["vendors"])
        yield from ()

    found_by(rule, read_folder(small))
    data = read_folder(small)
    data.sources["vendors"].table = dataclasses.replace(data.sources["vendors"].table)
    found_by(rule, data)
    assert len(calls) == 2


def test_no_more_is_remembered_than_there_is_room_for(small, tmp_path, forgotten, monkeypatch):
    monkeypatch.setattr(asked, "_MOST", 2)
    monkeypatch.setattr(reading, "_MOST", 3)

    def rule(data):
        yield from data.where("vendors", data["vendors"]["name"].isna(), "C01", "name", "is empty")

    for n in range(5):
        folder = factory.write(tmp_path / str(n), factory.changed({"vendors": {0: {"name": f"Maker {n}"}}}))
        found_by(rule, read_folder(folder))
    assert [len(contents) for contents in asked._NOTHING[rule].values()] == [2]
    assert len(reading._READ) == 3


def test_who_writes_into_what_was_read_writes_into_nobody_elses(small, forgotten):
    first = read_folder(small)
    good = first["vendors"].copy()
    first["vendors"]["name"] = "spoiled"
    first["vendors"].loc[0, "headquarters"] = "XXX"
    second = read_folder(small)
    assert second["vendors"].equals(good)
    second["vendors"].loc[0, "name"] = "spoiled"
    assert read_folder(small)["vendors"].equals(good)
