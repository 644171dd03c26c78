"""``tracker verify``: is a release what its descriptor says."""

from __future__ import annotations

import click


@click.command("verify")
@click.argument("version", default="latest")
def command(version: str) -> None:
    """Check every file of a release (a version or a folder): sizes, hashes, content hashes.

    Exit code 1 when something is off.
    """
    from tracker.errors import ReleaseError
    from tracker.release import shelf
    from tracker.release.verify import verify

    release = shelf.find(version)
    try:
        count = verify(release)
    except ReleaseError as error:
        click.echo(f"tracker: {error}", err=True)
        raise click.exceptions.Exit(1) from None
    click.echo(f"fine: {count} files of version {release.version}")
