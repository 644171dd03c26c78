"""``tracker verify``: is a release what its descriptor says, and its descriptor what was published."""

from __future__ import annotations

import click

from tracker.cli import options, output
from tracker.visible import visible


@click.command("verify")
@options.of_version
@click.option(
    "--key", metavar="KEY", help="Public key that must have signed the index beside the release. [TRACKER_RELEASES_KEY]"
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(version: str | None, key: str | None, form: str) -> None:
    """Check every file of a release: a version, a folder, or an archive (.zip).

    Sizes, hashes, content, schema, keys, references and statistics, and the descriptor itself; what could not be
    checked is said. The hash of a descriptor covers every byte of it. Its seal finds damage, not forgery: against
    that stand the hashes in this package and --key. Exit code 1 when something is off: each line names the file and
    the first wrong bytes or row.
    """
    from tracker.release.verifying.verify import inspect

    report = inspect(version or "latest", key=key)
    if form == "json":
        output.emit(output.as_json(report.to_dict()), form)
    else:
        for problem in report.problems:
            click.echo(visible(str(problem)))
        if report.fine:
            click.echo(f"fine: {report.files} files of version {report.version}")
            for what in report.checked:
                click.echo(f"  checked: {what}")
        else:
            count = len(report.problems)
            click.echo(f"tracker: {visible(str(report.where))}: {count} problem{'s' * (count != 1)}", err=True)
        for what in report.unchecked:
            click.echo(f"  not checked: {what}")
    if not report.fine:
        raise click.exceptions.Exit(1)
