"""Options and arguments that several verbs share."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tracker.cli import complete
from tracker.errors import ContradictionError

FORMATS = ("text", "json", "csv", "markdown")

release = click.option(
    "--release",
    "version",
    metavar="VERSION",
    shell_complete=complete.versions,
    help="Version of the dataset, or a release folder. [default: latest]",
)
known_by = click.option("--known-by", metavar="DAY", help="Answer from what was public by this day (YYYY-MM-DD).")
beyond = click.option(
    "--beyond",
    metavar="HOW",
    shell_complete=complete.named("flag", "refuse"),
    default="flag",
    show_default=True,
    help="What to do with days that the evidence does not reach: flag (answer and say so) or refuse.",
)
_JURISDICTION = "Only this jurisdiction, by code or name (DEU, Germany); repeatable."
jurisdiction = jurisdiction_option = click.option(
    "--jurisdiction", multiple=True, metavar="NAME", shell_complete=complete.jurisdictions, help=_JURISDICTION
)
vendor = click.option(
    "--vendor",
    multiple=True,
    metavar="NAME",
    shell_complete=complete.vendors,
    help="Only this vendor (huawei, zte); repeatable.",
)
segment = click.option(
    "--segment",
    multiple=True,
    metavar="NAME",
    shell_complete=complete.segments,
    help="Only this segment (core, access, government); repeatable.",
)
tables = click.option(
    "--table",
    "tables",
    multiple=True,
    metavar="NAME",
    shell_complete=complete.tables,
    help="Only this table; repeatable.",
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


def places(command: Callable[..., None]) -> Callable[..., None]:
    """Jurisdictions, named as arguments or with the option that every verb has, as one ``jurisdiction``."""

    @functools.wraps(command)
    def merged(*args: Any, named: tuple[str, ...], jurisdiction: tuple[str, ...], **more: Any) -> None:
        command(*args, jurisdiction=(*named, *jurisdiction), **more)

    return click.argument("named", nargs=-1, metavar="[JURISDICTION]...", shell_complete=complete.jurisdictions)(
        jurisdiction_option(merged)
    )


def of_version(command: Callable[..., None]) -> Callable[..., None]:
    """A version, named as the argument or with the option that every verb has, as one ``version``."""

    @functools.wraps(command)
    def merged(*args: Any, named: str | None, version: str | None, **more: Any) -> None:
        if named is not None and version not in (None, named):
            raise ContradictionError(
                "two versions", where="--release", expected=f"VERSION or --release, not both: {named}", got=version
            )
        command(*args, version=version if named is None else named, **more)

    return click.argument("named", required=False, metavar="[VERSION]", shell_complete=complete.versions)(
        release(merged)
    )


def names(given: tuple[str, ...]) -> list[str] | None:
    """A repeatable option's values, or None when it was not given."""
    return list(given) or None
