"""The built wheel and sdist, installed in fresh environments away from the checkout, have all that they need.

``make test`` tries the Python that runs the tests; ``make test-all`` every one from 3.11 to 3.14 that is here, and runs
all tests from the sdist in each.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import interpreters
import pytest
from conftest import ROOT
from needs import NEEDS
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tracker.cli import VERBS

pytestmark = [pytest.mark.packaging, pytest.mark.slow]


def call(*command, cwd, expect=0):
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == expect, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    out = tmp_path_factory.mktemp("sdist")
    call(sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (found,) = out.glob("*.tar.gz")
    return found


@pytest.fixture(scope="module")
def unpacked(sdist, tmp_path_factory):
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (found,) = folder.iterdir()
    return found


def wheel_of(source, out):
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, source, cwd=out)
    (found,) = out.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return wheel_of(ROOT, tmp_path_factory.mktemp("dist"))


def requirements_of(wheel):
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode()).get_all("Requires-Dist", [])


def closure(requirements, version):
    """Names of all distributions that the requirements need on a Python, found by following what each declares."""
    todo, names = [Requirement(r) for r in requirements], set()
    python = {"python_version": version, "python_full_version": f"{version}.0"}
    while todo:
        requirement = todo.pop()
        extras = requirement.extras or {""}
        if requirement.marker and not requirement.marker.evaluate({"extra": "", **python}):
            continue
        name = canonicalize_name(requirement.name)
        first = name not in names
        names.add(name)
        try:
            declared = distribution(name).requires or []
        except PackageNotFoundError:
            declared = []  # Not needed by the Python that runs this; pip check says so if it needs something.
        for text in declared:
            inner = Requirement(text)
            wanted = inner.marker is None or any(inner.marker.evaluate({"extra": e, **python}) for e in extras)
            if wanted and (first or "extra" in str(inner.marker)) and canonicalize_name(inner.name) not in names:
                todo.append(Requirement(text.split(";")[0]))
    return names


def environment(version, folder):
    """A fresh environment of a Python: its interpreter, and the start of a command that works on what it holds.

    The pip that runs the tests serves it: to bring one along would take longer than the wheel. Modules are compiled when
    they are first used.
    """
    call(interpreters.find(version), "-m", "venv", "--without-pip", folder / "env", cwd=folder)
    interpreter = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    return interpreter, (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", interpreter)


INSTALL = ("install", "--quiet", "--no-compile")


@pytest.fixture(scope="module", params=interpreters.VERSIONS)
def python(request, wheel, tmp_path_factory):
    """Interpreter of an environment that holds the wheel and what it declares, at the pinned versions."""
    if reason := interpreters.why_not(request.param):
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("fresh")
    interpreter, pip = environment(request.param, folder)
    pins = re.split(r"\n(?=\S)", (ROOT / "constraints.txt").read_text(encoding="utf-8"))
    names = closure(requirements_of(wheel), request.param)
    chosen = [p for p in pins if p and canonicalize_name(re.split(r"[=\[ ]", p)[0]) in names]
    (folder / "pins.txt").write_text("\n".join(chosen) + "\n", encoding="utf-8")
    call(*pip, *INSTALL, "--no-deps", "--require-hashes", "-r", folder / "pins.txt", cwd=folder)
    call(*pip, *INSTALL, "--no-deps", wheel, cwd=folder)
    call(*pip, "check", cwd=folder)
    return interpreter


def test_the_versions_tried_are_the_versions_promised():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = [c.rsplit(" ", 1)[1] for c in project["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert named == list(interpreters.VERSIONS)
    assert project["requires-python"] == f">={interpreters.VERSIONS[0]}"


def test_the_sdist_builds_the_same_wheel(wheel, unpacked, tmp_path):
    again = wheel_of(unpacked, tmp_path)
    with zipfile.ZipFile(wheel) as ours, zipfile.ZipFile(again) as theirs:
        assert sorted(ours.namelist()) == sorted(theirs.namelist())
        assert [n for n in ours.namelist() if ours.read(n) != theirs.read(n)] == []


def test_the_sdist_holds_what_its_tests_need(unpacked):
    for name in ("Makefile", "constraints.txt", "constraints-spark.txt", ".pre-commit-config.yaml", "CITATION.cff"):
        assert (unpacked / name).is_file(), name
    for name in ("tests", "data", "schemas", "notebooks", "tracker/releases", ".github"):
        assert (unpacked / name).is_dir(), name


@pytest.mark.skipif(not interpreters.EVERY, reason="make test-all runs every test from the sdist")
@pytest.mark.parametrize("version", interpreters.VERSIONS)
def test_every_test_passes_from_the_sdist(version, sdist, unpacked, tmp_path):
    if reason := interpreters.why_not(version):
        pytest.skip(reason)
    interpreter, pip = environment(version, tmp_path)
    call(*pip, *INSTALL, "--require-hashes", "-r", unpacked / "constraints.txt", cwd=tmp_path)
    call(*pip, *INSTALL, "--no-deps", "--no-build-isolation", sdist, cwd=tmp_path)
    # pytest itself, not python -m pytest: that would test the sources lying there instead of what was installed.
    call(
        interpreter.parent / "pytest",
        "-q",
        "-n",
        "auto",
        "--dist",
        "worksteal",
        "-m",
        "not packaging",
        "-p",
        "no:cacheprovider",
        cwd=unpacked,
    )


def test_the_wheel_holds_data_schemas_and_the_type_marker(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "tracker/py.typed" in names
    assert {"tracker/schema/files/stances.json", "tracker/names/names.json"} <= set(names)
    assert {"tracker/show/page/static/page.css", "tracker/show/page/static/main.js"} <= set(names)
    assert "tracker/show/page/templates/base.html" in names
    assert "tracker/releases/0.1.0/datapackage.json" in names
    assert {"tracker/show/geo/world.json", "tracker/show/geo/europe.json", "tracker/show/geo/README.md"} <= set(names)
    assert "tracker/releases/0.2.0/stances.parquet" in names
    assert not [n for n in names if n.startswith(("tests/", "data/")) or "__pycache__" in n]
    said = re.search(r"while they fit in (\d+) MB packed", (ROOT / "docs/releasing.md").read_text(encoding="utf-8"))
    assert wheel.stat().st_size < int(said[1]) * 1_000_000


def test_a_plain_install_pulls_little(wheel):
    wanted = [Requirement(r) for r in requirements_of(wheel)]
    direct = {r.name for r in wanted if "extra" not in str(r.marker)}
    assert direct == {
        "click",
        "duckdb",
        "filelock",
        "numpy",
        "pandas",
        "pandera",
        "platformdirs",
        "pyarrow",
        "rich",
        "urllib3",
    }


def test_a_plain_install_brings_no_library_of_an_extra(python, wheel, tmp_path):
    listed = json.loads(call(sys.executable, "-m", "pip", "--python", python, "list", "--format", "json", cwd=tmp_path))
    there = {canonicalize_name(row["name"]) for row in listed}
    wanted = [Requirement(r) for r in requirements_of(wheel)]
    optional = {canonicalize_name(r.name) for r in wanted if "extra" in str(r.marker)} - {"5g-vendor-stances"}
    assert {"xlsxwriter", "pyspark"} <= optional
    assert not there & optional


def test_data_loads_away_from_the_checkout(python, tmp_path):
    code = (
        "import json, tracker\n"
        "p = tracker.position('2018-12-07', jurisdiction='BEL', vendor='huawei', segment='core', version='0.2.0')\n"
        "print(json.dumps([tracker.__file__, tracker.versions(), len(p), bool(p.under_review[0]),"
        " tracker.verify('0.1.0'), len(tracker.codebook('stances')), tracker.scan().count_rows()]))"
    )
    where, versions, rows, under_review, files, columns, stances = json.loads(
        call(python, "-I", "-c", code, cwd=tmp_path)
    )
    assert not Path(where).is_relative_to(ROOT)
    assert versions[:2] == ["0.1.0", "0.2.0"]
    assert (rows, under_review, files) == (1, True, 12)
    assert columns > 10
    assert stances > 50


def test_the_command_works_away_from_the_checkout(python, tmp_path):
    tracker = python.parent / "tracker"
    shutil.copytree(ROOT / "data", tmp_path / "data")
    assert "fine" in call(tracker, "validate", cwd=tmp_path)
    assert "barred" in call(tracker, "show", "GBR", "--on", "2021-01-01", "--vendor", "zte", cwd=tmp_path)
    before = call(tracker, "show", "GBR", "--on", "2018-12-07", "--vendor", "zte", "--release", "0.4.0", cwd=tmp_path)
    assert "barred" in before
    assert "0.2.0" in call(tracker, "versions", cwd=tmp_path)
    call(tracker, "build", "out", cwd=tmp_path)
    call(tracker, "diff", "out", "latest", cwd=tmp_path)
    call(tracker, "diff", "0.1.0", "0.2.0", "--summary", cwd=tmp_path, expect=1)
    call(tracker, "show", "Belgum", cwd=tmp_path, expect=2)


PROXY = {"socks": {"all_proxy": "socks5://localhost:1"}}


@pytest.mark.parametrize(("extra", "line"), [n[:2] for n in NEEDS], ids=[f"{n[1].split()[0]}-{n[0]}" for n in NEEDS])
def test_a_verb_whose_extra_is_missing_names_it(python, tmp_path, extra, line):
    if line.split()[0] not in VERBS:
        pytest.skip("there is no such verb yet")
    (tmp_path / "key.pem").write_text("a key")
    (tmp_path / "shelf").mkdir()
    shutil.copytree(ROOT / "data", tmp_path / "data")
    vendors = [str(ROOT / "tracker" / "releases" / v / "vendors.parquet") for v in ("0.1.0", "0.2.0")]
    arguments = [dict(zip(("OLD", "NEW"), vendors, strict=True)).get(a, a) for a in line.split()]
    said = subprocess.run(
        [str(python.parent / "tracker"), *arguments],
        cwd=tmp_path,
        env={k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")} | PROXY.get(extra, {}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 2, said.stdout + said.stderr
    assert f'pip install ".[{extra}]"' in said.stderr
    assert "Traceback" not in said.stderr
    assert "Warning" not in said.stderr


def test_every_extra_is_needed_by_a_verb():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert {extra for extra, _, _ in NEEDS} | {"all"} == extras.keys()
