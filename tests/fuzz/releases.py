"""The target ``releases``: whatever a descriptor, an index or an archive says, the verbs that read it stay whole.

Fetch, verify, export and page either do their work or say in one short line why not: no traceback, no waiting for
ever, nothing written but where they were told to.
"""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import hashlib
import io
import json
import os
import random
import shutil
import signal
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import FrameType
from unittest import mock

import factory

from tracker.cli import main
from tracker.curation.publish import publish
from tracker.errors import LONGEST
from tracker.release.descriptor import seal
from tracker.release.descriptor.manifest import DESCRIPTOR
from tracker.release.listing import index

VERSION = "90.1.0"
LONGEST_WAIT = 120
"""Seconds after which a verb hangs; each takes two or three."""

VALUES = (
    None, True, -1, 0, 10**30, 1.5, "", "x", "../x", "/tmp/x", "x\x00", "\x1b[31m", "\u202e", "9" * 5000, [], {}, [None],
    {"a": []}, "CON", "é" * 300, "2020-02-30", "index.html", "\ud800", "<script>",
)  # fmt: skip

NAMES = ("../evil", "/evil", "a/../../evil", "..\\evil", "C:evil", "CON", "evil\x00", "", "x/", DESCRIPTOR, "x" * 2000)

Files = dict[str, bytes]


@cache
def good() -> Files:
    """A small shelf of one published release, and its archive, by path."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        publish(
            factory.write(folder / "a", factory.mini()), VERSION, shelf=folder / "root", released=dt.date(2024, 1, 31)
        )
        index.write(folder / "root")
        files = {p.relative_to(folder).as_posix(): p.read_bytes() for p in (folder / "root").rglob("*") if p.is_file()}
    files = {n: d for n, d in files.items() if not Path(n).name.endswith(".lock")}
    return files | {"release.zip": packed(files)}


def inner(files: Files) -> Files:
    """The files of the release itself."""
    lead = f"root/{VERSION}/"
    return {n.removeprefix(lead): d for n, d in files.items() if n.startswith(lead)}


def packed(files: Files, *, method: int = zipfile.ZIP_STORED, names: Callable[[str], str] = str) -> bytes:
    """The release as an archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in sorted(inner(files).items()):
            archive.writestr(names(name), data)
    return out.getvalue()


def odd(rng: random.Random, whole: object) -> object:
    """JSON with a few things in it taken away, doubled, or put in another's place."""
    whole = copy.deepcopy(whole)
    for _ in range(rng.choice([1, 1, 1, 2, 4])):
        spots: list[tuple[object, object]] = []
        _walk(whole, spots)
        place, name = rng.choice(spots)
        way = rng.randrange(4)
        if way == 0:
            del place[name]
        elif way == 1 and isinstance(place, list):
            place.append(place[name])
        elif way == 1:
            place[rng.choice(["x", "\u202e", "../x", "y" * 500])] = place.pop(name)
        elif way == 2:
            # Of the right kind, and another: what a check of kinds alone lets through.
            other, key = rng.choice(spots)
            place[name] = copy.deepcopy(other[key])
        else:
            place[name] = rng.choice(VALUES)
        if not spots:
            break
    return whole


def _walk(value: object, spots: list[tuple[object, object]]) -> None:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, below in list(pairs):
        spots.append((value, name))
        if name != "blocks":
            _walk(below, spots)


def written(value: object) -> bytes:
    """JSON as bytes, half characters and all."""
    return json.dumps(value).encode() + b"\n"


def bytes_changed(rng: random.Random, data: bytes) -> bytes:
    """Some bytes flipped, taken away or put in; or the file cut."""
    found = bytearray(data)
    for _ in range(rng.choice([1, 1, 2, 10])):
        at, way = rng.randrange(len(found)), rng.randrange(4)
        if way == 0:
            found[at] ^= 1 << rng.randrange(8)
        elif way == 1:
            del found[at : at + rng.choice([1, 1, 8])]
        elif way == 2:
            found[at:at] = rng.choice([b'"', b"{", b"[" * 3000, b"\x00", b"\xff", b"9" * 5000, b"PK\x05\x06", b","])
        else:
            del found[rng.randrange(max(len(found) // 2, 1), len(found)) :]
        if not found:
            break
    return bytes(found)


def descriptor(rng: random.Random, files: Files) -> str:
    """A descriptor that says something else; sealed and listed again, so that only what it says can give it away."""
    path = f"root/{VERSION}/{DESCRIPTOR}"
    whole = json.loads(files[path])
    del whole["seal"]
    whole = odd(rng, whole)
    try:
        files[path] = seal.sealed(whole)
    except (AttributeError, TypeError, UnicodeEncodeError):
        files[path] = written(whole)
    listed = json.loads(files["root/index.json"])
    hashed = f"sha256:{hashlib.sha256(files[path]).hexdigest()}"
    listed["versions"][0].update(bytes=len(files[path]), hash=hashed)
    files["root/index.json"] = written(listed)
    files["release.zip"] = packed(files)
    return "descriptor, sealed again"


def listing(rng: random.Random, files: Files) -> str:
    """An index that says something else."""
    files["root/index.json"] = written(odd(rng, json.loads(files["root/index.json"])))
    return "index"


def damage(rng: random.Random, files: Files) -> str:
    """A file of the release, or the index, with other bytes."""
    name = rng.choice([n for n in sorted(files) if files[n]] + [f"root/{VERSION}/{DESCRIPTOR}", "root/index.json"] * 4)
    files[name] = bytes_changed(rng, files[name])
    return f"bytes of {name}"


def archive(rng: random.Random, files: Files) -> str:
    """An archive with other bytes, odd names, a member twice, or something it claims to unpack to."""
    way = rng.choice(["bytes", "names", "deflated", "twice", "large", "link"])
    if way == "bytes":
        files["release.zip"] = bytes_changed(
            rng, packed(files, method=rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
        )
    elif way == "names":
        old, new = rng.choice(sorted(inner(files))), rng.choice([n for n in NAMES if n])
        files["release.zip"] = packed(files, names=lambda n: new if n == old else n)
    elif way == "deflated":
        files["release.zip"] = packed(files, method=rng.choice([zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
    else:
        out = io.BytesIO(packed(files))
        with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as found, mock.patch("warnings.warn"):
            if way == "twice":
                found.writestr(rng.choice(sorted(inner(files))), b"other")
            elif way == "large":
                found.writestr("more.txt", bytes(20_000_000))
            else:
                entry = zipfile.ZipInfo("link")
                entry.external_attr = 0o120777 << 16
                found.writestr(entry, "../../evil")
        files["release.zip"] = out.getvalue()
    return f"archive: {way}"


KINDS = (descriptor, descriptor, descriptor, listing, damage, archive)


def case(rng: random.Random, folder: Path) -> str:
    """One case; an AssertionError says what is not as it should be."""
    files = dict(good())
    told = rng.choice(KINDS)(rng, files)
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "here").mkdir()
    beside = sorted(p.name for p in folder.parent.iterdir())
    release = str(folder / "root" / VERSION)
    with apart(folder):
        _run(["fetch", VERSION, "--from", str(folder / "root")], told)
        sound = _run(["verify", release], told) == 0
        _run(["verify", str(folder / "release.zip")], told)
        exported = _run(
            ["export", str(folder / "out"), "--format", rng.choice(["csv", "jsonl"]), "--release", release], told
        )
        page = _run(["page", str(folder / "site"), "--release", release], told)
    if sound:
        assert (exported, page) == (0, 0), f"verified, and yet refused, {exported, page}: {told}"
    left = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir()}
    left = {n for n in left if not n.startswith(("cache/", "out/", "site/"))}
    assert left - {"root/.index.lock", "root.lock"} <= files.keys(), f"written elsewhere: {left - files.keys()}: {told}"
    assert all((folder / n).read_bytes() == d for n, d in files.items()), f"the release was changed: {told}"
    assert sorted(p.name for p in folder.parent.iterdir()) == beside, f"written outside: {told}"
    return told


@contextlib.contextmanager
def apart(folder: Path) -> Iterator[None]:
    """Settings of our own, and a folder to stand in that stays empty."""
    before = Path.cwd()
    ours = {"TRACKER_CACHE": str(folder / "cache"), "TRACKER_CONFIG": str(folder / "none.toml")}
    os.chdir(folder / "here")
    try:
        with mock.patch.dict(os.environ, ours):
            yield
    finally:
        os.chdir(before)


def _run(args: list[str], told: str) -> int:
    return run_verb(args, told)[0]


def run_verb(args: list[str], told: str, *, answers: tuple[int, ...] = (0,)) -> tuple[int, str]:
    """The exit code of a verb and what it printed; an AssertionError when it fails in another way than by saying so.

    ``answers`` are the codes with which it leaves when it has done its work, and may print what it likes.
    """
    out, err = io.StringIO(), io.StringIO()
    code: object = None
    told = f"{' '.join(args[:1])}: {told}"
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), _in_time():
        try:
            main(args)
        except SystemExit as left:
            code = left.code
    said = out.getvalue() + err.getvalue()
    assert "Traceback" not in said, f"{told}: {said[-1500:]}"
    assert code in (0, 1, 2), f"{told}: left with {code}"
    assert code == 0 or said.strip(), f"{told}: left with {code} without a word"
    for line in said.splitlines() if code not in answers else ():
        assert len(line.removeprefix("tracker: ")) <= LONGEST, f"{told}: {len(line)} characters: {line[:400]}"
        assert line.isprintable(), f"{told}: raw characters in {line!r}"
    return int(str(code)), out.getvalue()


class Hangs(BaseException):
    """No ``Exception``: the verbs catch those."""


@contextlib.contextmanager
def _in_time() -> Iterator[None]:
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(_number: int, frame: FrameType | None) -> None:
        raise Hangs("".join(traceback.format_stack(frame)[-3:]))

    old = signal.signal(signal.SIGALRM, stop)
    signal.alarm(LONGEST_WAIT)
    try:
        yield
    except Hangs as error:
        raise AssertionError(f"hangs: {error}") from None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)
