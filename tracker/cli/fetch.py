"""``tracker fetch``: a release from a static host into the cache."""

from __future__ import annotations

import sys
from typing import Any

import click

from tracker.cli import options, output
from tracker.visible import visible


@click.command("fetch")
@options.of_version
@click.option(
    "--from",
    "source",
    metavar="URL",
    help="Where the releases are: https:, file:, s3:, or a folder. [TRACKER_RELEASES_URL]",
)
@click.option("--key", metavar="KEY", help="Public key that must have signed the index. [TRACKER_RELEASES_KEY]")
@click.option("--cache", metavar="FOLDER", help="Where to keep releases. [TRACKER_CACHE]")
@click.option(
    "--seconds",
    type=float,
    metavar="NUMBER",
    help="Seconds that the whole may take. [TRACKER_FETCH_SECONDS; default: 600]",
)
@click.option(
    "--forget",
    metavar="HOST",
    help="Only forget what HOST (an address as in --from) listed before, so that it is believed anew.",
)
@click.option("--list", "only_list", is_flag=True, help="Only print which versions the host has.")
@options.output_format
def command(
    version: str | None,
    source: str | None,
    key: str | None,
    cache: str | None,
    seconds: float | None,
    forget: str | None,
    only_list: bool,
    form: str,
) -> None:
    """Fetch VERSION (or the latest) from a static host, verify it, and keep it in the cache.

    One deadline holds for the whole: 600 seconds, waiting for another process included. A host is left before when
    it was waited for longer than 30 seconds and sent less than 1,000 bytes a second (TRACKER_LEAST_SPEED), index and
    headers included; when it sends nothing for 20 seconds (TRACKER_TIMEOUT); after 5 redirects; and after 64 KiB of
    headers and interim answers. Proxies: http_proxy, https_proxy, all_proxy, no_proxy; SOCKS with the extra [socks].

    Verified means: the files are those that the descriptor lists, the descriptor is the one whose hash the index
    gives, and with --key the index is the one that was signed. Without a key, and for a version that is younger
    than this package, it is what the host says, no more.
    """
    from tracker.release.fetching import fetch, trust
    from tracker.release.listing import deadline
    from tracker.release.reading import settings

    if forget is not None:
        versions = fetch.forget(forget, cache=cache)
        click.echo(
            visible(f"forgotten: what this host listed ({', '.join(versions[-5:]) or 'nothing that could be read'})")
        )
        return
    if only_list:
        host = fetch.place(source, deadline.of_settings(seconds))
        found = trust.read_index(host, key=settings.key(key), root=settings.cache(cache))
        columns = ["version", "released", "cutoff", "hash"]
        output.print_rows([vars(e) for e in found.entries.values()], columns, form)
        return
    with _bar() as report:
        got = fetch.obtain(version or "latest", source=source, key=key, cache=cache, seconds=seconds, progress=report)
    if form == "json":
        click.echo(output.as_json({**vars(got), "path": str(got.path)}))
        return
    click.echo(
        visible(f"{'fetched' if got.downloaded else 'in the cache already'}: version {got.version} in {got.path}")
    )
    for what in got.checked:
        click.echo(visible(f"  checked: {what}"))
    for what in got.unchecked:
        click.echo(visible(f"  not checked: {what}"))


class _bar:  # noqa: N801  (used as a function)
    """A progress bar on a terminal, silence elsewhere."""

    def __enter__(self) -> Any:
        if not sys.stderr.isatty():
            return None
        from rich.console import Console
        from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn

        self.progress = Progress(
            TextColumn("{task.description}"), BarColumn(), DownloadColumn(), console=Console(stderr=True)
        )
        self.tasks: dict[str, Any] = {}
        self.progress.start()
        return self.report

    def report(self, path: str, have: int, total: int) -> None:
        """Move the bar of a file."""
        if path not in self.tasks:
            self.tasks[path] = self.progress.add_task(path, total=total)
        self.progress.update(self.tasks[path], completed=have)

    def __exit__(self, *_: object) -> None:
        if hasattr(self, "progress"):
            self.progress.stop()
