import csv
import os

import factory
import pytest

from tracker.curation.tidy import tidy
from tracker.curation.validate import validate


def cells(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [[c.strip() for c in row] for row in csv.reader(file) if row]


def test_a_tidy_folder_is_left_alone(data):
    before = {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in data.iterdir()}
    assert tidy(data).rewritten == ()
    assert {p.name: (p.read_bytes(), p.stat().st_mtime_ns) for p in data.iterdir()} == before


def test_form_is_mended_and_nothing_else_changes(data):
    path = data / "stances.csv"
    good = path.read_bytes()
    head, *rows = good.decode().splitlines()
    messy = "\r\n".join([head, *(f" {r} " for r in reversed(rows)), ""])
    path.write_bytes(b"\xef\xbb\xbf" + messy.encode())
    assert [p.rsplit("/", 1)[-1] for p in tidy(data).rewritten] == ["stances.csv"]
    assert path.read_bytes() == good
    assert validate(data).fine


def test_line_breaks_in_prose_stay(data, tmp_path):
    text = "First line of the reason.\nSecond line, with a comma."
    folder = factory.write(tmp_path / "b", factory.changed({"stances": {0: {"rationale": text}}}))
    assert tidy(folder).rewritten == ()
    assert text in [cell for row in cells(folder / "stances.csv") for cell in row]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("huawei", '"huawei', 1),
        lambda text: text + "one,cell,too,many,at,least\n",
        lambda text: text.replace("headquarters", "seat"),
        lambda text: "<html>\n" + text,
    ],
)
def test_a_file_that_could_lose_something_is_refused(data, spoil):
    path = data / "vendors.csv"
    path.write_text(spoil(path.read_text()))
    before = path.read_bytes()
    done = tidy(data)
    assert done.refused
    assert path.read_bytes() == before


def test_no_part_file_is_left_when_writing_fails(data, monkeypatch):
    path = data / "vendors.csv"
    path.write_text(path.read_text().replace("\n", "\r\n"))
    before = path.read_bytes()

    def fail(*_args):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(PermissionError):
        tidy(data)
    assert path.read_bytes() == before
    assert not list(data.glob(".*"))
