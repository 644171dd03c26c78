"""A chart as a file: SVG, PNG or a self-contained page, without a browser and without a network."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.errors import BadValueError, ContradictionError, missing_extra
from tracker.visible import visible
from tracker.writing import refuse_taken, whole

if TYPE_CHECKING:
    import altair as alt

KINDS = (".svg", ".pdf", ".png", ".html")
"""Endings of the files that can be written."""

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; \
style-src 'unsafe-inline'; img-src data:">
<div id="chart" role="img" aria-label="{description}"></div>
<script>{library}</script>
<script>vegaEmbed("#chart", {spec}, {{mode: "vega-lite", renderer: "svg", actions: false}});</script>
</html>
"""


def save(
    chart: alt.TopLevelMixin,
    path: str | Path,
    *,
    scale: float | None = None,
    width: str | None = None,
    dpi: float | None = None,
    force: bool = False,
) -> Path:
    """Write a chart to a file.

    Parameters
    ----------
    chart : altair chart
        Any, of this package or not.
    path : str or pathlib.Path
        Where to; the ending says what: ``.svg``, ``.pdf``, ``.png``, or ``.html`` (a page with the drawing library in
        it, for tooltips; about a megabyte).
    scale : float, optional
        Pixels of a PNG for each of the chart's; 2 by default, or what the chart's theme asks for. Of nothing else.
    width : str, optional
        Width in print, such as ``"165mm"`` or ``"6.5in"``; by default 96 pixels are an inch. Not of HTML.
    dpi : float, optional
        Of a PNG: dots an inch, written into it too; in place of ``scale``.
    force : bool
        Replace a file that is there, in one step.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    BadValueError
        When the ending is another one, the scale is out of range, the folder does not exist, or a file is there.
    ContradictionError
        When the chart needs data from elsewhere, or something is asked for that such a file does not have: pixels or
        dots of what is no PNG, a width in print of HTML.
    TrackerError
        When the extra ``[plot]`` is not installed.

    Examples
    --------
    >>> import tempfile
    >>> from tracker.show.plot import plot
    >>> chart = plot.movers("zte", "core", version="0.5.0")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(chart, f"{folder}/movers.png", width="85mm", dpi=300).read_bytes()[1:4]
    b'PNG'
    """
    out = check_path(path, force=force)
    kind = out.suffix.lower()
    if dpi is not None and (kind != ".png" or scale is not None):
        what = "only a PNG has dots" if kind != ".png" else "dots an inch and a scale say the same"
        raise ContradictionError(what, where="dpi", hint="Leave one out.")
    if width is not None and kind == ".html":
        raise ContradictionError("a page has no width in print", where="width", hint="Leave it out.")
    _within("scale", scale, 0.25, 8)
    _within("dpi", dpi, 36, 1200)
    if scale is not None and kind != ".png":
        raise ContradictionError("only a PNG has pixels", where="scale", hint="Leave it out.")
    inches = None if width is None else inches_of(width)
    spec: dict[str, Any] = chart.to_dict(validate=False)
    if _urls(spec):
        raise ContradictionError(
            "the chart loads data from elsewhere", where="chart", expected="a chart that holds its data"
        )
    if kind == ".png" and scale is None and dpi is None:
        meant = (spec.get("usermeta") or {}).get("saved") or {}
        scale, dpi = meant.get("scale"), meant.get("dpi")
    grown = 1.0 if inches is None else inches * DOTS / wide_of(spec)
    if dpi is not None:
        data = rendered(spec, kind, grown * dpi / DOTS, dpi=dpi)
    elif kind == ".png":
        data = rendered(spec, kind, grown * (2.0 if scale is None else scale))
    else:
        data = rendered(spec, kind, grown)
    with whole(out, force=force) as part:
        part.write_bytes(data)
    return out


DOTS = 96
"""Pixels of a chart that are an inch in print."""

_UNITS = {"in": 1.0, "mm": 1 / 25.4, "cm": 1 / 2.54}
_SIZE = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(in|mm|cm)\s*")


def inches_of(text: object) -> float:
    """A width in print, such as ``165mm``, in inches.

    Examples
    --------
    >>> inches_of("6.5in"), round(inches_of("165 mm"), 2)
    (6.5, 6.5)
    """
    found = _SIZE.fullmatch(text) if isinstance(text, str) else None
    inches = float(found[1]) * _UNITS[found[2]] if found else 0.0
    if not 1 <= inches <= 60:
        raise BadValueError(
            "not a width in print",
            where="width",
            expected="1 to 60 inches, as 6.5in, 165mm or 16.5cm",
            got=repr(text)[:40],
        )
    return inches


def wide_of(spec: dict[str, Any]) -> float:
    """Pixels across a chart, margins included."""
    pads = spec.get("padding", 0)
    around = pads.get("left", 0) + pads.get("right", 0) if isinstance(pads, dict) else 2 * pads
    wide = spec.get("width")
    if not isinstance(wide, int | float):
        raise ContradictionError("the chart has no width of its own", where="width", hint="Leave it out.")
    return float(wide + around)


def _within(name: str, value: object, least: float, most: float) -> None:
    if value is None:
        return
    if not isinstance(value, int | float) or isinstance(value, bool) or not least <= value <= most:
        raise BadValueError(f"not a {name}", where=name, expected=f"{least} to {most}", got=repr(value))


def check_path(path: str | Path, *, force: bool = False) -> Path:
    """Refuse a file that cannot be written, before anything is drawn."""
    out = Path(path)
    if out.suffix.lower() not in KINDS:
        raise BadValueError("not a kind of picture", where="path", expected=f"a name ending in {', '.join(KINDS)}",
                            got=repr(out.name))  # fmt: skip
    refuse_taken(out, force=force)
    return out


def rendered(spec: dict[str, Any], kind: str, scale: float | None = None, *, dpi: float | None = None) -> bytes:
    """A chart's specification as the bytes of a file of that kind."""
    try:
        import altair
        import vl_convert
    except ImportError:
        raise missing_extra("Pictures", "plot") from None
    spec = _seen(spec)
    # The converter has several versions of the language; the chart says which it speaks.
    version = ".".join(altair.SCHEMA_VERSION.lstrip("v").split(".")[:2])
    known = vl_convert.get_vegalite_versions() if hasattr(vl_convert, "get_vegalite_versions") else [version]
    if version not in known:
        version = next((k for k in reversed(known) if k[0] == version[0]), known[-1])
    if kind in {".svg", ".pdf"}:
        # A point of a PDF is a pixel to the library.
        size = (scale or 1.0) * (72 / DOTS if kind == ".pdf" else 1.0)
        svg = _grown(_numbered(vl_convert.vegalite_to_svg(spec, vl_version=version)), size)
        return svg.encode("utf-8") + b"\n" if kind == ".svg" else bytes(vl_convert.svg_to_pdf(svg))
    if kind == ".png":
        # The library takes a scale to be of pixels at 72 dots an inch, and multiplies it by the dots asked for.
        wanted: dict[str, Any] = {"scale": 2.0 if scale is None else scale}
        if dpi is not None:
            wanted = {"scale": (scale or 1.0) * 72 / dpi, "ppi": dpi}
        return bytes(vl_convert.vegalite_to_png(spec, vl_version=version, **wanted))
    title = spec.get("title", "")
    title = title.get("text", "") if isinstance(title, dict) else title
    page = _PAGE.format(
        title=_escaped(str(title)),
        description=_escaped(str(spec.get("description", title))),
        library=_library(version),
        spec=json.dumps(spec).replace("<", "\\u003c"),
    )
    return page.encode("utf-8")


@cache
def _library(version: str) -> str:
    """The drawing library as the text of a script; to bundle it takes most of the time of a page."""
    import vl_convert

    bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    return re.sub(r"</(?=script)|<(?=!--)", lambda m: m[0][0] + "\\" + m[0][1:], bundle)


def _grown(svg: str, by: float) -> str:
    """The same drawing, larger or smaller: its view box stays, and with it every coordinate."""
    if by == 1:
        return svg
    head, tail = svg.split(">", 1)
    return re.sub(r'\b(width|height)="([0-9.]+)"', lambda m: f'{m[1]}="{float(m[2]) * by:.2f}"', head) + ">" + tail


def _numbered(svg: str) -> str:
    """Gradients and clips numbered from 0 in each picture: the converter counts on from the one before."""
    seen: dict[str, str] = {}

    def again(match: re.Match[str]) -> str:
        return match[1] + match[2] + seen.setdefault(match[2] + match[3], str(len(seen)))

    svg = re.sub(r'(\bid="|url\(#)(gradient_|clip)(\d+)', again, svg)
    # Tenths of a pixel, where arithmetic left a dozen digits.
    return re.sub(
        r'\bd="[^"]+"',
        lambda d: re.sub(r"\d+\.\d{3,}", lambda n: f"{float(n[0]):.2f}".rstrip("0").rstrip("."), d[0]),
        svg,
    )


def _seen(spec: Any) -> Any:
    """A specification whose texts can be seen whole: XML has no control characters, and the converter dies of them."""
    if isinstance(spec, dict):
        return {k: _seen(v) for k, v in spec.items()}
    if isinstance(spec, list):
        return [_seen(v) for v in spec]
    return visible(spec, keep="\n\t") if isinstance(spec, str) else spec


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _urls(spec: Any) -> bool:
    """Whether any part of a specification names data by address."""
    if isinstance(spec, dict):
        data = spec.get("data")
        return (isinstance(data, dict) and "url" in data) or any(_urls(v) for k, v in spec.items() if k != "datasets")
    return isinstance(spec, list) and any(_urls(v) for v in spec)
