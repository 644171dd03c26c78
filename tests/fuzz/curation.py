"""The target ``curation``: whatever is done to the curated tables, `validate` and `tidy` say so and lose nothing."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import factory
from fuzz import mutations as m

from tracker.curation.build import render
from tracker.curation.dataset import read_folder
from tracker.curation.tidy import tidy
from tracker.curation.validate import Report, check

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
KINDS = [("form", m.FORM), ("must", m.MUST), ("may", m.MAY)]


def world(rng: random.Random, folder: Path) -> m.Files:
    """The files to spoil: a small made-up world, with some letters beyond ASCII."""
    tables = factory.mini()
    tables["events"][0]["summary"] = "Le ministère a publié un rapport sur les équipements."
    tables["sources"][0]["title"] = "Müller über 5G: 'Größe'"
    shutil.rmtree(folder, ignore_errors=True)
    factory.write(folder, tables)
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def case(rng: random.Random, folder: Path) -> str:
    """One case; an AssertionError says what is not as it should be."""
    good = world(rng, folder)
    files = dict(good)
    kind, chosen = rng.choice(KINDS)
    name = rng.choice(sorted(chosen))
    said = chosen[name](rng, files)
    told = f"{kind} {name}: {said}"
    if said is None or files == good:
        return f"{told} (nothing to spoil)"
    for old in good.keys() - files.keys():
        (folder / old).unlink()
    for file, data in files.items():
        (folder / file).write_bytes(data)
    report = _checked(folder)
    if kind != "may":
        assert not report.fine, f"not noticed: {told}"
    if report.fine:
        # What is fine can be published, and is in canonical form already.
        render(read_folder(folder), version="1.0.0")
        assert not tidy(folder).rewritten, f"fine, but not canonical: {told}"
        return told
    tidy(folder)
    after = {p.name: p.read_bytes() for p in folder.iterdir()}
    if kind == "form":
        assert after == good, f"not mended: {told}"
    assert not tidy(folder).rewritten, f"tidied twice: {told}"
    _checked(folder)
    _nothing_lost(files, after, told)
    return told


def _checked(folder: Path) -> Report:
    report = check(read_folder(folder))
    for line in report.to_text().split("\n"):
        assert not _UNSEEN.search(line), f"raw characters in {line!r}"
        assert len(line) < 1000, f"a long line: {line[:200]}"
    report.to_json()
    for line in report.to_github().split("\n"):
        assert not _UNSEEN.search(line), f"raw characters in {line!r}"
    return report


def _nothing_lost(before: m.Files, after: m.Files, told: str) -> None:
    """Every letter and figure of a file is still there after tidying."""
    for name, data in before.items():
        if data != after[name]:
            assert _letters(data) == _letters(after[name]), f"lost by tidying: {told}"


def _letters(data: bytes) -> list[str]:
    import unicodedata

    return sorted(c for c in unicodedata.normalize("NFC", data.decode()) if c.isalnum())
