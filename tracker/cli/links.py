"""``tracker links``: whether sources and acts are still at their addresses."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import click

from tracker.cli import complete, options, output
from tracker.visible import visible

_COLUMNS = ("table", "key", "url", "state", "status", "moved_to", "suggested", "detail", "archive_url", "copies")


@click.command("links")
@options.data_folder
@options.jurisdiction
@click.option(
    "--event",
    multiple=True,
    metavar="EVENT",
    shell_complete=complete.events,
    help="Only its sources and its act; repeatable.",
)
@click.option(
    "--source", multiple=True, metavar="SOURCE", shell_complete=complete.sources, help="Only this source; repeatable."
)
@click.option("--since", metavar="DAY", help="Only what was last read on this day or later (YYYY-MM-DD).")
@click.option("--limit", type=click.IntRange(min=1), metavar="NUMBER", help="At most so many addresses.")
@click.option("--jobs", type=click.IntRange(1, 32), default=4, show_default=True, help="Hosts at once.")
@click.option(
    "--timeout",
    type=click.FloatRange(0, 600, min_open=True),
    default=20.0,
    show_default=True,
    metavar="SECONDS",
    help="For one request.",
)
@click.option(
    "--pause",
    type=click.FloatRange(0, 600),
    default=1.0,
    show_default=True,
    metavar="SECONDS",
    help="Between two requests to one host.",
)
@click.option("--archive", metavar="TEMPLATE", help="Availability API of a web archive, with {url} in its address.")
@click.option("--write", is_flag=True, help="Write the copies found into empty cells of archive_url.")
@options.output_format
def command(
    folder: Path,
    jurisdiction: tuple[str, ...],
    event: tuple[str, ...],
    source: tuple[str, ...],
    since: str | None,
    limit: int | None,
    jobs: int,
    timeout: float,
    pause: float,
    archive: str | None,
    write: bool,
    form: str,
) -> None:
    """Check over the network whether sources and acts are still at their addresses.

    Asks with HEAD, with GET where that fails, one request at a time to a host, as its robots.txt allows; no body is
    read. States: ok; moved (a new address is suggested when every redirect is for good); dead (404, 410, no such
    host); refused (401, 403, 429, 451); slow; robots (not asked); error. Proxies as the environment says.

    With --archive, sources without an archived copy are looked up there; with --write, what is found is written into
    sources.csv, and nothing else. Values in addresses that may be secrets are shown as three dots.

    Exit code 1 when an address is dead or has moved. What is refused, slow or not allowed may well be there.
    """
    from tracker.curation import links, links_archive
    from tracker.curation.dataset import read_folder
    from tracker.curation.links_manners import Hosts
    from tracker.days import parse_day
    from tracker.errors import ContradictionError
    from tracker.names import Names
    from tracker.show.copies import look_up

    if write and archive is None:
        raise ContradictionError("--write writes what --archive finds", expected="--archive TEMPLATE with it")
    api = None if archive is None else links_archive.template(archive)
    data = read_folder(folder)
    known = data["jurisdictions"]
    called = Names.of("jurisdiction", dict(zip(known["jurisdiction"], known["name"], strict=True)))
    chosen = links.cited(
        data,
        jurisdictions=[called.code(j) for j in jurisdiction],
        events=event,
        sources=source,
        since=None if since is None else parse_day(since, name="since"),
        limit=limit,
    )
    hosts = Hosts(timeout, pause)
    rows = [c.row() for c in links.check(chosen, hosts, jobs=jobs, report=_progress())]
    for row in rows:
        row["copies"] = look_up(str(row["url"])) if row["state"] == "dead" else None
    notes = []
    if api is not None:
        found = {}
        for one in links_archive.wanting(chosen):
            copy, why = links_archive.copy_of(one.url, api, hosts)
            if copy:
                found[one.key] = (one.url, copy)
            else:
                notes.append(f"{one.key}: {why}")
        for row in rows:
            if row["table"] == "sources" and row["key"] in found:
                row["archive_url"] = found[str(row["key"])][1]
        filled = links_archive.fill(folder, found) if write else []
        notes.append(f"archived copies: {len(found)} found, {len(filled)} written")
    _print(rows, form)
    for note in notes:
        click.echo(visible(note), err=True)
    raise click.exceptions.Exit(1 if any(r["state"] in {"dead", "moved"} for r in rows) else 0)


def _print(rows: list[dict[str, Any]], form: str) -> None:
    if form != "text":
        output.print_rows(rows, _COLUMNS, form)
        return
    for r in output.seen(rows):
        new = r["archive_url"]
        if r["state"] == "ok" and not new:
            continue
        click.echo(visible(f"{r['state']:8}{r['table']} {r['key']}"))
        click.echo(visible(f"        {r['url']}"))
        said = [str(r["status"] or ""), r["detail"]]
        if any(said):
            click.echo(visible(f"        {', '.join(s for s in said if s)}"))
        for name, label in (
            ("moved_to", "leads to"),
            ("suggested", "suggested"),
            ("archive_url", "archived copy"),
            ("copies", "look for copies"),
        ):
            if r[name]:
                click.echo(visible(f"        {label}: {r[name]}"))
    counts = Counter(r["state"] for r in rows)
    tally = ", ".join(f"{n} {state}" for state, n in counts.most_common())
    click.echo(f"{len(rows)} addresses: {tally}" if rows else "no address to check")


def _progress() -> Any:
    """A line that counts hosts on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        return None
    return lambda done, of: click.echo(f"\r{done} of {of} hosts" + ("\n" if done == of else ""), nl=False, err=True)
