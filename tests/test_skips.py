"""In CI no test is skipped for want of a part; elsewhere a skip says what brings it."""

import conftest
import parts
import pytest


def skipped(reason, **more):
    report = pytest.TestReport("x.py::test", ("x.py", 1, "test"), {}, "skipped", ("x.py", 1, reason), "setup")
    report.__dict__.update(more)
    return report


def test_in_ci_a_test_that_is_skipped_has_failed_and_says_why(monkeypatch):
    monkeypatch.setattr(parts, "STRICT", True)
    report = conftest._no_skip(skipped(f"Skipped: {parts.CHROMIUM.missing}"))
    assert report.outcome == "failed"
    assert "apt-get install chromium-headless-shell" in report.longrepr


@pytest.mark.parametrize(
    "report", [skipped("only Python 3.11 is tried here; make test-all tries every version"), skipped("", wasxfail="")]
)
def test_what_belongs_to_another_run_may_be_skipped_there(monkeypatch, report):
    monkeypatch.setattr(parts, "STRICT", True)
    assert conftest._no_skip(report).outcome == "skipped"


def test_elsewhere_a_skip_is_a_skip(monkeypatch):
    monkeypatch.setattr(parts, "STRICT", False)
    assert conftest._no_skip(skipped("anything")).outcome == "skipped"


def test_what_is_missing_is_named_by_its_packages(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    for part in parts.PARTS:
        monkeypatch.delenv(part.variable, raising=False)
    assert parts.packages() == [
        "biber",
        "texlive-base",
        "texlive-binaries",
        "chromium-headless-shell",
        "fish",
        "default-jre-headless",
        "libatomic1",
        "nodejs",
        "pandoc",
        "r-base-core",
        "r-cran-haven",
        "zsh",
    ]
    # A program that is there, and cannot do what the tests ask of it, is missing too.
    for name in ("Rscript", "java"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    assert parts.packages() == [
        "biber",
        "texlive-base",
        "texlive-binaries",
        "chromium-headless-shell",
        "fish",
        "libatomic1",
        "nodejs",
        "pandoc",
        "r-base-core",
        "r-cran-haven",
        "zsh",
    ]
