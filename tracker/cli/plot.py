"""``tracker plot``: a picture of a release, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from tracker.cli import complete, options, output
from tracker.errors import BadValueError, ContradictionError, unknown
from tracker.show.plot import KINDS
from tracker.visible import visible

_TAKES = {
    "map": {"beyond", "on", "known_by", "vendor", "segment", "version", "region"},
    "timeline": {"beyond", "jurisdiction", "on", "known_by", "vendor", "segment", "version"},
    "multiples": {"beyond", "on", "known_by", "vendor", "segment", "version", "region"},
    "movers": {"beyond", "known_by", "vendor", "segment", "version"},
    "diff": {"jurisdiction", "vendor", "segment"},
}
"""Which options each kind takes."""


@click.command("plot")
@click.argument("kind", metavar="KIND", shell_complete=complete.kinds)
@click.argument("what", nargs=-1, metavar="[JURISDICTION | OLD NEW]...", shell_complete=complete.drawn)
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="Where to write; the ending says what: .svg, .pdf, .png or .html.")  # fmt: skip
@click.option("--on", metavar="DAY", help="map, multiples: the day (YYYY-MM-DD); timeline: a day to mark.")
@options.jurisdiction
@options.known_by
@options.vendor
@options.segment
@options.release
@options.beyond
@click.option(
    "--region",
    metavar="NAME",
    shell_complete=complete.named("world", "europe"),
    help="map, multiples: world or europe. [default: world]",
)
@click.option("--width", type=float, metavar="PIXELS", help="Width of the picture. [default: the theme's]")
@click.option("--scale", type=float, metavar="N", help="PNG: pixels for each of these. [default: 2, or the theme's]")
@click.option("--print", "printed", metavar="SIZE", help="Width in print, such as 165mm or 6.5in; not of .html.")
@click.option("--dpi", type=float, metavar="N", help="PNG: dots an inch, in place of --scale.")
@click.option("--force", is_flag=True, help="Replace FILE when it is there.")
@click.option("--theme", metavar="NAME", shell_complete=complete.named("web", "paper", "slides", "dark"),
              default="web", show_default=True,
              help="web, paper (165 mm wide, no title, no lists), slides (large letters) or dark.")  # fmt: skip
@click.option(
    "--palette",
    metavar="NAME",
    shell_complete=complete.named("colour", "grey"),
    default="colour",
    show_default=True,
    help="colour, or grey for print.",
)
@click.option("--title/--no-title", default=None, help="Whether it has a title. [default: as the theme has it]")
@click.option("--lists/--no-lists", default=None, help="Whether lists in words stand below. [default: as the theme]")
@click.option("--caption", metavar="TEXT", help="Your caption, before the notes and the citation.")
@click.option("--no-caption", "bare", is_flag=True, help="No caption, notes or citation: for a text that has them.")
def command(
    kind: str,
    what: tuple[str, ...],
    out: Path,
    width: float | None,
    scale: float | None,
    printed: str | None,
    dpi: float | None,
    theme: str,
    palette: str,
    title: bool | None,
    lists: bool | None,
    caption: str | None,
    bare: bool,
    force: bool,
    **given: Any,
) -> None:
    """Draw a picture and write it to a file.

    KIND is map (positions on a day), multiples (small maps by vendor and segment), timeline (the story of
    JURISDICTION...), movers (how many jurisdictions were at each level, over time), or diff (what changed from
    version OLD to version NEW).

    Needs the extra [plot]; no browser and no network.
    """
    import tracker
    from tracker.show.plot.save import check_path, save

    if kind not in KINDS:
        raise unknown("kind of plot", kind, KINDS)
    if bare and caption is not None:
        raise ContradictionError("a caption and none", where="--caption, --no-caption", expected="one of them")
    check_path(out, force=force)
    wanted: dict[str, Any] = {k: v for k, v in given.items() if v not in (None, ())}
    if click.get_current_context().get_parameter_source("beyond") is ParameterSource.DEFAULT:
        del wanted["beyond"]  # Not every kind takes it.
    versions: list[str] = []
    if kind == "diff":
        if len(what) < 2:
            raise BadValueError(
                "a diff is of two versions", where="plot diff", expected="OLD NEW", got=" ".join(what) or "none"
            )
        versions, what = list(what[:2]), what[2:]
    what = (*what, *wanted.pop("jurisdiction", ()))
    if kind == "timeline" and not what:
        raise BadValueError(
            "no jurisdiction is named", where="plot timeline", expected="one or more codes such as BEL", got="none"
        )
    if what:
        wanted["jurisdiction"] = list(what)
    if what and "jurisdiction" not in _TAKES[kind]:
        raise ContradictionError(f"{kind} takes no jurisdiction: got {' '.join(what)!r}", hint="Leave it out.")
    for name in sorted(wanted.keys() - _TAKES[kind]):
        option = {"version": "--release"}.get(name, f"--{name.replace('_', '-')}")
        raise ContradictionError(f"{kind} does not take {option}", where=option, hint=f"Leave {option} out.")
    for name in ("vendor", "segment"):
        if name in wanted:
            names = options.names(wanted[name]) or []
            wanted[name] = names[0] if kind in {"map", "movers"} and len(names) == 1 else names
    drawn: dict[str, Any] = {"theme": theme, "palette": palette, "width": width, "title": title, "lists": lists}
    chart = tracker.plot(kind, *versions, **wanted, **drawn, caption=not bare if caption is None else caption)
    save(chart, out, scale=scale, width=printed, dpi=dpi, force=force)
    if kind != "diff":
        output.past_days(given["version"], given["on"], given["known_by"])
    click.echo(visible(f"written: {out}"), err=True)
