"""The built wheel, installed in a fresh environment away from the checkout, has all that it needs."""

import json
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from email.parser import Parser
from importlib.metadata import distribution

import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.packaging


def call(*command, cwd, expect=0):
    done = subprocess.run([str(c) for c in command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == expect, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    (found,) = out.glob("*.whl")
    return found


def requirements_of(wheel):
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return Parser().parsestr(archive.read(name).decode()).get_all("Requires-Dist", [])


def closure(requirements):
    """Names of all distributions that the requirements need here, found by following what each declares."""
    todo, names = [Requirement(r) for r in requirements], set()
    while todo:
        requirement = todo.pop()
        extras = requirement.extras or {""}
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        name = canonicalize_name(requirement.name)
        first = name not in names
        names.add(name)
        for text in distribution(name).requires or []:
            inner = Requirement(text)
            wanted = inner.marker is None or any(inner.marker.evaluate({"extra": e}) for e in extras)
            if wanted and (first or "extra" in str(inner.marker)) and canonicalize_name(inner.name) not in names:
                todo.append(Requirement(text.split(";")[0]))
    return names


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    """Interpreter of an environment that holds the wheel and what it declares, at the pinned versions."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder / "env", with_pip=True)
    interpreter = folder / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pins = re.split(r"\n(?=\S)", (ROOT / "constraints.txt").read_text(encoding="utf-8"))
    names = closure(requirements_of(wheel))
    chosen = [p for p in pins if p and canonicalize_name(re.split(r"[=\[ ]", p)[0]) in names]
    (folder / "pins.txt").write_text("\n".join(chosen) + "\n", encoding="utf-8")
    install = (interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    call(*install, "--no-deps", "--require-hashes", "-r", folder / "pins.txt", cwd=folder)
    call(*install, "--no-deps", wheel, cwd=folder)
    call(interpreter, "-m", "pip", "check", cwd=folder)
    return interpreter


def test_the_wheel_holds_data_schemas_and_the_type_marker(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert "tracker/py.typed" in names
    assert "tracker/schema/files/stances.json" in names
    assert {"tracker/show/page/static/page.css", "tracker/show/page/static/main.js"} <= set(names)
    assert "tracker/show/page/templates/base.html" in names
    assert "tracker/releases/0.1.0/datapackage.json" in names
    assert {"tracker/show/geo/world.json", "tracker/show/geo/europe.json", "tracker/show/geo/README.md"} <= set(names)
    assert "tracker/releases/0.2.0/stances.parquet" in names
    assert not [n for n in names if n.startswith(("tests/", "data/")) or "__pycache__" in n]
    assert wheel.stat().st_size < 5_000_000


def test_a_plain_install_pulls_little(wheel):
    wanted = [Requirement(r) for r in requirements_of(wheel)]
    direct = {r.name for r in wanted if "extra" not in str(r.marker)}
    assert direct == {
        "click",
        "duckdb",
        "filelock",
        "pandas",
        "pandera",
        "platformdirs",
        "pyarrow",
        "rich",
        "urllib3",
    }


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
    assert str(ROOT) not in where
    assert versions[:2] == ["0.1.0", "0.2.0"]
    assert (rows, under_review, files) == (1, True, 12)
    assert columns > 10
    assert stances > 50


def test_the_command_works_away_from_the_checkout(python, tmp_path):
    tracker = python.parent / "tracker"
    shutil.copytree(ROOT / "data", tmp_path / "data")
    assert "fine" in call(tracker, "validate", cwd=tmp_path)
    assert "barred" in call(tracker, "show", "GBR", "--on", "2018-12-07", cwd=tmp_path)
    assert "0.2.0" in call(tracker, "versions", cwd=tmp_path)
    call(tracker, "build", "out", cwd=tmp_path)
    call(tracker, "diff", "out", "latest", cwd=tmp_path)
    call(tracker, "diff", "0.1.0", "0.2.0", "--summary", cwd=tmp_path, expect=1)
    call(tracker, "show", "Belgum", cwd=tmp_path, expect=2)
