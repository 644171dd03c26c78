"""``tracker versions``: which releases can be loaded."""

from __future__ import annotations

import click

from tracker.cli import options, output


@click.command("versions")
@options.output_format
def command(form: str) -> None:
    """Print the versions of the dataset that can be loaded, oldest first."""
    from tracker.release.reading import shelf

    rows = []
    for version in shelf.loadable():
        release = shelf.find(version)
        rows.append(
            {
                "version": release.version,
                "released": None if release.released is None else release.released.isoformat(),
                "cutoff": release.cutoff.isoformat(),
                # Worked out from the tables for older releases, which a list does not read.
                "horizon": release.descriptor.get("horizon"),
                "rows": sum(r["rows"] for r in release.descriptor["resources"]),
            }
        )
    output.print_rows(rows, ["version", "released", "cutoff", "horizon", "rows"], form)
