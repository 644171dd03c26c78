"""Forms, templates, hooks and the Makefile of the repository say and do what the package does."""

import os
import re
import shutil
import subprocess
import tomllib

import interpreters
import pytest
import yaml
from conftest import ROOT
from packaging.requirements import Requirement

from tracker.cli import VERBS
from tracker.schema import TABLES, curated_tables, table

FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
PAGES = [
    *FORMS,
    ROOT / ".github" / "PULL_REQUEST_TEMPLATE.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / ".pre-commit-config.yaml",
]


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def test_the_forms_are_there():
    assert [read(p)["name"] for p in FORMS if p.name != "config.yml"] == [
        "Bug",
        "A source is missing",
        "This row is wrong",
    ]


def test_every_yaml_file_of_the_repository_is_yaml():
    files = list(ROOT.glob(".*.y*ml")) + list((ROOT / ".github").rglob("*.y*ml"))
    assert len(files) >= 5
    for path in files:
        assert isinstance(read(path), dict), path


@pytest.mark.parametrize("path", [p for p in FORMS if p.name != "config.yml"], ids=lambda p: p.stem)
def test_a_form_keeps_the_rules_of_forms(path):
    form = read(path)
    assert form.keys() <= {"name", "description", "title", "labels", "body", "assignees"}
    assert len(form["description"]) <= 200
    ids = [part["id"] for part in form["body"] if part["type"] != "markdown"]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z][a-z0-9_-]*", i) for i in ids)
    labels = [part["attributes"]["label"] for part in form["body"] if part["type"] != "markdown"]
    assert len(labels) == len(set(labels))
    for part in form["body"]:
        assert part["type"] in {"markdown", "input", "textarea", "dropdown", "checkboxes"}
        assert part.keys() <= {"type", "id", "attributes", "validations"}
        assert part["attributes"].keys() <= {"label", "description", "placeholder", "value", "render", "options"}
    assert any(part.get("validations", {}).get("required") for part in form["body"])


def test_the_forms_offer_the_tables_and_kinds_that_there_are():
    def options(name, part):
        form = read(ROOT / ".github" / "ISSUE_TEMPLATE" / name)
        return next(p["attributes"]["options"] for p in form["body"] if p.get("id") == part)

    assert options("wrong-row.yml", "table") == [t.name for t in curated_tables()]
    assert options("missing-source.yml", "kind") == list(table("sources").field("kind").values)


def test_the_hooks_run_what_the_package_has():
    (repo,) = read(ROOT / ".pre-commit-config.yaml")["repos"]
    assert repo["repo"] == "local"
    entries = [hook["entry"] for hook in repo["hooks"]]
    assert entries[:2] == ["tracker tidy", "tracker validate"]
    assert any(e.startswith("ruff check") for e in entries)
    for hook in repo["hooks"]:
        assert hook["language"] == "system"
        assert {"id", "name", "entry"} <= hook.keys()
        if "files" in hook:
            assert re.search(hook["files"], "data/stances.csv")
            assert not re.search(hook["files"], "tracker/releases/0.1.0/CHANGES.md")


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_every_command_that_is_named_exists(path):
    named = set(re.findall(r"`tracker ([a-z]+)", path.read_text(encoding="utf-8")))
    assert named <= {*VERBS}, named - {*VERBS}


def test_every_target_that_contributing_names_exists():
    named = set(re.findall(r"\bmake ([a-z-]+)\b(?=`|  )", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"setup", "test-all"} <= named <= targets


def test_every_table_that_contributing_sends_people_to_exists():
    named = set(re.findall(r"`([a-z_]+)\.csv`", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert {"events", "sources", "stances"} <= named <= set(TABLES)


def test_the_workflows_run_what_there_is():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for path in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        for job in read(path)["jobs"].values():
            for line in (step.get("run", "") for step in job["steps"]):
                for made in re.findall(r"\bmake ([a-z -]+)", line):
                    assert set(made.split()) <= targets, path
                for verb in re.findall(r"\.venv/bin/tracker ([a-z]+)", line):
                    assert verb in VERBS, path
            assert "timeout-minutes" in job, path


def test_the_workflow_tests_every_python_that_is_named():
    job = read(ROOT / ".github" / "workflows" / "test.yml")["jobs"]["every-python"]
    assert set(interpreters.VERSIONS) <= set(job["strategy"]["matrix"]["python"])


def pins(name):
    """Pinned packages of a file, with their hashes."""
    return {p.strip() for p in re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8")) if p.strip()}


def test_the_demo_installs_what_the_package_needs_and_the_same_versions_as_the_tests():
    mine = pins("constraints-run.txt")
    assert mine <= pins("constraints.txt"), "run make constraints"
    whole = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, built = whole["project"], whole["build-system"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["page"], *built["requires"], "editables"]
    names = {re.split(r"[=\[ ]", p)[0] for p in mine}
    assert {Requirement(w).name for w in wanted} <= names
    assert len(mine) < len(pins("constraints.txt")) / 3
    assert "pytest" not in names


def test_after_the_demo_the_command_is_there():
    """README goes on with it: the package is installed with what it needs, and not only beside the tests."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    steps = re.search(r"^\$\(RUN\):.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)[1].splitlines()
    assert "--no-build-isolation --editable ." in steps[-2]
    assert "constraints-run.txt" in steps[-3]
    # While pip works, which takes long, it has been said that it does.
    assert any("echo" in s and "takes" in s for s in steps[:-3])


@pytest.fixture
def debian(tmp_path):
    """``make can-venv`` with a Python that cannot make environments until ``apt-get`` has installed its package."""
    programs = {
        "python3": f'test -e "{tmp_path}/python3-venv"',
        "apt-get": f'for last; do :; done; test "$last" = update || touch "{tmp_path}/$last"',
        "id": 'echo "$WHO"',
    }
    for name, body in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)

    def make(who, *more):
        # What an outer make hands down to an inner one is left out: the inner one would speak of both.
        env = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
        env |= {"PATH": f"{tmp_path}{os.pathsep}{env['PATH']}", "WHO": str(who)}
        made = ["make", "can-venv", f"PYTHON={tmp_path / 'python3'}", *more]
        return subprocess.run(made, cwd=ROOT, env=env, capture_output=True, text=True, check=False)

    return make


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed: sudo apt-get install make")
def test_root_is_brought_what_makes_an_environment_and_others_are_told(debian, tmp_path):
    told = debian(1000)
    assert told.returncode == 2
    assert "on Debian: sudo apt-get install python3-venv" in told.stderr
    assert not (tmp_path / "python3-venv").exists()
    brought = debian(0)
    assert brought.returncode == 0, brought.stderr
    assert "installing python3-venv" in brought.stdout
    assert debian(1000).stdout == ""


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed: sudo apt-get install make")
def test_without_a_python_make_says_what_it_wants(debian):
    said = debian(0, "PYTHON=")
    assert said.returncode == 2
    assert "Python 3.11 or newer was not found" in said.stderr


def test_make_looks_for_every_python_that_is_named():
    (looked,) = re.findall(
        r"^PYTHON \?= .* for p in ([^;]+);", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert looked.split() == ["python3", *(f"python{v}" for v in reversed(interpreters.VERSIONS))]
