"""The files of a release, in a folder or in an archive, read whole."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Protocol

from tracker.errors import ReleaseError
from tracker.release.blocks import first_difference
from tracker.release.manifest import DESCRIPTOR, DESCRIPTOR_LIMIT, RELEASE_LIMIT

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

    def read(self, name: str) -> tuple[bytes, str | None]:
        """Bytes of a file as far as they can be had, and what was wrong with reading them."""
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
        """Every file below the folder."""
        return sorted(p.relative_to(self._path).as_posix() for p in self._path.rglob("*") if p.is_file())

    @property
    def has_tables(self) -> bool:
        """Whether there is a Parquet file."""
        return any(self._path.glob("*.parquet"))

    def read(self, name: str) -> tuple[bytes, str | None]:
        """Bytes of a file."""
        if not _inside(name):
            return b"", "a file name that is refused"
        path = self._path / name
        if path.exists() and not path.is_file():
            return b"", "is no plain file"
        try:
            return path.read_bytes(), None
        except FileNotFoundError:
            return b"", "file of the release is missing"
        except OSError as error:
            return b"", f"cannot be read: {error.strerror}"


class Archive:
    """A release archive; nothing of it is written to disk."""

    def __init__(self, path: Path) -> None:
        self.where, self._path = str(path), path
        try:
            with zipfile.ZipFile(path) as archive:
                members = [i for i in archive.infolist() if not i.is_dir()]
        except _DAMAGE as error:
            raise ReleaseError("not a whole archive", where=self.where, expected="a .zip", got=str(error)) from None
        self._members: dict[str, zipfile.ZipInfo] = {}
        prefix = _prefix([i.filename for i in members])
        for member in members:
            name = member.filename.removeprefix(prefix)
            if name in self._members or not _inside(name):
                raise ReleaseError("a file name that is refused", where=self.where, got=repr(member.filename)[:80])
            self._members[name] = member
        if sum(i.file_size for i in members) > RELEASE_LIMIT:
            raise ReleaseError("the archive is too large", where=self.where, expected=f"at most {RELEASE_LIMIT} bytes")

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
        with zipfile.ZipFile(self._path) as archive, zipfile.ZipFile(again, "w") as other:
            for member in sorted(members, key=lambda m: m.filename):
                entry = zipfile.ZipInfo(member.filename, stamp)
                entry.create_system, entry.external_attr = 3, 0o100644 << 16
                other.writestr(entry, archive.read(member))
        return Container(True, first_difference(self._path.read_bytes(), again.getvalue()))

    def read(self, name: str) -> tuple[bytes, str | None]:
        """Bytes of a file, as far as they can be unpacked."""
        member = self._members.get(name)
        if member is None:
            return b"", "file of the release is missing"
        if name == DESCRIPTOR and member.file_size > DESCRIPTOR_LIMIT:
            return b"", f"is longer than a descriptor may be ({DESCRIPTOR_LIMIT} bytes)"
        try:
            with zipfile.ZipFile(self._path) as archive:
                return archive.read(member), _disagreement(self._path, member)
        except _DAMAGE as error:
            return _salvaged(self._path, member), f"the archive is damaged: {error}"


def _inside(name: str) -> bool:
    """Whether a file's name stays inside the release."""
    return not (PurePosixPath(name).is_absolute() or "\\" in name or {"", "..", "."} & {*name.split("/")})


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
