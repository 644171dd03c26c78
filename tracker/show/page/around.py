"""What stands around the pages: which there are for searchers, and a picture for those who share the address."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

from tracker.errors import TrackerError
from tracker.release.descriptor.manifest import Release
from tracker.show.page.links import Site

CARD = "card.png"
"""Picture of the site for whoever shares its address."""

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
    """The world map of the cutoff as a PNG; None where the extra ``[plot]`` is not installed.

    Parameters
    ----------
    release : Release
    vendor, segment : str

    Returns
    -------
    bytes or None
    """
    try:
        from tracker.show.plot import maps
        from tracker.show.plot.save import rendered

        chart = maps.world(vendor=vendor, segment=segment, version=release.path, width=1000)
        return rendered(chart.to_dict(validate=False), ".png", scale=1.2)
    except (ImportError, TrackerError):
        return None
