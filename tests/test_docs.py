"""What the documentation says is what the package does."""

import doctest
import re

import docs_pictures
import docs_sections
import pyarrow.parquet as pq
import pytest
from conftest import ROOT

import tracker
from tracker.cli import VERBS
from tracker.diff.render import words
from tracker.diff.render.machine import to_arrow
from tracker.release.reading import shelf


@pytest.mark.parametrize("page", docs_sections.PAGES)
def test_generated_sections_are_fresh(page):
    assert docs_sections.refreshed(page) == (ROOT / page).read_text(encoding="utf-8"), "run make docs"


def test_pictures_are_fresh_and_small():
    for name in docs_pictures.PICTURES:
        file = docs_pictures.FOLDER / name
        assert docs_pictures.drawn(name) == file.read_text(encoding="utf-8"), "run make docs"
    assert {p.name for p in docs_pictures.FOLDER.iterdir()} == set(docs_pictures.PICTURES)
    assert sum(p.stat().st_size for p in docs_pictures.FOLDER.iterdir()) < 400_000


WITH_EXAMPLES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in sorted((ROOT / "tracker").rglob("*.py"))
    if re.search(r"^ *>>> ", path.read_text(encoding="utf-8"), re.MULTILINE)
]
"""Every module whose words show a call."""


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_docstring_examples_run(module):
    import importlib

    found = importlib.import_module(module)
    result = doctest.testmod(found, extraglobs={"dt": __import__("datetime")})
    assert result.attempted > 0
    assert result.failed == 0


def test_readme_names_every_verb_and_every_call():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for verb in VERBS:
        assert re.search(rf"`(tracker )?{verb}\b", text), verb
    for name in dir(tracker):
        if name not in {"errors", "__version__"}:
            assert f"tracker.{name}" in text, name


def test_pages_name_versions_that_exist():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    named = set(re.findall(r"releases/(\d+\.\d+\.\d+)/|version=\"(\d+\.\d+\.\d+)\"", text))
    assert {v for pair in named for v in pair if v} <= set(shelf.versions())


def test_readme_query_runs_and_agrees_with_position():
    import duckdb

    text = (ROOT / "README.md").read_text(encoding="utf-8")
    query = re.search(r"```sql\n(.*?)```", text, re.DOTALL)[1].replace("tracker/releases", f"{ROOT}/tracker/releases")
    found = set(duckdb.connect().execute(query).fetchall())
    position = tracker.position("2024-12-31", version="0.5.0")
    strict = position[position["level"] >= "barred"][["jurisdiction", "vendor", "segment", "level"]]
    assert set(strict.astype(str).itertuples(index=False, name=None)) == found


def test_changelog_has_a_section_for_every_release_and_citation_names_the_newest():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for version in shelf.versions():
        assert f"## {version} ({shelf.find(version).released})" in changelog
    newest = shelf.find()
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {newest.version}\n" in citation
    assert f"\ndate-released: {newest.released}\n" in citation


@pytest.mark.parametrize("version", shelf.versions()[1:])
def test_every_published_change_is_in_the_changes_of_its_release(version):
    known = shelf.versions()
    found = tracker.diff(known[known.index(version) - 1], version, limit=None)
    changes = (shelf.find(version).path / "CHANGES.md").read_text(encoding="utf-8")
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert found.counts.rows > 0
    cells = shelf.find(version).path / "changes.parquet"
    if cells.exists():
        assert pq.read_table(cells).equals(to_arrow(found))
    listed = f"`{cells.name}`" not in changes
    for table, row in found if listed else ():
        line = f"- {row.kind}: `{words.key(row)}`"
        assert line in changes, (table, line)
        for cell in row.cells if row.kind == "changed" else ():
            assert f"  - {cell.column}: " in changes
    assert all(f"- {words.effect(e).split(':')[0]}" in changes for e in found.effects)
    for line in words.summary(found):
        assert f"- {line}" in changes
        assert f"- {line}" in changelog


def test_links_inside_the_repository_resolve():
    for page in (*docs_sections.PAGES, "data/FOUNDING-ARTICLE.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
            if not target.startswith("http"):
                assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


def test_every_row_of_the_founding_article_exists_in_the_first_release():
    text = (ROOT / "data" / "FOUNDING-ARTICLE.md").read_text(encoding="utf-8")
    table = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    assert [int(line.split("|")[1]) for line in table] == list(range(1, 22))
    events = set(tracker.load("events", version="0.1.0")["event_id"])
    for line in table:
        named = re.findall(r"`([a-z]{2,3}-\d{8}-[a-z0-9-]+)`", line)
        assert named, line
        assert set(named) <= events
    mentioned = set(re.findall(r"`([a-z]{2,3}-\d{8}-[a-z0-9-]+)`", text))
    assert events == mentioned
