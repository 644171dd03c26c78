import inspect
import re
import subprocess
import sys

import pytest
from conftest import ROOT

import tracker
from tracker.show.plot import Plots


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


def modules():
    """Every module of the package and the modules that it imports at any place, for types included."""
    import ast

    paths = {".".join(p.relative_to(ROOT).with_suffix("").parts): p for p in (ROOT / "tracker").rglob("*.py")}
    paths = {name.removesuffix(".__init__"): p for name, p in paths.items()}
    found = {}
    for name, path in paths.items():
        found[name] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{name}: say in full where it is imported from"
                inner = {f"{node.module}.{a.name}" for a in node.names}
                found[name] |= {m if m in paths else node.module for m in inner} & paths.keys()
            elif isinstance(node, ast.Import):
                found[name] |= {a.name for a in node.names} & paths.keys()
    return found


def rooms():
    """The rooms in the order of the table in CONTRIBUTING: each may import those above it in that table."""
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("| room | its one idea |")[2]
    return [
        r.strip("/").removesuffix(".py").replace("/", ".") for r in re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    ]


def test_imports_point_one_way():
    """A room imports only rooms that stand before it in the table of rooms."""
    order = rooms()

    def room(module):
        inner = module.removeprefix("tracker.")
        return next((r for r in sorted(order, key=len, reverse=True) if inner == r or inner.startswith(f"{r}.")), None)

    assert {room(m) for m in modules()} - {None} == set(order)
    for name, others in modules().items():
        for other in others:
            if room(name) is not None and room(other) is not None:
                assert order.index(room(other)) <= order.index(room(name)), f"{name} imports {other}"


def test_every_module_has_a_room():
    rest = {m for m in modules() if not any(m == f"tracker.{r}" or m.startswith(f"tracker.{r}.") for r in rooms())}
    assert rest == {"tracker", "tracker.__main__", "tracker.release"}


def test_tests_mirror_the_rooms():
    """A room with a folder has its tests in a folder of that name, and no tests stand in one of another name."""
    mine = {f"{r.replace('.', '/')}" for r in rooms() if (ROOT / "tracker" / r.replace(".", "/")).is_dir()}
    assert len(mine) > 10
    tested = {p.parent.relative_to(ROOT / "tests").as_posix() for p in (ROOT / "tests").rglob("test_*.py")} - {"."}
    assert mine <= tested
    assert {f for f in tested if not (ROOT / "tracker" / f).is_dir()} == {"fuzz"}


def test_no_imports_go_in_a_circle():
    """Not even those that only types need."""
    from graphlib import TopologicalSorter

    graph = {name: others - {name, "tracker"} for name, others in modules().items() if name != "tracker"}
    TopologicalSorter(graph).prepare()


def test_modules_stay_small():
    for path in (ROOT / "tracker").rglob("*.py"):
        assert len(path.read_text().splitlines()) <= 300, path


@pytest.mark.parametrize("name", [n for n in tracker.__all__ if n != "errors"])
def test_every_public_name_has_an_example_that_runs(name):
    """That they run is tested with all other examples."""
    found = getattr(tracker, name)
    if inspect.ismodule(found):  # A room of the same name, which is called as what it is named after.
        found = getattr(found, name)
    text = inspect.getdoc(found if callable(found) and not isinstance(found, Plots) else type(found)) or ""
    assert ">>> " in text.partition("Examples\n--------\n")[2], name


def test_every_public_call_takes_its_own_defaults():
    """A name for a choice of words that nobody explained would refuse every value."""
    from inspect import Parameter, signature

    from tracker import arguments

    calls = [getattr(tracker, name) for name in dir(tracker)] + [getattr(tracker.plot, k) for k in dir(tracker.plot)]
    looked = [c.__wrapped__ for c in calls if hasattr(c, "__wrapped__")]
    assert len(looked) > 20
    for call in looked:
        for name, one in signature(call).parameters.items():
            if one.default is not Parameter.empty:
                arguments._taken(f"{call.__qualname__}({name})", one.default, arguments._kinds(str(one.annotation)))
