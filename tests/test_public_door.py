import subprocess
import sys

import pytest
from conftest import ROOT

import tracker


def test_the_door_has_what_the_architecture_promises():
    promised = {
        "load",
        "position",
        "history",
        "forecasts",
        "panel",
        "plot",
        "sources_of",
        "cite",
        "export",
        "diff",
        "versions",
        "verify",
        "codebook",
        "scan",
    }
    assert promised <= set(dir(tracker))
    for name in promised:
        assert callable(getattr(tracker, name)), name
        assert getattr(tracker, name).__doc__


def test_an_unknown_attribute_is_an_attribute_error():
    with pytest.raises(AttributeError, match="lod"):
        _ = tracker.lod


def test_diff_is_a_verb_whatever_was_imported_first():
    code = "import tracker.diff.compare, tracker; assert tracker.diff('latest', 'latest').same"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_errors_are_reachable():
    with pytest.raises(tracker.errors.TrackerError):
        tracker.load("nothing")


def test_imports_point_one_way():
    """A room imports only rooms below it; see the table of rooms in CONTRIBUTING."""
    import ast

    order = [
        "visible",
        "errors",
        "days",
        "names",
        "writing",
        "guard",
        "schema",
        "spells",
        "positions",
        "release",
        "loader",
        "sql",
        "diff",
        "curation",
        "show",
        "cli",
    ]
    for path in (ROOT / "tracker").rglob("*.py"):
        room = path.relative_to(ROOT / "tracker").parts[0].removesuffix(".py")
        if room not in order:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            modules = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            modules += [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module == "tracker":
                modules = [f"tracker.{a.name}" for a in node.names if a.name in order]
            for module in modules:
                if module.startswith("tracker."):
                    other = module.split(".")[1]
                    assert order.index(other) <= order.index(room), f"{path} imports {module}"


def test_modules_stay_small():
    for path in (ROOT / "tracker").rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 300, path
