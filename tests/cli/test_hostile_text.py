"""What a release from elsewhere says is shown, never obeyed: every verb that prints it for people."""

import hashlib
import json
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tracker.cli import main
from tracker.release.descriptor import seal
from tracker.release.descriptor.manifest import DESCRIPTOR

ODD = "\x1b[31mE\u202eV\x9b\x07"


@pytest.fixture(scope="module")
def hostile(release, tmp_path_factory):
    """A release whose descriptor fits its files, and whose free texts and identifiers end in what a terminal obeys."""
    folder = tmp_path_factory.mktemp("hostile") / "release"
    shutil.copytree(release, folder)
    descriptor = json.loads((folder / DESCRIPTOR).read_bytes())
    descriptor.pop("seal", None)
    for resource in descriptor["resources"]:
        path = folder / resource["path"]
        table = pq.read_table(path)
        columns = [
            pa.array([None if v is None else v + ODD for v in column.to_pylist()], pa.string())
            if pa.types.is_string(field.type) and field.name != "jurisdiction"
            else column
            for field, column in zip(table.schema, table.columns, strict=True)
        ]
        pq.write_table(pa.Table.from_arrays(columns, schema=table.schema), path)
        data = path.read_bytes()
        resource.update(bytes=len(data), hash=f"sha256:{hashlib.sha256(data).hexdigest()}")
        size = resource["blocks"]["size"]
        pieces = (data[at : at + size] for at in range(0, len(data), size))
        resource["blocks"]["hashes"] = [hashlib.sha256(piece).hexdigest()[:16] for piece in pieces]
    (folder / DESCRIPTOR).write_bytes(seal.sealed(descriptor))
    return folder


@pytest.mark.parametrize(
    "args",
    [
        ["show", "AAA", "--on", "2020-06-01"],
        ["history", "AAA"],
        ["changes", "AAA"],
        ["deadlines", "--on", "2019-01-01"],
        ["forecasts"],
        ["sources", f"aaa-20200115-law{ODD}"],
        ["sql", "FROM events"],
        ["history", "AAA", "--format", "markdown"],
    ],
)
def test_it_is_shown_and_not_obeyed(hostile, capsys, monkeypatch, args):
    from tracker.cli import output, screen  # Both before either is changed: the one takes its own from the other.

    monkeypatch.setattr(screen, "piped", lambda: False)
    monkeypatch.setattr(output, "piped", lambda: False)
    monkeypatch.setenv("NO_COLOR", "1")
    with pytest.raises(SystemExit) as left:
        main([*args, "--release", str(hostile)])
    out, err = capsys.readouterr()
    assert left.value.code == 0
    assert "x1b[31mE" in out
    for said in (out, err):
        assert ODD[:6] not in said
        assert not {*ODD[7:]} & {*said} - {*"EV"}


def test_a_name_of_a_file_is_shown_and_not_obeyed(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for args in (["table", "--release", "0.1.0"], ["plot", "map", "--release", "0.2.0"], ["sql", "SELECT 1 AS one"]):
        with pytest.raises(SystemExit):
            main([*args, "--out", f"a{ODD}.{'svg' if args[0] == 'plot' else 'html' if args[0] == 'table' else 'csv'}"])
        said = "".join(capsys.readouterr())
        assert "x1b[31mE" in said
        assert not {"\x1b", "\u202e", "\x9b", "\x07"} & {*said}
