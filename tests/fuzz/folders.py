"""The target ``folders``: a release folder whose files are not what they were, through every verb that reads one.

Files are cut, swapped, renamed, doubled, or replaced by a folder, a link or a pipe; archives have many members, a member
twice, or names that lead elsewhere. Each verb does its work or says in one short line why not.
"""

from __future__ import annotations

import io
import os
import random
import shutil
import zipfile
from pathlib import Path
from unittest import mock

from fuzz import releases
from fuzz.releases import DESCRIPTOR, VERSION, Files, apart, good, inner, run_verb


def cut(rng: random.Random, path: Path, _: Path) -> None:
    """Only its first bytes, or none."""
    path.write_bytes(path.read_bytes()[: rng.choice([0, 1, 4, path.stat().st_size // 2, path.stat().st_size - 1])])


def swapped(rng: random.Random, path: Path, other: Path) -> None:
    """Another's bytes."""
    path.write_bytes(other.read_bytes())


def renamed(rng: random.Random, path: Path, _: Path) -> None:
    """Under another name."""
    path.rename(path.with_name(rng.choice(["x", path.name.upper(), f"{path.name} ", "\x1b[31m", "\u202ex", "a\nb"])))


def gone(rng: random.Random, path: Path, _: Path) -> None:
    """Not there."""
    path.unlink()


def a_folder(rng: random.Random, path: Path, _: Path) -> None:
    """A folder in its place."""
    path.unlink()
    path.mkdir()


def a_pipe(rng: random.Random, path: Path, _: Path) -> None:
    """A pipe that nobody writes to."""
    path.unlink()
    os.mkfifo(path)


def a_link(rng: random.Random, path: Path, other: Path) -> None:
    """A link: to another file, to a device, to nothing, or to itself."""
    path.unlink()
    path.symlink_to(
        rng.choice([other, Path("/dev/zero"), Path("/dev/tty"), Path("nowhere"), path, Path("/proc/self/mem")])
    )


def longer(rng: random.Random, path: Path, _: Path) -> None:
    """More behind it: so much that nobody means to read it, though it takes no room."""
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size + rng.choice([1, 1 << 20, 1 << 40]))


def unreadable(rng: random.Random, path: Path, _: Path) -> None:
    """Not to be read by us, unless we may read everything."""
    path.chmod(0)


WAYS = (cut, swapped, renamed, gone, a_folder, a_pipe, a_link, longer, unreadable)


def archive(rng: random.Random, files: Files) -> bytes:
    """An archive that no honest hand packed."""
    members = sorted(inner(files).items())
    way = rng.choice(["many", "twice", "elsewhere", "nested", "folder", "link", "comment"])
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])) as made,
        mock.patch("warnings.warn"),
    ):
        for name, data in members:
            made.writestr(f"{VERSION}/{name}" if way == "nested" else name, data)
        if way == "many":
            for number in range(20_000):
                made.writestr(f"more/{number}", b"")
        elif way == "twice":
            name, data = rng.choice(members)
            for _ in range(rng.choice([1, 300])):
                made.writestr(name, data[::-1])
        elif way == "elsewhere":
            made.writestr(
                rng.choice(["/evil", "../evil", "a/../../evil", "C:\\evil", "\\\\host\\evil", "~/evil"]), b"x"
            )
        elif way == "nested":
            made.writestr("release.zip", out.getvalue())
        elif way == "folder":
            made.mkdir(rng.choice(["x", "events.parquet", DESCRIPTOR]))
        elif way == "link":
            entry = zipfile.ZipInfo(rng.choice([n for n, _ in members]))
            entry.external_attr = 0o120777 << 16
            made.writestr(entry, "../../evil")
        else:
            made.comment = b"\x1b[2J" * 1000
    return out.getvalue()


def case(rng: random.Random, folder: Path) -> str:
    """One case; an AssertionError says what is not as it should be."""
    files = dict(good())
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "here").mkdir()
    root = folder / "root" / VERSION
    shutil.copytree(root, folder / "whole")
    told = []
    if rng.random() < 0.2:
        (folder / "release.zip").write_bytes(archive(rng, files))
        told.append("archive")
    for _ in range(rng.choice([1, 1, 2])):
        place = folder / "root" if rng.random() < 0.1 else root
        there = sorted(p for p in place.iterdir() if p.is_file() and not p.is_symlink())
        way = rng.choice(WAYS)
        path, other = rng.choice([*there, *(p for p in there if p.name == DESCRIPTOR)]), rng.choice(there)
        way(rng, path, other)
        told.append(f"{way.__name__} {path.name}")
    what = ", ".join(told)
    release, before = str(root), _state(folder)
    with apart(folder):
        run = lambda *args: run_verb(list(args), what, answers=(0, 1) if args[0] in {"verify", "diff"} else (0,))  # noqa: E731
        run("fetch", VERSION, "--from", str(folder / "root"))
        if told[0] == "archive":
            run("verify", str(folder / "release.zip"))
        run("verify", release)
        run("sql", "SELECT count(*) FROM " + rng.choice(["stances", "events", "positions"]), "--release", release)
        run("show", "--release", release)
        run("cite", release)
        run("cite", release, "--event", "aaa-20200115-law")
        run("diff", str(folder / "whole"), release, "--summary")
        run("panel", "--release", release)
        run("export", str(folder / "out.zip"), "--release", release)
        run("export", str(folder / "out"), "--format", rng.choice(["csv", "jsonl", "parquet"]), "--release", release)
        if rng.random() < 0.2:
            run("page", str(folder / "site"), "--release", release)
    after = {n: s for n, s in _state(folder).items() if not n.startswith(("cache", "out", "site"))}
    assert after == before, f"written elsewhere: {after.keys() ^ before.keys()}: {what}"
    return what


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    found = {p.relative_to(folder).as_posix(): p.lstat() for p in folder.rglob("*")}
    return {n: (s.st_mode, s.st_size) for n, s in found.items() if not (s.st_mode & 0o040000 and n == "here")}


__all__ = ["case", "releases"]
