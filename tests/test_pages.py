"""The pages of the documentation: their examples run, their links lead somewhere, nothing is left out."""

import doctest
import re
import subprocess

import pandas as pd
import pytest
from click.testing import CliRunner
from conftest import ROOT

import tracker
from tracker.cli import VERBS
from tracker.cli import tracker as command

DOCS = ROOT / "docs"
PAGES = {p.relative_to(ROOT).as_posix(): p.read_text(encoding="utf-8") for p in sorted(DOCS.rglob("*.md"))}
PAGES["README.md"] = (ROOT / "README.md").read_text(encoding="utf-8")
NETWORK = {"fetch", "links"}
"""Verbs whose examples would ask a network."""


@pytest.mark.parametrize("page", [p for p, text in PAGES.items() if "```pycon" in text])
def test_every_example_of_a_page_runs(page):
    source = "\n".join(re.findall(r"```pycon\n(.*?)```", PAGES[page], re.DOTALL))
    test = doctest.DocTestParser().get_doctest(source, {"tracker": tracker}, page, page, 0)
    assert test.examples
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


def lines():
    for page, text in PAGES.items():
        for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
            for line in re.findall(r"^\$ (tracker .*)$", block, re.MULTILINE):
                if line.split()[1] not in NETWORK:
                    yield pytest.param(line, id=f"{page}: {line}")


@pytest.mark.parametrize("line", list(lines()))
def test_every_command_of_a_page_runs(line, tmp_path, monkeypatch):
    import shlex

    args = shlex.split(line)[1:]
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(command, args)
    # 1 is what a diff says when something differs.
    assert found.exit_code == (1 if args[0] == "diff" else 0), found.output


def test_the_query_of_the_files_page_gives_its_table(monkeypatch):
    import duckdb

    monkeypatch.chdir(ROOT)
    text = PAGES["docs/start/files.md"]
    found = duckdb.connect().sql(re.search(r"```sql\n(.*?)```", text, re.DOTALL)[1]).fetchall()
    table = re.search(r"\| level \| n \|\n\|---\|---\|\n((?:\|.*\n)+)", text)[1]
    assert [f"| {level} | {n} |" for level, n in found] == table.splitlines()


def test_the_first_and_the_last_year_of_the_panel_are_as_the_pages_say():
    """When it begins, what ends it, and on which day each version reads the year that is not over."""
    files = " ".join(PAGES["docs/start/files.md"].split())
    said = re.findall(r"(\d\.\d\.\d) (?:reads it )?on its (cutoff|horizon), (\d{4}-\d\d-\d\d)", files)
    assert [v for v, _, _ in said] == ["0.5.0", "0.6.0"]
    for version, what, day in said:
        table = tracker.load("panel_year", version=version)
        late = table[~table["complete"]]
        assert set(late["on"].dt.date.astype(str)) == {day} == {table.attrs[what]}
        assert set(table.groupby(["jurisdiction", "vendor", "segment", "year"], observed=True).size()) == {2}
        assert f"begins in {table['year'].min()}" in files
    panel = tracker.panel("YE", vendor="huawei", segment="access")
    assert "begins in 2010" in " ".join(PAGES["README.md"].split())
    assert (panel["period"].dt.year.min(), panel["period"].max() <= pd.Timestamp(panel.attrs["cutoff"])) == (2010, True)


def test_every_page_is_reached_from_the_first():
    listed = set(
        re.findall(
            r"^([\w/-]+)$", "\n".join(re.findall(r"```\{toctree\}(.*?)```", PAGES["docs/index.md"], re.DOTALL)), re.M
        )
    )
    assert {f"docs/{name}.md" for name in listed} == set(PAGES) - {"README.md", "docs/index.md"}


def test_every_public_name_and_every_verb_is_in_the_reference():
    for name in set(dir(tracker)) - {"__version__"}:
        assert f"## tracker.{name}\n" in PAGES["docs/reference/api.md"], name
    # The page of commands is made from the command itself.
    assert list(command.list_commands(None)) == list(VERBS)
    assert "tracker.cli:tracker" in PAGES["docs/reference/cli.md"]


def test_the_readme_leads_to_every_page():
    for page in set(PAGES) - {"README.md", "docs/index.md", "docs/howto/ask.md"}:
        assert f"]({page})" in PAGES["README.md"], page
    assert len(PAGES["README.md"].splitlines()) < 330


def test_the_site_builds_without_a_warning(tmp_path):
    python = ROOT / ".venv-docs" / "bin" / "python"
    if not python.exists():
        pytest.skip("no generator here: make site-docs brings it")
    build = [python, "-m", "sphinx", "-b", "html", "--fail-on-warning", "--keep-going", "-q", "docs", tmp_path]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for page in tmp_path.rglob("*.html"):
        loaded = re.findall(
            r"<(?:script|img|link)[^>]*(?:src|href)=\"(https?:[^\"]+)", page.read_text(encoding="utf-8")
        )
        assert not loaded, f"{page.name} loads {loaded}"
