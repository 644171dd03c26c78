#!/usr/bin/env bash
# vl-convert-python 1.9.0.post1: in vegalite_to_png the arguments scale and ppi multiply, so scale=2 with ppi=300 is 8.33 pixels for each of the chart's, and ppi=72 is
# what leaves scale alone; svg_to_pdf takes each pixel for a point, so a chart that SVG shows 96 pixels an inch comes out a third wider on paper.
# One would expect ppi to be written into the file, or to win over scale, and a PDF of the size of the SVG.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check vl-convert-python==1.9.0.post1
env/bin/python - <<'PYTHON'
import re
import struct

import vl_convert

spec = {"data": {"values": [{"a": 1}]}, "mark": "point", "encoding": {"x": {"field": "a", "type": "quantitative"}},
        "width": 192, "height": 96, "padding": 0, "autosize": {"type": "none"}}


def wide(**more):
    return struct.unpack(">I", vl_convert.vegalite_to_png(spec, **more)[16:20])[0]


found = {"plain": wide(), "ppi=72, scale=2": wide(ppi=72, scale=2), "ppi=144": wide(ppi=144), "ppi=144, scale=2": wide(ppi=144, scale=2)}
svg = vl_convert.vegalite_to_svg(spec)
page = re.search(rb"MediaBox\s*\[\s*0 0 ([0-9.]+)", vl_convert.svg_to_pdf(svg))
inches = float(page[1]) / 72
print(found, "inches of the PDF:", round(inches, 3), "of the SVG at 96 pixels an inch:", 192 / 96)
assert found == {"plain": 192, "ppi=72, scale=2": 384, "ppi=144": 384, "ppi=144, scale=2": 768}
assert abs(inches - 192 / 72) < 0.01
PYTHON
