"""A release as one archive: its files, and its tables as CSV with a descriptor and checksums; always the same bytes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

from tracker.release import plain
from tracker.release.manifest import DESCRIPTOR, DESCRIPTOR_LIMIT, Release
from tracker.release.verify import verify
from tracker.show.export.content import read
from tracker.show.export.package import descriptor
from tracker.show.export.text import plain_csv

_CSV = "csv/"
_FILE = 0o100644 << 16
_UNIX = 3
_OLDEST = (1980, 1, 1)  # A zip archive knows no earlier day.


def write(release: Release, path: Path) -> None:
    """Write the archive, once every file was found to be what the descriptor says.

    Nothing in it depends on the machine, the moment, the user, or the library that compresses: entries are
    sorted, carry the release's own day and the same permissions, and are stored as they are (the tables in
    Parquet are compressed already).

    Parameters
    ----------
    release : Release
    path : pathlib.Path

    Raises
    ------
    ReleaseError
        When the release is damaged.
    """
    verify(release)
    # What the descriptor lists, and nothing that lies beside it.
    files = {DESCRIPTOR: plain.read(plain.inside(release.path, DESCRIPTOR), DESCRIPTOR_LIMIT)}
    files |= {str(d["path"]): release.document(d) for d in release.descriptor.get("documents", ())}
    files |= {str(release.resource(t)["path"]): release.file(t).read_bytes() for t in release.tables}
    contents = read(release, tuple(release.tables), {})
    written: dict[str, bytes] = {}
    for content in contents:
        text = io.StringIO(newline="")
        plain_csv(content, text)
        written[plain.name(f"{content.name}.csv", where="a table's name")] = text.getvalue().encode()
    written[DESCRIPTOR] = descriptor(release, contents, written)
    files |= {_CSV + name: data for name, data in written.items()}
    # The descriptor does not cover these, so that `tracker verify` and `sha256sum -c` find their hashes here.
    sums = [f"{hashlib.sha256(files[n]).hexdigest()}  {n.removeprefix(_CSV)}\n" for n in sorted(files) if _CSV in n]
    files[f"{_CSV}SHA256SUMS"] = "".join(sums).encode()
    day = release.released or release.cutoff
    stamp = (*max((day.year, day.month, day.day), _OLDEST), 0, 0, 0)
    root = plain.name(f"{release.descriptor['name']}-{release.version}", where="the name of the dataset")
    with zipfile.ZipFile(path, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{root}/{name}", stamp)
            entry.create_system, entry.external_attr = _UNIX, _FILE
            entry.compress_type = zipfile.ZIP_STORED
            archive.writestr(entry, files[name])
