"""What lies in a release beside what its descriptor lists: covered by a list of checksums, or by nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tracker.errors import shown
from tracker.release.descriptor.manifest import DESCRIPTOR, DESCRIPTOR_LIMIT, Release, file_hash
from tracker.release.listing.index import INDEX
from tracker.release.listing.signature import SIGNATURE
from tracker.release.reading.contents import Archive, Contents
from tracker.release.reading.file_problem import Problem

_LISTS = re.compile(r"(SHA256SUMS|sha256sums?\.txt|checksums?\.(txt|sha256)|.+\.sha256)")
_MANY = 100
_LINE = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")


@dataclass
class Others:
    """What was found beside the descriptor's files."""

    checked: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def check(contents: Contents, release: Release) -> Others:
    """Check what the descriptor does not list against lists of checksums, and say what nothing covers.

    Parameters
    ----------
    contents : Contents
    release : Release

    Returns
    -------
    Others
    """
    out = Others()
    listed = {DESCRIPTOR, INDEX, SIGNATURE}
    for entry in (*release.descriptor.get("resources", ()), *release.descriptor.get("documents", ())):
        listed.add(str(entry.get("path")))
    strangers = [n for n in contents.names if n not in listed]
    covered: set[str] = set()
    hashes: dict[str, tuple[str, str | None]] = {}
    for name in [n for n in strangers if _LISTS.fullmatch(n.rsplit("/", 1)[-1])]:
        covered |= {name, *_against(contents, name, out, hashes)}
    strangers = [n for n in strangers if n not in covered]
    for name in strangers:
        # Nothing says what they must be, but an archive keeps a checksum of each.
        fault = contents.sound(name)
        if fault is not None:
            out.problems.append(Problem(name, fault))
    if strangers:
        some = ", ".join(shown(n, 40) for n in strangers[:5]) + (
            f" and {len(strangers) - 5} more" if len(strangers) > 5 else ""
        )
        what = "neither the descriptor nor a list of checksums covers them"
        if isinstance(contents, Archive):
            what += "; only the archive's own checksums do"
        out.unchecked.append(f"{some} ({what})")
    return out


def check_container(contents: Archive, out: Others) -> None:
    """Check the bytes of an archive that belong to no file, where it is known what they must be.

    Parameters
    ----------
    contents : Archive
        Every file of which was found to be right.
    out : Others
        What is found is added to it.
    """
    found = contents.container()
    if found.wrong is not None:
        start, end = found.wrong
        name = contents.where.replace("\\", "/").rsplit("/", 1)[-1]
        out.problems.append(Problem(name, "not the archive that `tracker export` writes", start, end - 1))
    elif found.known:
        out.checked.append("the archive's own dates, attributes and directory")
    else:
        out.unchecked.append("dates and attributes in the archive's own directory, which are no part of the release")


def _against(contents: Contents, name: str, out: Others, hashes: dict[str, tuple[str, str | None]]) -> set[str]:
    """Check the files that a list of checksums names, in the form that ``sha256sum`` reads; each is hashed once."""
    data, fault = contents.read(name, DESCRIPTOR_LIMIT)
    if fault is not None:
        out.problems.append(Problem(name, fault))
    there, at = set(contents.names), 0
    covered: set[str] = set()
    folder = name[: name.rfind("/") + 1]
    for line in data.decode("utf-8", "replace").splitlines(keepends=True):
        match = _LINE.fullmatch(line.rstrip("\n"))
        first, at = at, at + len(line.encode())
        if match is None or not line.endswith("\n"):
            out.problems.append(Problem(name, "not a line of a list of checksums", first, at - 1))
            if len(out.problems) >= _MANY:
                return covered  # Nobody reads them all, and whoever wrote it can write as many as he likes.
            continue
        target = folder + match[2]
        if target not in hashes:
            content, fault = contents.read(target) if target in there else (b"", "file of the release is missing")
            hashes[target] = file_hash(content), fault
        digest, fault = hashes[target]
        if target in covered and fault is not None:
            continue
        covered.add(target)
        if fault is not None:
            out.problems.append(Problem(target, fault))
        elif digest != f"sha256:{match[1]}":
            out.problems.append(Problem(target, f"not the bytes in {name}", got=digest))
        if len(out.problems) >= _MANY:
            return covered
    out.checked.append(f"{len(covered)} files against {name}")
    return covered
