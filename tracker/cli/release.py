"""``tracker release``: publish a version of the dataset."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from tracker.cli import options


@click.command("release")
@click.argument("version")
@options.data_folder
@click.option(
    "--shelf",
    "target",
    type=click.Path(path_type=Path),
    help="Folder with one folder a version. [default: the package's own]",
)
@click.option(
    "--headline", metavar="TEXT", help="What you say of the change; opens CHANGES.md and the changelog's section."
)
@click.option(
    "--changelog",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Changelog to add a section to, such as CHANGELOG.md.",
)
@click.option("--released", metavar="DAY", help="Day of publication (YYYY-MM-DD). [default: today]")
def command(
    version: str,
    folder: Path,
    target: Path | None,
    headline: str | None,
    changelog: Path | None,
    released: str | None,
) -> None:
    """Publish VERSION from the curated CSV files. A published version is never rewritten."""
    from tracker.curation.publish import publish
    from tracker.days import parse_day
    from tracker.release import shelf

    day = parse_day(released, name="--released") if released else dt.datetime.now(tz=dt.UTC).date()
    path, bump = publish(
        folder, version, shelf=target or shelf.BUNDLED, released=day, headline=headline, changelog=changelog
    )
    click.echo(f"released {version} in {path}")
    if bump is not None:
        click.echo(f"smallest legal step was {bump.level}: {'; '.join(bump.reasons) or 'nothing changed'}")
