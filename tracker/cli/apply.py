"""``tracker apply``: the old file and a full change list make the new file."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.visible import visible


@click.command("apply")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("changes", type=click.Path(path_type=Path))
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", required=True,
              help="File to write, in the format of OLD.")  # fmt: skip
@click.option("--delimiter", metavar="CHAR", help="Of CSV: a character, or comma, semicolon, tab, pipe.")
@click.option("--force", is_flag=True, help="Replace FILE when it is there.")
def command(old: Path, changes: Path, output: Path, delimiter: str | None, force: bool) -> None:
    """Apply CHANGES, the full list that `tracker diff OLD NEW --output CHANGES` wrote, to OLD.

    The result has the rows of NEW. Nothing is written when the list does not fit the file, or when columns were added
    or their types changed.
    """
    from tracker.diff.apply import apply

    click.echo(visible(f"written: {apply(old, changes, output, delimiter=delimiter, force=force)}"))
