"""``tracker build``: a release folder from the curated tables, without publishing it."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import options
from tracker.visible import visible


@click.command("build")
@click.argument("target", type=click.Path(path_type=Path))
@options.data_folder
@click.option("--as", "version", metavar="VERSION", help="Version to write into it. [default: the latest release's]")
def command(target: Path, folder: Path, version: str | None) -> None:
    """Build a release into the new folder TARGET from the curated CSV files.

    The same files give the same bytes.
    """
    from tracker.curation.build import build
    from tracker.curation.dataset import read_folder
    from tracker.release.reading import shelf

    if version is None:
        known = shelf.versions()
        version = known[-1] if known else "0.1.0"
    build(read_folder(folder), target, version=version)
    click.echo(visible(f"built version {version} in {target}"))
