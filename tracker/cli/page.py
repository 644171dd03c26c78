"""``tracker page``: a static site from a release."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import options
from tracker.visible import visible


@click.command("page")
@click.argument("out", type=click.Path(path_type=Path))
@options.release
@click.option("--force", is_flag=True, help="Replace a site written into OUT before; nothing else is ever replaced.")
@click.option("--base", metavar="ADDRESS", help="Web address at which index.html will stand. [TRACKER_SITE_URL]")
@click.option(
    "--repository",
    metavar="ADDRESS",
    help="Web address of the repository in which readers may say that something is wrong. [TRACKER_REPOSITORY]",
)
def command(out: Path, version: str | None, force: bool, base: str | None, repository: str | None) -> None:
    """Write a static site of a release into the folder OUT.

    It opens from disk (OUT/index.html), needs no network and no server, and sends nothing anywhere.
    """
    from tracker.release.reading import settings, shelf
    from tracker.show.page import write

    sizes = write(version, out, force=force, base=settings.site_url(base), repository=settings.repository(repository))
    total = sum(sizes.values()) / 1_000_000
    click.echo(visible(f"wrote {len(sizes)} files ({total:.1f} MB) of version {shelf.find(version).version}"))
    click.echo(visible(f"open {out / 'index.html'}"))
