"""Options and arguments that several verbs share."""

from __future__ import annotations

from pathlib import Path

import click

FORMATS = ("text", "json", "csv", "markdown")

release = click.option(
    "--release",
    "version",
    metavar="VERSION",
    help="Version of the dataset, or a release folder. [default: latest]",
)
known_by = click.option("--known-by", metavar="DAY", help="Answer from what was public by this day (YYYY-MM-DD).")
beyond = click.option(
    "--beyond",
    metavar="HOW",
    default="flag",
    show_default=True,
    help="What to do with days that the evidence does not reach: flag (answer and say so) or refuse.",
)
vendor = click.option("--vendor", multiple=True, metavar="NAME", help="Only this vendor (huawei, zte); repeatable.")
segment = click.option(
    "--segment",
    multiple=True,
    metavar="NAME",
    help="Only this segment (core, access, government); repeatable.",
)
output_format = click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="How to print."
)
data_folder = click.option(
    "--data",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("data"),
    show_default=True,
    help="Folder with the curated CSV files.",
)


def names(given: tuple[str, ...]) -> list[str] | None:
    """A repeatable option's values, or None when it was not given."""
    return list(given) or None
