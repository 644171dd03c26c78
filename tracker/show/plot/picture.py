"""A chart that a notebook shows without asking anything of a network."""

from __future__ import annotations

from functools import cache
from typing import Any


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
