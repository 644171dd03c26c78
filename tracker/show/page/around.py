"""What stands around the pages: which there are for searchers, and a picture for those who share the address."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from tracker.errors import TrackerError
from tracker.release.descriptor.manifest import Release
from tracker.show.page.links import Site
from tracker.show.palette import LIGHT

CARD = "card.png"
"""Picture of the site for whoever shares its address."""

SIZE = (1200, 630)
"""Its pixels: the shape that those who share addresses cut no part of."""

SVG = "http://www.w3.org/2000/svg"
MAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"


def files(pages: Iterable[str], release: Release, site: Site) -> dict[str, bytes]:
    """``sitemap.xml`` and ``robots.txt``; nothing without a base address, which both must name.

    Parameters
    ----------
    pages : iterable of str
        Paths of the pages that a searcher should know.
    release : Release
    site : Site

    Returns
    -------
    dict of str to bytes
    """
    if site.base is None:
        return {}
    ElementTree.register_namespace("", MAPS)
    root = ElementTree.Element(f"{{{MAPS}}}urlset")
    day = (release.released or release.cutoff).isoformat()
    for path in pages:
        url = ElementTree.SubElement(root, f"{{{MAPS}}}url")
        ElementTree.SubElement(url, f"{{{MAPS}}}loc").text = site.at(path)
        ElementTree.SubElement(url, f"{{{MAPS}}}lastmod").text = day
    ElementTree.indent(root, " ")
    listing = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
    return {
        "sitemap.xml": listing,
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {site.base}sitemap.xml\n".encode(),
    }


def card(release: Release, vendor: str, segment: str) -> bytes | None:
    """The world map of the cutoff as a PNG of the size that those who share an address show whole.

    Parameters
    ----------
    release : Release
    vendor, segment : str

    Returns
    -------
    bytes or None
        :data:`SIZE` pixels; None where the extra ``[plot]`` is not installed.
    """
    try:
        import vl_convert

        from tracker.show.plot import maps
        from tracker.show.plot.save import rendered

        chart = maps.world(vendor=vendor, segment=segment, version=release.path, width=1000, lists=False)
        drawn = rendered(chart.to_dict(validate=False), ".svg").decode()
        return bytes(vl_convert.svg_to_png(framed(drawn, *SIZE), scale=1, ppi=72))
    except (ImportError, TrackerError):
        return None


def framed(drawn: str, width: int, height: int) -> str:
    """A picture in the middle of paper of a given size, as large as it can be and whole.

    Parameters
    ----------
    drawn : str
        SVG with a view box.
    width, height : int
        Pixels.

    Returns
    -------
    str
        SVG.
    """
    ElementTree.register_namespace("", SVG)
    inner = ElementTree.fromstring(drawn)
    inner.attrib |= {"x": "0", "y": "0", "width": str(width), "height": str(height)}
    outer = ElementTree.Element(f"{{{SVG}}}svg", width=str(width), height=str(height))
    paper = {"width": "100%", "height": "100%", "fill": LIGHT.background}
    outer.append(ElementTree.Element(f"{{{SVG}}}rect", paper))
    outer.append(inner)
    return ElementTree.tostring(outer, encoding="unicode")
