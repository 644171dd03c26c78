"""A short run of what ``make fuzz`` does for longer; every target, other cases than the last long run had."""

import importlib
import random

import factory
import pytest
from budget import cases
from fuzz import curation, mutations, run

from tracker.diff.quotes import Quotes

CASES = cases(8, 100)


@pytest.mark.parametrize("target", run.TARGETS)
def test_a_short_run_finds_nothing(target):
    done, faults = run.run(target, 1_000_000, count=CASES)
    assert done == CASES
    assert not faults, "\n".join(faults)


def test_the_checks_would_notice(monkeypatch):
    """A validator that sees nothing, and a tidy that does nothing, are faults."""
    monkeypatch.setattr(curation, "check", lambda data: type("R", (), {
        "fine": True, "to_text": lambda s: "", "to_json": lambda s: "", "to_github": lambda s: ""})())  # fmt: skip
    monkeypatch.setattr(curation, "KINDS", [("must", {"no_file": mutations.no_file})])
    done, faults = run.run("curation", 0, count=1)
    assert (done, len(faults)) == (1, 1)
    assert "not noticed" in faults[0]


def trusting(data, delimiter, *, blanks=False):
    return Quotes(1, returns=False, blank=False)


@pytest.mark.parametrize(
    ("target", "module", "name", "broken", "count"),
    [
        ("records", "tracker.diff.records", "quotes", trusting, 400),
        ("records", "tracker.curation.columns", "quotes", trusting, 400),
        ("differences", "test_oracle", "wanted", lambda old, new, key, **options: (0, 0, 0, 99), 6),
        ("queries", "fuzz.queries", "_counted", lambda rng: ("SELECT 1 AS n", [{"n": 2}]), 12),
    ],
)
def test_the_other_checks_would_notice(monkeypatch, target, module, name, broken, count):
    """Readers that trust any quote, and answers that are not those wanted, are faults."""
    assert not run.run(target, 0, count=1)[1]
    monkeypatch.setattr(importlib.import_module(module), name, broken)
    assert run.run(target, 0, count=count)[1]


@pytest.mark.parametrize("kind", ["FORM", "MUST", "MAY"])
def test_every_mutation_changes_something(kind, tmp_path):
    folder = factory.write(tmp_path / "data", factory.mini())
    good = {p.name: p.read_bytes() for p in folder.iterdir()}
    for name, mutate in getattr(mutations, kind).items():
        changed = 0
        for seed in range(12):
            files = dict(good)
            changed += mutate(random.Random(seed), files) is not None and files != good
        # The small world has no letters to decompose; cells may be exchanged with their like.
        assert changed or name == "decomposed", name
