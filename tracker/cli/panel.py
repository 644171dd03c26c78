"""``tracker panel``: a balanced panel of positions, printed or as a file."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli import options, output
from tracker.show.formats import FORMATS
from tracker.visible import visible


@click.command("panel")
@click.option("--freq", default="YE", show_default=True, metavar="FREQ", help="Periods: YE, QS, MS, W-MON, D ...")
@click.option("--start", metavar="DAY", help="First day (YYYY-MM-DD). [default: of the first spell]")
@click.option("--end", metavar="DAY", help="Last day (YYYY-MM-DD). [default: the release's cutoff]")
@click.option(
    "--known-by",
    metavar="DAY|period",
    help="Answer from what was public by this day, or with 'period' each period from what was public on its own day.",
)
@options.jurisdiction
@options.vendor
@options.segment
@options.release
@options.beyond
@click.option("--out", type=click.Path(path_type=Path), help="Write it to this file.")
@click.option("--force", is_flag=True, help="Replace that file.")
@click.option(
    "--format",
    "form",
    metavar="FORMAT",
    help=f"To print: {', '.join(options.FORMATS)}. With --out: {', '.join(f for f in FORMATS if f != 'zip')}. "
    "[default: text, or by the ending of --out]",
)
def command(
    freq: str,
    start: str | None,
    end: str | None,
    known_by: str | None,
    jurisdiction: tuple[str, ...],
    vendor: tuple[str, ...],
    segment: tuple[str, ...],
    version: str | None,
    beyond: str,
    out: Path | None,
    force: bool,
    form: str | None,
) -> None:
    """Print or write a balanced panel: a row a period, jurisdiction, vendor and segment that was looked into.

    The column status says which cells are not_coded, which is not the same as open. Codes for merging stand beside;
    only text leaves columns out.
    """
    import tracker
    from tracker.errors import unknown

    if out is None and form is not None and form not in options.FORMATS:
        raise unknown("format", form, options.FORMATS, where="format")
    frame = tracker.panel(
        freq,
        start=start,
        end=end,
        version=version,
        jurisdiction=list(jurisdiction) or None,
        vendor=list(vendor) or None,
        segment=list(segment) or None,
        known_by=known_by,
        beyond=beyond,  # type: ignore[arg-type]
        codes=True,
    )
    if out is not None:
        tracker.save(frame, out, format=form, version=version, force=force)
        click.echo(visible(f"written: {out}"), err=True)
    elif form in {"csv", "json"}:
        from tracker.show.export.text import printed

        output.emit(printed(frame, form, version), form)
    else:
        rows = output.plain_rows(frame)
        shown = ["period", "jurisdiction", "vendor", "segment", "status", "level", "level_rank"]
        output.print_rows(rows, list(frame.columns) if form == "markdown" else shown, form or "text")
    past = frame.loc[frame["beyond_horizon"], "period"]
    if len(past):
        reach = f"version {frame.attrs['version']}: evidence reaches to {frame.attrs['horizon']}"
        click.echo(visible(f"tracker: note: {reach}; beyond_horizon marks {past.nunique()} later periods"), err=True)
