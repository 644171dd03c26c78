"""Sections of the documentation that are made from the data; run this file to write them anew."""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SECTION = re.compile(r"(<!-- generated: ([^>]+?) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
PAGES = (
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "GOVERNANCE.md", "data/COVERAGE.md"),
    *sorted(p.relative_to(ROOT).as_posix() for p in (ROOT / "docs").rglob("*.md")),
)


def make(name: str, now: str) -> str:
    """Text of one section, of which some keep what stands there ``now`` and derive the rest."""
    what, _, version = name.partition(" ")
    return {
        "releases": _releases,
        "coverage": _coverage,
        "reach": _reach,
        "scales": _scales,
        "evidence": _evidence,
        "tally": _tally,
        "show": _show,
        "citation": _citation,
        "codes": _codes,
        "comparing": _comparing,
        "bench": _bench,
        "pictures": _pictures,
        "clocks": _clocks,
        "codebook": _codebook,
        "api": _api,
        "extras": lambda: _extras(now),
        "changes": lambda: _changes(version),
    }[what]()


def refreshed(page: str) -> str:
    """A page's text with every section made anew."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return SECTION.sub(lambda m: m[1] + make(m[2], m[3]).strip("\n") + "\n" + m[4], text)


def _clocks() -> str:
    from docs_pictures import PICTURES

    return f"![{PICTURES['clocks.svg'][1]}](img/clocks.svg)"


def _codebook() -> str:
    """The newest release's own codebook, taken in when the site is built."""
    from tracker.release.reading import shelf

    path = f"../../tracker/releases/{shelf.find().version}/CODEBOOK.md"
    return f"The newest release's own: [CODEBOOK.md]({path}).\n\n```{{include}} {path}\n:start-line: 1\n```"


def _api() -> str:
    """Every public name, each documented where it is defined."""
    import tracker

    blocks = []
    for name in sorted(set(dir(tracker)) - {"__version__", "errors", "plot"}):
        found = getattr(tracker, name)
        home = found.__module__ if isinstance(found, type(_api)) else f"tracker.{name}"
        blocks.append(f"## tracker.{name}\n\n```{{eval-rst}}\n.. autofunction:: {home}.{name}\n```")
    blocks.append(
        f"## tracker.plot\n\n```{{eval-rst}}\n.. autoclass:: {type(tracker.plot).__module__}.Plots\n   :members:\n```"
    )
    blocks.append("## tracker.errors\n\n```{eval-rst}\n.. automodule:: tracker.errors\n   :members:\n```")
    return "\n\n".join(blocks)


def _extras(table: str) -> str:
    """A table of verbs or calls as it stands, its last column made anew: the extra that each needs."""
    from needs import extras

    head, rule, *rows = table.strip().splitlines()
    cells = [row.strip("| ").split(" | ") for row in rows]
    return "\n".join([head, rule, *(f"| {first} | {does} | {extras(first)} |" for first, does, *_ in cells)])


def _releases() -> str:
    from tracker.release.reading import shelf
    from tracker.release.reading.horizon import horizon

    lines = [
        "| version | released | looked until | evidence reaches to | events | sources | stances | reviews | forecasts |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for version in reversed(shelf.versions()):
        r = shelf.find(version)
        rows = [str(r.resource(t)["rows"]) for t in ("events", "sources", "stances", "reviews", "forecasts")]
        lines.append(f"| {' | '.join([version, str(r.released), str(r.cutoff), str(horizon(r)), *rows])} |")
    return "\n".join(lines)


def _coverage() -> str:
    """Every jurisdiction, its events, and how much of it is coded."""
    import tracker

    names = tracker.load("jurisdictions").set_index("jurisdiction")["name"]
    cells = tracker.load("coverage")
    events = tracker.load("events")["jurisdiction"].value_counts()
    lines = [
        "| jurisdiction | name | events | cells looked into | of these coded | newest evidence |",
        "|---|---|---|---|---|---|",
    ]
    for code, name in names.items():
        own = cells[cells["jurisdiction"] == code]
        newest = own["evidence_until"].max()
        row = [f"`{code}`", name, events.get(code, 0), len(own), (own["finding"] == "coded").sum()]
        lines.append(f"| {' | '.join(map(str, row))} | {'' if newest != newest else newest.date()} |")
    return "\n".join(lines)


def _reach() -> str:
    """Which jurisdictions have a position or a review, and which were looked into without."""
    import tracker

    cells = tracker.load("coverage")
    coded = set(cells.loc[cells["finding"] == "coded", "jurisdiction"])
    regions = tracker.load("jurisdictions").set_index("jurisdiction")["region"].astype(object).fillna("not in M49")
    lines = ["| region | with positions or reviews | looked into, nothing codable |", "|---|---|---|"]
    for region in sorted(set(regions), key=lambda r: (r == "not in M49", r)):
        here = regions.index[regions == region]
        yes, no = (" ".join(c for c in here if (c in coded) is wanted) for wanted in (True, False))
        lines.append(f"| {region} | {yes} | {no} |")
    return "\n".join(lines)


def _scales() -> str:
    """What the levels, the bases and the segments mean, in the codebook's words."""
    import tracker

    values = tracker.codebook("stances").set_index("column")["values"]
    lines = ["| column | value | means |", "|---|---|---|"]
    for column in ("level", "basis", "segment"):
        for at, (value, text) in enumerate(values[column].items()):
            rank = f" ({at})" if column == "level" else ""
            lines.append(f"| {column} | `{value}`{rank} | {text.partition(': ')[2]} |")
    return "\n".join(lines)


def _evidence() -> str:
    from tracker.curation.dataset import read_folder
    from tracker.curation.stats import figures

    return figures(read_folder(ROOT / "data")).to_markdown()


def _tally() -> str:
    return run(["forecasts", "--by", "year", "--format", "markdown"])


def _show() -> str:
    return "```text\n" + run(["show", "GBR", "--on", "2018-12-07", "--release", "0.5.0", "--segment", "core"]) + "```"


def run(args: list[str]) -> str:
    """What a command prints, 80 columns wide."""
    from tracker.cli import main

    out = io.StringIO()
    before = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    try:
        with contextlib.redirect_stdout(out), contextlib.suppress(SystemExit):
            main(args)
    finally:
        if before is None:
            del os.environ["COLUMNS"]
        else:
            os.environ["COLUMNS"] = before
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _citation() -> str:
    import tracker

    return "> " + tracker.load("vendors").attrs["citation"]


def _codes() -> str:
    from tracker.curation.validate import code_table

    return code_table()


def _comparing() -> str:
    from tracker.diff.types import table

    return table()


def _bench() -> str:
    results = (ROOT / "tests" / "benchmarks" / "RESULTS.md").read_text(encoding="utf-8")
    return "\n".join(line for line in results.splitlines() if line.startswith("|"))


def _pictures() -> str:
    import docs_pictures

    return docs_pictures.section()


def _changes(version: str) -> str:
    from tracker.curation.publish import summary_of
    from tracker.diff import diff
    from tracker.release.reading import shelf

    known = shelf.versions()
    at = known.index(version)
    counts = {r["name"]: r["rows"] for r in shelf.find(version).descriptor["resources"] if r["rows"]}
    found = diff(known[at - 1], version, limit=None) if at else None
    return "\n".join(f"- {line}" for line in summary_of(found, counts))


def citation_file() -> str:
    """``CITATION.cff``, from the descriptor of the newest release."""
    import textwrap

    from tracker.release.reading import shelf

    newest = shelf.find()
    about = newest.descriptor
    lines = [
        "cff-version: 1.2.0",
        "message: If you use this dataset, please cite the version you used.",
        "type: dataset",
        f"title: {about['title']}",
        "abstract: >-",
        *(f"  {line}" for line in textwrap.wrap(about["description"], 112)),
        "authors:",
        *(f"  - name: {c['title']}" for c in about["contributors"]),
        f"version: {newest.version}",
        f"date-released: {newest.released}",
        f"license: {about['licenses'][0]['name']}",
        "keywords:",
        *(f"  - {k}" for k in about["keywords"]),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    citation = ROOT / "CITATION.cff"
    if citation_file() != citation.read_text(encoding="utf-8"):
        citation.write_text(citation_file(), encoding="utf-8")
        sys.stdout.write("rewritten: CITATION.cff\n")
    for page in PAGES:
        text = refreshed(page)
        if text != (ROOT / page).read_text(encoding="utf-8"):
            (ROOT / page).write_text(text, encoding="utf-8")
            sys.stdout.write(f"rewritten: {page}\n")
