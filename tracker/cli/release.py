"""``tracker release``: publish a version of the dataset."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from tracker.cli import options
from tracker.visible import visible


@click.command("release")
@click.argument("version", required=False)
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
@click.option(
    "--index",
    "write_index",
    is_flag=True,
    help="Write the shelf's index.json, which fetch reads; alone, nothing is published.",
)
@click.option(
    "--sign-with",
    "private",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="PEM",
    help="Also sign the index with this private Ed25519 key (extra [signing]).",
)
def command(
    version: str | None,
    folder: Path,
    target: Path | None,
    headline: str | None,
    changelog: Path | None,
    released: str | None,
    write_index: bool,
    private: Path | None,
) -> None:
    """Publish VERSION from the curated CSV files. A published version is never rewritten."""
    from tracker.release.reading import shelf

    if version is not None:
        _publish(version, folder, target or shelf.BUNDLED, released, headline, changelog)
    if write_index or private is not None:
        _index(target or shelf.BUNDLED, private)
    elif version is None:
        raise click.UsageError("Nothing to do: name a VERSION, or --index.")


def _index(folder: Path, private: Path | None) -> None:
    from tracker.release.descriptor import plain
    from tracker.release.listing import index, signature

    signed = None if private is None else signature.sign(index.render(folder), private)
    path = index.write(folder)
    click.echo(visible(f"index of {len(index.parse(path.read_bytes(), str(path)).entries)} versions in {path}"))
    seal = folder / signature.SIGNATURE
    if signed is not None and private is not None:
        plain.put(seal, signed)
        click.echo(visible(f"signed; users pin {signature.public_of(private)}"))
    elif seal.exists():
        seal.unlink()
        click.echo(visible(f"removed {seal}, which signed an earlier index"), err=True)


def _publish(
    version: str, folder: Path, target: Path, released: str | None, headline: str | None, changelog: Path | None
) -> None:
    from tracker.curation.publish import publish
    from tracker.days import parse_day

    day = parse_day(released, name="released") if released else dt.datetime.now(tz=dt.UTC).date()
    path, bump = publish(folder, version, shelf=target, released=day, headline=headline, changelog=changelog)
    click.echo(visible(f"released {version} in {path}"))
    if bump is not None:
        click.echo(visible(f"smallest legal step was {bump.level}: {'; '.join(bump.reasons) or 'nothing changed'}"))
