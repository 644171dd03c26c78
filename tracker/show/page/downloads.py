"""What the site gives to take along: the files of the release, every table as CSV, and how to cite it."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from tracker.release.descriptor import plain
from tracker.release.descriptor.manifest import DESCRIPTOR, DESCRIPTOR_LIMIT, Release
from tracker.show import STYLES
from tracker.show.page.data import Row

STYLE_NAMES = {
    "apa": "One line",
    "bibtex": "BibTeX",
    "ris": "RIS (Zotero, EndNote)",
    "csl-json": "CSL-JSON",
    "credit": "Credit line for a chart",
}
"""What a style of citation is called on the page, in the order of the page."""


def files(release: Release) -> dict[str, bytes]:
    """Files to download, by name: those of the release as they are, and a CSV for every table.

    Parameters
    ----------
    release : Release

    Returns
    -------
    dict of str to bytes
        Descriptors and documents first.

    Raises
    ------
    ReleaseError
        When a file of the release is missing or damaged.
    """
    from tracker.show.export.content import read
    from tracker.show.export.text import plain_csv

    found = {DESCRIPTOR: plain.read(plain.inside(release.path, DESCRIPTOR), DESCRIPTOR_LIMIT)}
    found |= {str(d["path"]): release.document(d) for d in release.descriptor.get("documents", ())}
    found |= {path.name: path.read_bytes() for path in map(release.file, release.tables)}
    for content in read(release, tuple(release.tables), {}):
        text = io.StringIO(newline="")
        plain_csv(content, text)
        found[f"{content.name}.csv"] = text.getvalue().encode()
    return found


def listed(release: Release, found: dict[str, bytes]) -> list[Row]:
    """One row a table with its two files, and one a document; see :func:`files`.

    Parameters
    ----------
    release : Release
    found : dict of str to bytes

    Returns
    -------
    list of dict
        ``name, title, rows, bytes, sha256``, with ``csv`` and ``csv_bytes`` where there is one.
    """
    entries = {str(r["path"]): r for r in release.descriptor["resources"]}
    rows: list[Row] = []
    for name, content in found.items():
        if name.endswith(".csv"):
            continue
        entry = entries.get(name, {})
        other = Path(name).stem + ".csv" if entry else ""
        rows.append(
            {
                "name": name,
                "title": entry.get("title", ""),
                "rows": entry.get("rows"),
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                "csv": other,
                "csv_bytes": len(found.get(other, b"")),
            }
        )
    return rows


def citations(release: Release) -> list[tuple[str, str]]:
    """How to cite the release: a name and a text for every style.

    Parameters
    ----------
    release : Release

    Returns
    -------
    list of tuple
    """
    from tracker.show.cite import cite

    order = [*STYLE_NAMES, *(s for s in STYLES if s not in STYLE_NAMES)]
    return [(STYLE_NAMES.get(s, s), cite(release.path, style=s)) for s in order if s in STYLES]
