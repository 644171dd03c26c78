"""Draw in pixels, get an Altair chart.

Every position is computed here and handed to Vega-Lite as a pixel, without scales, axes or automatic legends: so
nothing depends on how wide a font is measured, the same input gives the same SVG, and nothing can overlap
that was laid out apart. Each mark still carries its row of data, for tooltips and for whoever reads the chart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tracker.errors import missing_extra
from tracker.show.palette import Look, Palette
from tracker.show.plot import letters
from tracker.show.plot.dress import Dress
from tracker.show.plot.picture import Rows, picture

if TYPE_CHECKING:
    import altair as alt

    from tracker.show.shapes import Shape

MARGIN = 16
"""Pixels around a chart."""

ORDER = ("geoshape", "rect", "rule", "point", "text")
UNDER = "under"
"""Kinds of marks from the bottom to the top; and what is drawn below them all."""

FLAG = "M-0.06,0.5L-0.06,-0.5L0.5,-0.28L0.03,-0.06L0.03,0.5Z"
ARROW = "M-0.25,-0.5L0.35,0L-0.25,0.5Z"
BAR = "M-0.12,-0.5L0.12,-0.5L0.12,0.5L-0.12,0.5Z"
"""Shapes of our own, of size 1."""


def pixels(field_name: str) -> dict[str, Any]:
    """Encoding of a position that is a pixel already."""
    return {"field": field_name, "type": "quantitative", "scale": None, "axis": None}


def raw(field_name: str) -> dict[str, Any]:
    """Encoding of a look that is a value already."""
    return {"field": field_name, "type": "nominal", "scale": None, "legend": None}


def stripes(look: Look, length: float) -> Any:
    """What fills an area: the colour, or stripes as a gradient with hard stops.

    Stripes run along one side of the area's box, so that every renderer draws the same.

    Parameters
    ----------
    look : Look
    length : float
        Pixels across the stripes: the height of the box for rows, its width for columns.

    Returns
    -------
    str or dict
    """
    if look.pattern in {"plain", "empty"}:
        return look.fill
    many = max(1, round(length / (4 if look.pattern == "rows" else 6)))
    share = 0.3
    stops: list[dict[str, Any]] = []
    for i in range(many):
        edges = (i / many, (i + 1 - share) / many, (i + 1) / many)
        for at, colour in zip(edges[:2], (look.fill, look.fill), strict=True):
            stops.append({"offset": round(at, 4), "color": colour})
        stops += [{"offset": round(at, 4), "color": look.stripe} for at in edges[1:]]
    along = {"x1": 0, "y1": 0, "x2": 0, "y2": 1} if look.pattern == "rows" else {"x1": 0, "y1": 0, "x2": 1, "y2": 0}
    return {"gradient": "linear", **along, "stops": stops}


@dataclass
class Canvas:
    """Marks collected for one chart."""

    dress: Dress
    layers: dict[tuple[int, str, str], dict[str, Any]] = field(default_factory=dict)

    @property
    def palette(self) -> Palette:
        """The colours, or greys."""
        return self.dress.palette

    @property
    def inner(self) -> float:
        """Pixels of width between the margins."""
        return self.dress.width - 2 * MARGIN

    def _add(self, mark: Mapping[str, Any], row: dict[str, Any], encoding: Mapping[str, Any], name: str) -> None:
        """Add a mark to the layer of its kind; kinds lie upon one another in a fixed order, text on top."""
        depth = ORDER.index(str(mark["type"])) if name != UNDER else -1
        key = (depth, name, repr((mark, encoding)))
        layer = self.layers.get(key)
        if layer is None:
            layer = {"data": {"values": []}, "mark": dict(mark), "encoding": dict(encoding)}
            if mark["type"] == "geoshape":
                layer["projection"] = {"type": "identity", "scale": 1, "translate": [0, 0]}
            self.layers[key] = layer
        layer["data"]["values"].append(row)

    def _said(self, mark: dict[str, Any], data: Mapping[str, Any] | None) -> tuple[dict[str, Any], dict[str, Any]]:
        """Marks with data have a tooltip and a description; decoration is hidden from screen readers."""
        if not data:
            return {**mark, "aria": False}, {}
        shown = [{"field": k, "type": "nominal"} for k in data if k != "say"]
        return mark, {"tooltip": shown, "description": {"field": "say", "type": "nominal"}}

    def box(
        self,
        x: float,
        y: float,
        x2: float,
        y2: float,
        look: Look,
        *,
        data: Mapping[str, Any] | None = None,
        name: str = "",
        outline: str | None = None,
        dashed: bool = False,
    ) -> None:
        """A rectangle."""
        mark: dict[str, Any] = {"type": "rect", "strokeWidth": 0.8}
        if dashed:
            mark |= {"strokeDash": [2, 2]}
        mark, more = self._said(mark, data)
        fill = stripes(look, y2 - y if look.pattern == "rows" else x2 - x)
        row = {**(data or {}), "x": _r(x), "x2": _r(x2), "y": _r(y), "y2": _r(y2), "fill": fill,
               "outline": outline or self.palette.background}  # fmt: skip
        encoding = {"x": pixels("x"), "x2": {"field": "x2"}, "y": pixels("y"), "y2": {"field": "y2"}}
        self._add(mark, row, {**encoding, "fill": raw("fill"), "stroke": raw("outline"), **more}, name)

    def swatch(self, x: float, y: float, look: Look, mark: str = "", *, size: float = 14) -> None:
        """A small box of a look, as legends and cells show it, with a sign in it."""
        empty = look.pattern != "plain"
        self.box(x, y, x + size * 1.25, y + size, look, outline=self.palette.line if empty else look.fill,
                 dashed=look.pattern == "empty")  # fmt: skip
        if mark:
            self.text(x + size * 0.625, y + size / 2, mark, size=10, colour=look.ink, align="center", bold=True)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = 11,
        colour: str | None = None,
        align: str = "left",
        bold: bool = False,
    ) -> None:
        """One line, centred on ``y``."""
        mark: dict[str, Any] = {"type": "text", "align": align, "baseline": "middle", "aria": False,
                                "fontWeight": "bold" if bold else "normal"}  # fmt: skip
        row = {"x": _r(x), "y": _r(y), "text": text, "size": size, "colour": colour or self.palette.text}
        encoding = {"x": pixels("x"), "y": pixels("y"), "text": {"field": "text", "type": "nominal"},
                    "size": {"field": "size", "type": "quantitative", "scale": None, "legend": None},
                    "color": raw("colour")}  # fmt: skip
        self._add(mark, row, encoding, "")

    def line(
        self,
        x: float,
        y: float,
        x2: float,
        y2: float,
        *,
        colour: str | None = None,
        dashed: bool = False,
        wide: float = 1,
        under: bool = False,
    ) -> None:
        """A straight line, ``under`` all other marks or above shapes and boxes."""
        mark = {"type": "rule", "strokeWidth": wide, "aria": False, **({"strokeDash": [3, 3]} if dashed else {})}
        row = {"x": _r(x), "y": _r(y), "x2": _r(x2), "y2": _r(y2), "colour": colour or self.palette.line}
        encoding = {"x": pixels("x"), "x2": {"field": "x2"}, "y": pixels("y"), "y2": {"field": "y2"}}
        self._add(mark, row, {**encoding, "color": raw("colour")}, UNDER if under else "")

    def sign(
        self,
        x: float,
        y: float,
        shape: str,
        *,
        size: float,
        fill: str,
        stroke: str | None = None,
        data: Mapping[str, Any] | None = None,
        name: str = "",
    ) -> None:
        """A symbol, ``size`` pixels wide."""
        mark, more = self._said(
            {"type": "point", "shape": shape, "size": size * size, "strokeWidth": 1, "opacity": 1}, data
        )
        row = {**(data or {}), "x": _r(x), "y": _r(y), "fill": fill, "stroke": stroke or fill}
        encoding = {"x": pixels("x"), "y": pixels("y"), "fill": raw("fill"), "stroke": raw("stroke")}
        self._add(mark, row, {**encoding, **more}, name)

    def shape(self, shape: Shape, look: Look, data: Mapping[str, Any], *, name: str, outline: str) -> None:
        """The outline of a jurisdiction, with its row of data."""
        ys = [y for p in shape.polygons for r in p for _, y in r]
        fill = stripes(look, round(max(ys) - min(ys))) if ys else look.fill
        rings = [[[list(c) for c in r] for r in p] for p in shape.polygons]
        row = {
            "type": "Feature",
            "geometry": {"type": "MultiPolygon", "coordinates": rings},
            **data,
            "fill": fill,
            "outline": outline,
        }
        mark, more = self._said({"type": "geoshape", "strokeWidth": 0.5}, data)
        self._add(mark, row, {"fill": raw("fill"), "stroke": raw("outline"), **more}, name)

    def chart(self, height: float, title: str, subtitle: list[str], description: str) -> alt.LayerChart:
        """The chart of all that was drawn.

        Parameters
        ----------
        height : float
            Pixels below the title.
        title : str
        subtitle : list of str
            Lines under it; both are left out where the dress has no title.
        description : str
            What a screen reader says.

        Returns
        -------
        altair.LayerChart
        """
        library = altair()
        p = self.palette
        lines = [line for s in subtitle for line in letters.wrap(s, self.inner, 12, lines=2)]
        head: dict[str, Any] = {
            "text": letters.cut(title, self.inner, 16, bold=True), "subtitle": lines, "anchor": "start",
            "frame": "group", "fontSize": 16, "subtitleFontSize": 12, "subtitleLineHeight": 16,
            "subtitlePadding": 6, "offset": 10, "color": p.text, "subtitleColor": p.muted,
        }  # fmt: skip
        top = 30 + 16 * len(lines) if self.dress.title else 0
        layers, datasets = [], {}
        for number, key in enumerate(sorted(self.layers, key=lambda k: k[0])):
            name = key[1] if key[1] not in {"", UNDER} else f"drawing-{number}"
            name = f"{name}-{number}" if name in datasets else name
            datasets[name] = self.layers[key]["data"]["values"]
            layers.append({**self.layers[key], "name": name, "data": {"name": name}})
        spec: dict[str, Any] = {
            "width": self.inner,
            "height": _r(height),
            "autosize": {"type": "none"},
            "padding": {"left": MARGIN, "right": MARGIN, "top": MARGIN + top, "bottom": MARGIN},
            "background": p.background,
            "description": description,
            **({"title": head} if self.dress.title else {}),
            **({"usermeta": {"saved": dict(self.dress.saved)}} if self.dress.saved else {}),
            "config": {"font": "Helvetica, Arial, sans-serif", "view": {"stroke": None}},
        }  # fmt: skip
        from altair.utils.schemapi import debug_mode

        # Altair's own way from a dictionary tries one class after another on every part, which takes longer than all
        # the rest together; and so would checking each part as it is made. The tests check the whole.
        with debug_mode(False):
            whole = _of_classes(
                spec, {"padding": library.Padding, "title": library.TitleParams, "config": library.Config}
            )
            parts = {"data": library.NamedData, "mark": library.MarkDef, "encoding": library.Encoding}
            units = [library.UnitSpec(**_of_classes(layer, parts)) for layer in layers]
            chart: alt.LayerChart = picture(library)(**whole, layer=units)
        # Rows are set afterwards: to look for objects of Altair's among thousands of corners would take seconds.
        chart.datasets = Rows(datasets)
        return chart


def _of_classes(spec: Mapping[str, Any], classes: Mapping[str, Any]) -> dict[str, Any]:
    """A part of a chart, with those of its own parts that have one as objects of Altair's classes."""
    return {k: classes[k](**v) if k in classes else v for k, v in spec.items()}


def altair() -> Any:
    """The plotting library, or one clear message."""
    try:
        import altair
    except ImportError:
        raise missing_extra("Plots", "plot") from None
    return altair


def _r(value: float) -> float:
    return round(value, 1)
