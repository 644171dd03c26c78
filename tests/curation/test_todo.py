"""What a curator is told to look at next."""

import datetime as dt

import factory

from tracker.curation.dataset import read_folder
from tracker.curation.todo import KINDS, todo


def items(tmp_path, on, edit=None):
    folder = factory.write(tmp_path / "d", factory.changed(edit or {}))
    return todo(read_folder(folder), on)


def of(found, kind):
    return [i for i in found if i.kind == kind]


def test_kinds_come_in_their_order_and_the_longest_waiting_first(tmp_path):
    found = items(tmp_path, dt.date(2040, 1, 1))
    kinds = [i.kind for i in found]
    assert kinds == sorted(kinds, key=list(KINDS).index)
    for kind in KINDS:
        days = [i.since for i in of(found, kind)]
        assert days == sorted(days)


def test_a_position_waits_from_two_years_after_it_was_last_shown(tmp_path):
    far = of(items(tmp_path, dt.date(2040, 1, 1)), "unconfirmed")
    assert far
    item = max(far, key=lambda i: i.since)
    two_years = item.since.replace(year=item.since.year + 2)
    assert item not in items(tmp_path / "a", two_years)
    assert item in items(tmp_path / "b", two_years + dt.timedelta(days=1))


def test_a_cell_waits_from_a_year_after_it_was_searched(tmp_path):
    item = of(items(tmp_path, dt.date(2040, 1, 1)), "not searched")[0]
    year = item.since.replace(year=item.since.year + 1)
    assert item not in items(tmp_path / "a", year)
    assert item in items(tmp_path / "b", year + dt.timedelta(days=1))
    assert item.table == "coverage"


def test_nothing_waits_before_anything_happened(tmp_path):
    assert items(tmp_path, dt.date(2000, 1, 1)) == []
