"""A chart that a notebook shows without asking anything of a network, and the rows that it draws."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, ClassVar


class Rows(Mapping[str, Any]):
    """Rows of data by name, all plain values, which Altair takes as they are.

    It would ask of every corner of an outline whether it is an object of its own, which is most of the time of a map.
    """

    _schema: ClassVar[dict[str, str]] = {"type": "object"}
    """With :meth:`to_dict`, what Altair knows by that something is written down already."""

    def __init__(self, rows: Mapping[str, Any]) -> None:
        self._rows = rows

    def __getitem__(self, name: str) -> Any:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def to_dict(self) -> dict[str, Any]:
        """A copy, as whoever asks a chart for it may change it; what is not plain is a TypeError."""
        copy: dict[str, Any] = json.loads(json.dumps(self._rows))
        return copy


@cache
def picture(library: Any) -> Any:
    """A chart that a notebook shows as a picture: the live one would load its library from a network."""

    class LayerChart(library.LayerChart):  # type: ignore[misc]
        def _repr_mimebundle_(self, *_: Any, **__: Any) -> Any:
            import base64

            from tracker.show.plot.save import rendered

            spec = self.to_dict(validate=False)
            pads, title = spec["padding"], spec.get("title", {}).get("text", spec["description"])
            size = {"width": spec["width"] + pads["left"] + pads["right"],
                    "height": spec["height"] + pads["top"] + pads["bottom"]}  # fmt: skip
            data = base64.b64encode(rendered(spec, ".png")).decode("ascii")
            return {"image/png": data, "text/plain": str(title)}, {"image/png": size}

    return LayerChart
