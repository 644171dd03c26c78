"""Pictures of a release: ``tracker.plot.map("2020-07-14")``, ``.timeline("GBR")``, ``.movers()``, and files of them."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tracker.arguments import checked
from tracker.errors import unknown

if TYPE_CHECKING:
    import altair as alt

    from tracker.show.plot.changes import diff
    from tracker.show.plot.maps import world
    from tracker.show.plot.movers import movers
    from tracker.show.plot.multiples import multiples
    from tracker.show.plot.save import save
    from tracker.show.plot.timeline import timeline

KINDS = {
    "map": ("maps", "world"),
    "timeline": ("timeline", "timeline"),
    "multiples": ("multiples", "multiples"),
    "movers": ("movers", "movers"),
    "diff": ("changes", "diff"),
}
"""Kinds of plots, and where each is drawn."""


class Plots:
    """Pictures of a release, as Altair charts that a notebook shows; needs the extra ``[plot]``.

    ``map`` (positions on a day), ``multiples`` (the same for every vendor and segment), ``timeline`` (the story of a
    few jurisdictions), ``movers`` (how many were at each level, over time) and ``diff`` (what changed between two
    versions) each return a chart; ``save`` writes one as SVG, PNG or a self-contained page. Called,
    ``plot("map", ...)`` is ``plot.map(...)``.

    Examples
    --------
    >>> chart = plot.map("2020-07-14", vendor="huawei", segment="core", version="0.5.0", theme="paper", palette="grey")
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     plot.save(chart, f"{folder}/figure.pdf").suffix
    '.pdf'
    """

    if TYPE_CHECKING:
        map = staticmethod(world)
        timeline = staticmethod(timeline)
        multiples = staticmethod(multiples)
        movers = staticmethod(movers)
        diff = staticmethod(diff)
        save = staticmethod(save)

    def __getattr__(self, name: str) -> Any:
        if name == "save":
            return checked(importlib.import_module("tracker.show.plot.save").save)
        if name not in KINDS:
            raise AttributeError(f"tracker.plot has no {name!r}; it has {', '.join([*KINDS, 'save'])}")
        module, function = KINDS[name]
        return checked(getattr(importlib.import_module(f"tracker.show.plot.{module}"), function))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *KINDS, "save"]

    def __repr__(self) -> str:
        return f"<tracker.plot: {', '.join([*KINDS, 'save'])}>"

    def __call__(self, kind: str, *args: Any, **kwargs: Any) -> alt.LayerChart:
        """Draw one kind of plot.

        Parameters
        ----------
        kind : {"map", "timeline", "multiples", "movers", "diff"}
        *args, **kwargs
            As for the method of that name.

        Returns
        -------
        altair.LayerChart

        Raises
        ------
        UnknownNameError
            When there is no such kind.
        """
        if kind not in KINDS:
            raise unknown("kind of plot", kind, KINDS)
        draw: Callable[..., alt.LayerChart] = getattr(self, kind)
        return draw(*args, **kwargs)


plot = Plots()
"""The public name, ``tracker.plot``."""
