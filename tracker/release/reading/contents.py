"""The files of a release, in a folder or in an archive, read whole."""

from __future__ import annotations

import contextlib
import io
import os
import struct
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tracker.errors import ReleaseError
from tracker.release.descriptor import plain
from tracker.release.descriptor.blocks import first_difference
from tracker.release.descriptor.form import RELEASE_LIMIT
from tracker.release.descriptor.manifest import DESCRIPTOR

MEMBERS = 10_000
"""Files that a release may have, its archive's others included."""

UNPACKED_FREE, UNPACKED_A_BYTE = 1_000_000, 100
"""Bytes that an archive may unpack to: so many, and so many more for every byte of it."""

_READ = 1 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # The others give out no bound on what they unpack.
_HEADER = struct.Struct("<4s5H3I2H")
# What zipfile raises for damaged members: a flipped byte may ask for an unknown method or a password.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


class Contents(Protocol):
    """Where a release's files are."""

    where: str

    @property
    def names(self) -> list[str]:
        """Every file below the release, ``/`` between folders, sorted."""
        ...

    @property
    def has_tables(self) -> bool:
        """Whether there are tables at all, so that a missing descriptor is damage."""
        ...

    def read(self, name: str, limit: int = RELEASE_LIMIT) -> tuple[bytes, str | None]:
        """Bytes of a file as far as they can be had and may be, and what was wrong with reading them."""
        ...

    def sound(self, name: str) -> str | None:
        """What is wrong with a file that nothing lists, by what the place itself says of it."""
        ...


def open_contents(path: Path) -> Contents:
    """The files of a release folder or archive.

    Parameters
    ----------
    path : pathlib.Path
        A folder, or a ``.zip`` with the release's files at the top or in one folder.

    Returns
    -------
    Contents

    Raises
    ------
    ReleaseError
        When there is no such file, or it is no archive.
    """
    if path.is_file():
        return Archive(path)
    return Folder(path)


@dataclass(frozen=True)
class Container:
    """What is known of an archive's bytes that belong to no file of it.

    Attributes
    ----------
    known : bool
        Whether it is written the way ``tracker export`` writes one, so that every byte of it follows.
    wrong : tuple of int or None
        The first range of bytes that does not.
    """

    known: bool
    wrong: tuple[int, int] | None = None


class Folder:
    """A release folder."""

    def __init__(self, path: Path) -> None:
        self.where, self._path = str(path), path

    @property
    def names(self) -> list[str]:
        """Every file below the folder, links included."""
        found: list[str] = []
        for folder, _, files in os.walk(self._path):
            below = Path(folder).relative_to(self._path)
            found += [(below / name).as_posix() for name in files]
            if len(found) > MEMBERS:
                raise ReleaseError("too many files for a release", where=self.where, expected=f"at most {MEMBERS}")
        return sorted(found)

    @property
    def has_tables(self) -> bool:
        """Whether there is a Parquet file."""
        return any(self._path.glob("*.parquet"))

    def read(self, name: str, limit: int = RELEASE_LIMIT) -> tuple[bytes, str | None]:
        """Bytes of a file."""
        if not plain.stays_inside(name):
            return b"", "a file name that is refused"
        try:
            return plain.read(plain.inside(self._path, name), limit), None
        except FileNotFoundError:
            return b"", "file of the release is missing"
        except ReleaseError as error:
            return b"", error.what
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or str(error)
            return b"", said if said.startswith("is ") else f"cannot be read: {said}"

    def sound(self, name: str) -> str | None:
        """Nothing: a folder says nothing of its files."""
        return None


class Archive:
    """A release archive; nothing of it is written to disk."""

    def __init__(self, path: Path) -> None:
        self.where, self._path = str(path), path
        size = path.stat().st_size
        try:
            # Open as long as this object is: its directory is read once, however many files are asked for.
            self._file = zipfile.ZipFile(path)
            members = [i for i in self._file.infolist() if not i.is_dir()]
        except _DAMAGE as error:
            raise ReleaseError("not a whole archive", where=self.where, expected="a .zip", got=str(error)) from None
        if len(members) > MEMBERS:
            raise ReleaseError(
                "too many files for a release", where=self.where, expected=f"at most {MEMBERS}", got=f"{len(members)}"
            )
        self._members: dict[str, zipfile.ZipInfo] = {}
        prefix = _prefix([i.filename for i in members])
        for member in members:
            name = member.filename.removeprefix(prefix)
            if name in self._members or not plain.stays_inside(name):
                raise ReleaseError("a file name that is refused", where=self.where, got=repr(member.filename)[:80])
            self._members[name] = member
        limit = min(UNPACKED_FREE + UNPACKED_A_BYTE * size, RELEASE_LIMIT)
        if sum(i.file_size for i in members) > limit:
            raise ReleaseError("the archive is too large", where=self.where, expected=f"at most {limit} bytes unpacked")

    @property
    def names(self) -> list[str]:
        """Every file in the archive, without the folder they all lie in."""
        return sorted(self._members)

    @property
    def has_tables(self) -> bool:
        """Whether there is a Parquet file."""
        return any(n.endswith(".parquet") for n in self._members)

    def container(self) -> Container:
        """Check the archive's own bytes: dates, attributes, directory.

        Only an archive with nothing in it that depends on where it was made can be checked so: members stored as
        they are, in order, all with one stamp at midnight. It is written again and compared.
        """
        members = list(self._members.values())
        stamp, same = Counter(m.date_time for m in members).most_common(1)[0]
        stored = sum(m.compress_type == zipfile.ZIP_STORED for m in members)
        if any(stamp[3:]) or min(same, stored) < len(members) - 1 or len(members) < 3:
            return Container(False)
        again = io.BytesIO()
        with zipfile.ZipFile(again, "w") as other:
            for member in sorted(members, key=lambda m: m.filename):
                entry = zipfile.ZipInfo(member.filename, stamp)
                entry.create_system, entry.external_attr = 3, 0o100644 << 16
                other.writestr(entry, self._file.read(member))
        return Container(True, first_difference(self._path.read_bytes(), again.getvalue()))

    def read(self, name: str, limit: int = RELEASE_LIMIT) -> tuple[bytes, str | None]:
        """Bytes of a file, as far as they can be unpacked."""
        member = self._members.get(name)
        if member is None:
            return b"", "file of the release is missing"
        if member.file_size > limit:
            return b"", f"is longer than it may be ({limit} bytes)"
        if member.compress_type not in _METHODS:
            return b"", "the archive is damaged, or packed in another way than stored or deflated"
        try:
            return self._file.read(member), _disagreement(self._path, member)
        except _DAMAGE as error:
            return _salvaged(self._path, member), f"the archive is damaged: {error}"

    def sound(self, name: str) -> str | None:
        """What is wrong with a file by the archive's own checksum of it; it is unpacked bit by bit."""
        member = self._members[name]
        if member.compress_type not in _METHODS:
            return "packed in another way than stored or deflated"
        try:
            with self._file.open(member) as file:
                while file.read(_READ):
                    pass
            return _disagreement(self._path, member)
        except _DAMAGE as error:
            return f"the archive is damaged: {error}"


def _prefix(names: list[str]) -> str:
    """The one folder that the release's files lie in; empty when they lie at the top."""
    found = [n for n in names if n == DESCRIPTOR or n.endswith(f"/{DESCRIPTOR}")]
    top = min(found, key=lambda n: n.count("/"), default="")
    folder = top.removesuffix(DESCRIPTOR)
    return folder if folder.count("/") == 1 else ""


def _disagreement(path: Path, member: zipfile.ZipInfo) -> str | None:
    """What a member's own header says otherwise than the archive's directory."""
    with path.open("rb") as file:
        file.seek(member.header_offset)
        _, version, flags, method, time, date, *sizes, _, _ = _HEADER.unpack(file.read(_HEADER.size))
    year, month, day, hour, minute, second = member.date_time
    listed = (member.extract_version, member.flag_bits, member.compress_type)
    stamp = (hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day)
    streamed = bool(flags & 8)  # Sizes then follow the data instead of standing here.
    if (version, flags, method) != listed or (time, date) != stamp:
        return "the archive is damaged: its directory and the file's header disagree"
    if not streamed and sizes != [member.CRC, member.compress_size, member.file_size] and 0xFFFFFFFF not in sizes:
        return "the archive is damaged: its directory and the file's header disagree"
    return None


def _salvaged(path: Path, member: zipfile.ZipInfo) -> bytes:
    """What can be unpacked of a damaged member."""
    with contextlib.suppress(OSError, ValueError, struct.error), path.open("rb") as file:
        file.seek(member.header_offset)
        *_, name, extra = _HEADER.unpack(file.read(_HEADER.size))
        file.seek(member.header_offset + _HEADER.size + name + extra)
        packed = file.read(min(member.compress_size, RELEASE_LIMIT))
        if member.compress_type == zipfile.ZIP_STORED:
            return packed
        unpacker, out = zlib.decompressobj(-15), bytearray()
        with contextlib.suppress(zlib.error):
            for at in range(0, len(packed), 64):
                out += unpacker.decompress(packed[at : at + 64], max(member.file_size - len(out), 1))
        return bytes(out)
    return b""
