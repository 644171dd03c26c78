"""``tracker versions``: which releases can be loaded."""

from __future__ import annotations

import click

from tracker.cli import options, output


@click.command("versions")
@options.output_format
def command(form: str) -> None:
    """Print the versions of the dataset that can be loaded, oldest first.

    All formats but text have the hash that a citation without an address names.
    """
    from tracker.errors import ReleaseError
    from tracker.release.reading import shelf
    from tracker.release.reading.horizon import horizon

    rows = []
    for version in shelf.loadable():
        release = shelf.find(version)
        try:
            last = horizon(release)
        except ReleaseError:
            last = None  # An older release lacks the files that show it.
        rows.append(
            {
                "version": release.version,
                "released": None if release.released is None else release.released.isoformat(),
                "cutoff": release.cutoff.isoformat(),
                "horizon": None if last is None else last.isoformat(),
                "hash": shelf.hash_of(release),
                "rows": sum(r["rows"] for r in release.descriptor["resources"]),
            }
        )
    columns = ["version", "released", "cutoff", "horizon", "rows", *(["hash"] if form != "text" else [])]
    output.print_rows(rows, columns, form)
