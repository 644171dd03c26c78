"""A chart as a file: SVG, PNG or a self-contained page, without a browser and without a network."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.errors import BadValueError, ContradictionError, missing_extra
from tracker.visible import visible
from tracker.writing import refuse_taken, whole

if TYPE_CHECKING:
    import altair as alt

KINDS = (".svg", ".png", ".html")
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


def save(chart: alt.TopLevelMixin, path: str | Path, *, scale: float = 2.0, force: bool = False) -> Path:
    """Write a chart to a file.

    Parameters
    ----------
    chart : altair chart
        Any, of this package or not.
    path : str or pathlib.Path
        Where to; the ending says what: ``.svg``, ``.png``, or ``.html`` (a page with the drawing library in it, for
        tooltips; about a megabyte).
    scale : float
        Pixels of a PNG for each of the chart's.
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
        When the chart needs data from elsewhere.
    TrackerError
        When the extra ``[plot]`` is not installed.
    """
    out = check_path(path, force=force)
    if not isinstance(scale, int | float) or isinstance(scale, bool) or not 0.25 <= scale <= 8:
        raise BadValueError("not a scale", where="scale", expected="0.25 to 8", got=repr(scale))
    spec: dict[str, Any] = chart.to_dict(validate=False)
    if _urls(spec):
        raise ContradictionError(
            "the chart loads data from elsewhere", where="chart", expected="a chart that holds its data"
        )
    data = rendered(spec, out.suffix.lower(), scale)
    with whole(out, force=force) as part:
        part.write_bytes(data)
    return out


def check_path(path: str | Path, *, force: bool = False) -> Path:
    """Refuse a file that cannot be written, before anything is drawn."""
    out = Path(path)
    if out.suffix.lower() not in KINDS:
        raise BadValueError("not a kind of picture", where="path", expected=f"a name ending in {', '.join(KINDS)}",
                            got=repr(out.name))  # fmt: skip
    refuse_taken(out, force=force)
    return out


def rendered(spec: dict[str, Any], kind: str, scale: float = 2.0) -> bytes:
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
    if kind == ".svg":
        return _numbered(vl_convert.vegalite_to_svg(spec, vl_version=version)).encode("utf-8") + b"\n"
    if kind == ".png":
        return bytes(vl_convert.vegalite_to_png(spec, vl_version=version, scale=scale))
    library = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=version)
    title = spec.get("title", "")
    title = title.get("text", "") if isinstance(title, dict) else title
    page = _PAGE.format(
        title=_escaped(str(title)),
        description=_escaped(str(spec.get("description", title))),
        library=re.sub(r"</(?=script)|<(?=!--)", lambda m: m[0][0] + "\\" + m[0][1:], library),
        spec=json.dumps(spec).replace("<", "\\u003c"),
    )
    return page.encode("utf-8")


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
