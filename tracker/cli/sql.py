"""``tracker sql``: one query over the tables of a release."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import options, output
from tracker.errors import BadValueError, ContradictionError
from tracker.visible import visible

if TYPE_CHECKING:
    from tracker.sql import Answer

FORMATS = (*options.FORMATS, "parquet")
_ENDINGS = {".csv": "csv", ".json": "json", ".md": "markdown", ".parquet": "parquet"}
_SECONDS = 60.0
_ROOM = 4 * 2**30


@click.command("sql")
@click.argument("query")
@options.release
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="How to print or write. [default: by the ending of --out, else text]",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write the answer to this file.")
@click.option("--force", is_flag=True, help="Replace that file.")
@click.option(
    "--timeout",
    type=float,
    default=_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="Stop it when it takes longer.",
)
def command(query: str, version: str | None, form: str | None, out: Path | None, force: bool, timeout: float) -> None:
    """Ask a release in SQL (DuckDB's), and print the answer.

    \b
    QUERY is one SELECT, WITH or FROM over the release's tables, and
      position_on(DAY)                     what held on a day
      position_on(DAY, known_by := DAY)    as was known by a day

    It reads nothing else: no file, no network, no setting. Levels are text: compare level_rank (0 open to 4 removal),
    not level, whose order as text is the alphabet's. A cell without a row is not coded, which is not the same as open.
    """  # noqa: D301  (click reads the control character)
    from tracker.release.reading import shelf
    from tracker.sql import asked
    from tracker.writing import refuse_taken, whole

    form = _form(form, out)
    if out is not None:
        refuse_taken(out, force=force)
    release = shelf.find(version)
    with _kept_small(), asked(release, query, timeout) as answer:
        if answer.beyond is not None:
            output.past_days(version, answer.beyond)
        if out is None:
            _print(answer, form)
            return
        with whole(out, force=force) as part:
            if form == "parquet":
                import pyarrow.parquet as pq

                pq.write_table(answer.arrow(), part)
            else:
                text = rendered(answer.columns, answer.rows(), form)
                part.write_text(text + "\n", encoding="utf-8", newline="\n")
    click.echo(visible(f"written: {out}"), err=True)


def _form(form: str | None, out: Path | None) -> str:
    if out is None:
        if form == "parquet":
            raise ContradictionError("goes to a file only", where="format parquet", hint="Name one with --out.")
        return form or "text"
    ending = _ENDINGS.get(out.suffix.lower())
    form = form or ending
    if form is None or form == "text" or ending not in (None, form):
        raise BadValueError(
            "the name and the format do not fit",
            where=str(out),
            expected=f"a name that ends in {', '.join(_ENDINGS)}, or another --format",
            got=form or repr(out.suffix),
        )
    return form


@contextlib.contextmanager
def _kept_small() -> Iterator[None]:
    """Let no query take the machine's memory: DuckDB counts its tables, and not every long text in between."""
    try:
        import resource

        now = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        before, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (now + _ROOM if most < 0 else min(now + _ROOM, most), most))
    except (ImportError, OSError, ValueError):
        yield  # Windows has no such limit, and elsewhere a process does not know how large it is.
        return
    try:
        yield
    except MemoryError:
        raise BadValueError("needs more memory than there is", where="query", hint="Ask for less.") from None
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (before, most))


def _print(answer: Answer, form: str) -> None:
    if form in {"csv", "json"}:
        output.emit(rendered(answer.columns, answer.rows(), form), form)
        return
    lines = [[_cell(plain(value)) for value in row] for row in answer.rows()]
    if form == "markdown" or _fits(answer.columns, lines):
        output.print_rows([dict(zip(answer.columns, line, strict=True)) for line in lines], answer.columns, form)
        return
    # Wider than the terminal: a line a value, since a table would leave columns out.
    width = max(map(len, answer.columns))
    for number, line in enumerate(lines, start=1):
        click.echo(visible(f"-- {number} --"))
        for name, value in zip(answer.columns, line, strict=True):
            click.echo(visible(f"{name.ljust(width)}  {value}".rstrip(), keep="\n"))


def _fits(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> bool:
    longest = [max(map(len, column)) for column in zip(columns, *lines, strict=True)]
    return sum(longest) + 2 * len(longest) <= output.console().width


def rendered(columns: Sequence[str], rows: Iterable[Sequence[Any]], form: str) -> str:
    """An answer as text that a program reads, without a line end at its end.

    Parameters
    ----------
    columns : sequence of str
    rows : iterable of sequence
        Python values.
    form : {"csv", "json", "markdown"}
        CSV has days in ISO 8601, true and false, nothing for missing, lists joined by semicolons; JSON is strict: a
        number that is none there (NaN, infinity) is null, and a decimal that no float is, is text.

    Returns
    -------
    str
    """
    if form == "json":
        return output.as_json([dict(zip(columns, map(plain, row), strict=True)) for row in rows])
    lines = [[_cell(plain(value)) for value in row] for row in rows]
    out = io.StringIO(newline="")
    if form == "markdown":
        for line in [list(columns), ["---"] * len(columns), *lines]:
            out.write(f"| {' | '.join(map(output.in_markdown, line))} |\n")
    else:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(lines)
    return out.getvalue().removesuffix("\n")


def plain(value: Any) -> Any:
    """A value of DuckDB as JSON has it: days and times in ISO 8601, and what has no form of its own as text."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float | Decimal):
        number = float(value)
        if not math.isfinite(number):
            return None
        # A decimal that no float is would come out as another number.
        return number if isinstance(value, float) or Decimal(repr(number)) == value else str(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    return value.hex() if isinstance(value, bytes) else str(value)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(v, list | dict) for v in value):
        return ";".join(map(_cell, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
