"""Every file of the site from a release, and the folder they are moved into when all are written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from tracker.aside import aside, exchange, folders_for
from tracker.errors import BadValueError, TrackerError
from tracker.release.descriptor import plain
from tracker.release.descriptor.manifest import Release, parse_version
from tracker.release.reading import shelf
from tracker.release.verifying.verify import verify
from tracker.show import counts, shapes
from tracker.show.page import around, changes, country, downloads, due, effects, feeds, forecasts, maps, scripts, words
from tracker.show.page.data import Content, read
from tracker.show.page.environment import environment
from tracker.show.page.links import Site
from tracker.show.page.look import stylesheet
from tracker.show.page.timeline import timeline

_LISTING_LIMIT = 50_000_000  # Bytes of the list of what a site wrote; a pipe in its place is not read.

LISTING = "site.json"
"""File that says what was written, so that a later writing replaces that and nothing else."""

_HERE = Path(__file__).parent


def write(
    version: str | Path | None,
    out: Path,
    *,
    force: bool = False,
    base: str | None = None,
    repository: str | None = None,
) -> dict[str, int]:
    """Write the site of a release into a folder.

    Parameters
    ----------
    version : str, pathlib.Path or None
        As for :func:`tracker.load`.
    out : pathlib.Path
        Folder to make. It may exist when it is empty.
    force : bool
        Replace a site that was written there before. A folder with anything else in it is never replaced.
    base : str, optional
        Web address at which ``index.html`` will stand: pages then name it, and searchers get a list of them.
    repository : str, optional
        Web address of the repository in which readers may say that something is wrong. Without one, no page asks.

    Returns
    -------
    dict of str to int
        Size in bytes of every file, by its path inside the folder.

    Raises
    ------
    TrackerError
        When the folder must not be replaced, an address is none, or Jinja is missing.
    OSError
        When it cannot be written; nothing is left behind, and what was there is untouched.
    """
    site = Site.of(base, repository)
    _may_write(out, force)
    release = shelf.find(version)
    if not plain.is_own(release.path):
        verify(release)  # Pages say what rows refer to: it must be there.
    files = render(release, site)
    target = out.resolve()
    with folders_for(target), aside(target.parent, target.name) as beside:
        fresh, old = beside / "new", beside / "old"
        for name, content in files.items():
            path = plain.inside(fresh, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _may_write(out, force)  # The folder may have changed while the site was written.
        exchange(fresh, target, old)
    return {name: len(content) for name, content in files.items()}


def _may_write(out: Path, force: bool) -> None:
    if not out.exists() and not out.is_symlink():
        return
    if not out.is_dir():
        raise BadValueError("is no folder", where=str(out), expected="a new or empty folder")
    if not any(out.iterdir()):
        return
    try:
        listing = plain.load_json(plain.read(out / LISTING, _LISTING_LIMIT, links=False))
        written = {LISTING, *map(str, listing["files"])}
    except (OSError, ValueError, KeyError, TypeError):
        written = set()
    if not force:
        hint = "Add --force to replace the site in it." if written else "Choose a new or an empty folder."
        raise TrackerError("the folder is not empty, so nothing was written", where=str(out), hint=hint)
    # A few are enough: whoever names a large folder by mistake need not wait until all of it is listed.
    foreign = list(islice((name for name in _names(out) if name not in written), 4))
    if foreign or not written:
        raise TrackerError(
            "the folder holds something else than a site written before, so it is not replaced",
            where=str(out),
            got=", ".join(foreign[:3]) + (", ..." if len(foreign) > 3 else "") if foreign else "empty folders",
            hint="Choose another folder, or move that away.",
        )


def _names(folder: Path, inside: str = "") -> Iterator[str]:
    """Paths of all files and links below a folder, in order; a folder that cannot be read stands for what it holds."""
    try:
        entries = {e.name + "/" * e.is_dir(follow_symlinks=False): e for e in os.scandir(folder)}
    except OSError:
        yield inside
        return
    for name in sorted(entries):
        if name.endswith("/"):
            yield from _names(Path(entries[name].path), inside + name)
        else:
            yield inside + name


def render(release: Release, site: Site | None = None) -> dict[str, bytes]:
    """Every file of the site, by its path, without writing any. The same release gives the same bytes.

    Parameters
    ----------
    release : Release
    site : Site, optional
        Addresses that only whoever publishes knows.

    Returns
    -------
    dict of str to bytes

    Raises
    ------
    TrackerError
        When Jinja is missing.
    ReleaseError
        When a file of the release is missing or damaged.
    """
    site = site or Site()
    content = read(release)
    changed = effects.by_event(content)
    env = environment(content, site)
    files = {f"static/{p.name}": p.read_bytes() for p in sorted((_HERE / "static").iterdir()) if p.is_file()}
    files["static/look.css"] = stylesheet(content.values("stances", "level")).encode()
    files["static/data.js"] = _script("trackerData", scripts.for_scripts(content, site))
    files["static/acts.js"] = _script("trackerActs", scripts.acts(content))
    if site.base and (card := around.card(release, *words.start(content))):
        files[around.CARD] = card
    env.globals |= {"card": around.CARD if around.CARD in files else None, "changed": changed}
    taken = downloads.files(release)
    releases = _changes(release)
    codes = set(content.names)
    front = {"maps": [maps.draw(name, codes) for name in ("world", "europe")], "tally": _tally(content)}
    pages: dict[str, dict[str, Any]] = {
        "index.html": {**front, "due": due.by_year(content)},
        "embed.html": front,
        "forecasts.html": forecasts.listed(content),
        "changes.html": {"releases": releases},
        "codebook.html": {},
        "data.html": {"downloads": downloads.listed(release, taken), "citations": downloads.citations(release)},
    }
    for name, more in pages.items():
        template = env.get_template(name)
        files[name] = template.render(here=name, path=name, root="", **more).encode()
    template = env.get_template("jurisdiction.html")
    for code in content.names:
        path = "j/" + plain.name(f"{code}.html", where="a jurisdiction's code")
        page = template.render(here="", path=path, root="../", code=code, **_country(content, code, changed))
        files[path] = page.encode()
    files |= feeds.files(content, releases, site, changed)
    files |= around.files([p for p in files if p.endswith(".html") and p != "embed.html"], release, site)
    files |= {f"data/{name}": found for name, found in taken.items()}
    about = {"title": release.descriptor["title"], "version": release.version, "files": sorted(files)}
    files[LISTING] = (json.dumps(about, indent=1) + "\n").encode()
    return dict(sorted(files.items()))


def _country(content: Content, code: str, changed: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "timeline": timeline(content, code),
        "years": country.years(content, code, changed),
        "law": country.in_law(content, code),
        "vendors_named": " and ".join(content.labels("stances", "vendor").values()),
    }


def _script(name: str, value: Any) -> bytes:
    # As a script, since a page read from disk may not fetch; ASCII, so that no character can end it early.
    return f"globalThis.{name}={json.dumps(value, separators=(',', ':'))};\n".encode()


def _tally(content: Content) -> dict[str, int]:
    """Counts of the legend before a script has run: the world on the cutoff, as the page opens."""
    vendor, segment = words.start(content)
    state, rows = words.state_of(content), content.positions
    states = {j: state(j, v, s) for j, v, s in content.cells if (v, s) == (vendor, segment)}
    unions = counts.unions(content.release)
    drawn = shapes.region("world").shapes
    found = counts.tally(states, content.values("stances", "level"), unions=unions, drawn=drawn)
    also = [r for (j, v, s), r in rows.items() if (v, s) == (vendor, segment) and j not in unions]
    return {**found, "reviewed": sum(bool(r["level"] and r["under_review"]) for r in also)}


def _changes(release: Release) -> list[tuple[Release, list[changes.Section]]]:
    """This release and the bundled ones before it, newest first."""
    known = [shelf.find(v) for v in shelf.versions() if parse_version(v) < parse_version(release.version)]
    found = []
    for one in [release, *reversed(known)]:
        said = [d for d in one.descriptor.get("documents", ()) if d["path"] == "CHANGES.md"]
        found.append((one, changes.parse(one.document(said[0]).decode("utf-8", "replace")) if said else []))
    return found
