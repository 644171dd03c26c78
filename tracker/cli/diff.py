"""``tracker diff``: what differs between two releases, or two files."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli import complete, options
from tracker.errors import BadValueError, ContradictionError

if TYPE_CHECKING:
    from tracker.diff.result import Diff

_STYLES: dict[str, dict[str, object]] = {
    "head": {"bold": True},
    "table": {"bold": True},
    "group": {"underline": True},
    "schema": {"fg": "magenta"},
    "added": {"fg": "green"},
    "removed": {"fg": "red"},
    "changed": {"fg": "yellow"},
    "effect": {"fg": "cyan"},
}
_SHOWN = ("text", "json", "csv", "markdown", "html")
_WRITTEN = ("csv", "parquet", "jsonl")


@click.command("diff")
@click.argument("old", shell_complete=complete.sides)
@click.argument("new", shell_complete=complete.sides)
@click.option("--key", metavar="A,B,C", help="For files: the columns that together identify a row.")
@options.tables
@click.option("--column", "columns", multiple=True, metavar="NAME", help="Only this column; repeatable.")
@click.option("--where", metavar="SQL", help="Only rows that meet this condition, such as \"jurisdiction = 'BEL'\".")
@options.jurisdiction
@options.vendor
@options.segment
@click.option(
    "--tolerance", type=float, default=0.0, metavar="NUMBER", help="Numbers this close count as the same, in text too."
)
@click.option("--ignore-case", is_flag=True, help="Compare text, keys too, without regard to case.")
@click.option("--ignore-space", is_flag=True, help="Compare text, keys too, without regard to white space.")
@click.option("--delimiter", metavar="CHAR",
              help="Of CSV: a character, or comma, semicolon, tab, pipe. [default: as the header says]")  # fmt: skip
@click.option("--summary", is_flag=True, help="Only counts, positions and the smallest legal version.")
@click.option("--all", "everything", is_flag=True, help="Show every row, however many.")
@click.option("--format", "form", metavar="FORMAT",
              help=f"How to print: {', '.join(_SHOWN)}; with --output: {', '.join(_WRITTEN)}.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write the full change list to FILE, one changed cell a row, and print the summary.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace FILE when it is there.")
@click.option("--memory", metavar="AMOUNT", help="Most memory to use, such as 1GB; beyond it the work goes to disk.")
@click.option("--engine", type=click.Choice(("duckdb", "spark")), default="duckdb", show_default=True,
              help="spark: the same query on a cluster, for two Parquet files; needs the extra [spark].")  # fmt: skip
@click.option("--master", metavar="URL", help="Spark master to run on. [default: Spark's own configuration]")
@click.option("--exit-code/--no-exit-code", default=True, show_default=True, help="Leave with 1 when the two differ.")
def command(
    old: str,
    new: str,
    key: str | None,
    tables: tuple[str, ...],
    columns: tuple[str, ...],
    where: str | None,
    jurisdiction: tuple[str, ...],
    vendor: tuple[str, ...],
    segment: tuple[str, ...],
    tolerance: float,
    ignore_case: bool,
    ignore_space: bool,
    delimiter: str | None,
    summary: bool,
    everything: bool,
    form: str | None,
    output: Path | None,
    force: bool,
    memory: str | None,
    engine: str,
    master: str | None,
    exit_code: bool,
) -> None:
    """Compare two releases (rows by key, and cells), or two files with --key.

    OLD and NEW are versions, latest, release folders, working (the curated tables as they stand),
    git:REVISION, or two Parquet, CSV or Arrow files.

    Between releases a filter by jurisdiction, vendor or segment, as an option or in --where, holds for every table
    that has them or leads to them through an event or an act, and for the positions that became others.
    A long text goes through a pager on a terminal; --summary, every other format and a pipe do without.

    Exit code 0 when they are the same, 1 when they differ, 2 when they cannot be compared.
    """
    form_given = form
    known = _WRITTEN if output is not None else _SHOWN
    form = form or ("csv" if output is not None else "text")
    if form not in known:
        hint = "Add --output FILE." if form in _WRITTEN else None
        raise BadValueError("not a format here", where="--format", expected=", ".join(known), got=repr(form), hint=hint)
    if summary and form != "text" and output is None:
        raise ContradictionError(f"the summary is text, and --format asks for {form}", where="--summary")
    if force and output is None:
        raise ContradictionError("there is no file to replace", where="--force", expected="--output FILE")
    if engine == "spark":
        from tracker.diff.spark import run

        if output is None or key is None:
            raise ContradictionError(
                "Spark writes a change list of two files", where="--engine", expected="--key and --output"
            )
        unheard = {"--table": tables, "--column": columns, "--where": where, "--tolerance": tolerance,
                   "--jurisdiction": jurisdiction, "--vendor": vendor, "--segment": segment,
                   "--ignore-case": ignore_case, "--ignore-space": ignore_space, "--delimiter": delimiter,
                   "--memory": memory}  # fmt: skip
        for option, given in unheard.items():
            if given:
                raise ContradictionError("Spark compares whole files, cell by cell", where=option, hint="Leave it out.")
        if force:
            raise ContradictionError("Spark writes a folder, and replaces none", where="--force", hint="Leave it out.")
        if form_given not in {None, "parquet"}:
            raise ContradictionError("Spark writes Parquet", where="--format", got=form_given)
        counts = run(old, new, key, output, master=master)
        click.echo(f"+{counts.added} -{counts.removed} ~{counts.changed} rows, {counts.cells} cells")
        raise click.exceptions.Exit(int(exit_code and counts.rows > 0))
    if master is not None:
        raise ContradictionError("only Spark has a master", where="--master", expected="--engine spark")

    from tracker.diff import diff

    found = diff(
        old,
        new,
        key=key,
        tables=tables or None,
        columns=columns or None,
        where=where,
        jurisdiction=options.names(jurisdiction),
        vendor=options.names(vendor),
        segment=options.names(segment),
        tolerance=tolerance,
        ignore_case=ignore_case,
        ignore_space=ignore_space,
        memory=memory,
        delimiter=delimiter,
        output=output,
        output_format=form if output is not None else "csv",
        force=force,
        limit=0 if _only_counts(old, summary or output is not None) else 100_000,
    )
    if found.left_out:
        what = "nothing leads from them to what the filter asks for"
        click.echo(f"tracker: note: left out, since {what}: {', '.join(found.left_out)}", err=True)
    _print(found, form, summary or output is not None, everything)
    raise click.exceptions.Exit(int(exit_code and not found.same))


def _only_counts(old: str, summary: bool) -> bool:
    from tracker.diff.inputs import is_file

    # Between releases the version step and the reasons are read off the rows.
    return summary and is_file(old)


def _print(found: Diff, form: str, summary: bool, everything: bool) -> None:
    if summary:
        from tracker.diff.render import words

        for line in words.summary(found):
            click.echo(line)
    elif form == "text":
        _print_text(found, everything)
    else:
        text = {
            "json": found.to_json,
            "csv": found.to_csv,
            "markdown": found.to_markdown,
            "html": found.to_html,
        }[form]()
        from tracker.cli import output as output_

        output_.emit(text.removesuffix("\n"), form)


def _print_text(found: Diff, everything: bool) -> None:
    from tracker.diff.render import text

    lines = [
        click.style(line, **_STYLES.get(kind, {}))  # type: ignore[arg-type]
        for kind, line in text.lines(found, most=None if everything else 50)
    ]
    if sys.stdout.isatty() and len(lines) > shutil.get_terminal_size().lines:
        click.echo_via_pager("\n".join(lines) + "\n")
    else:
        click.echo("\n".join(lines))
