"""Stata's lines of the page on engines, which nothing here can run: held to the files they read, name by name, and read out.

What a line says is looked up in the file as pyreadstat has it: variables, value labels, formats of days, missing values as
Stata orders them. Read so, the lines give the answer that the package gives.
"""

from __future__ import annotations

import datetime as dt
import math
import re

import pandas as pd
import pyreadstat
import pytest
from conftest import ROOT

import tracker

pytestmark = pytest.mark.slow

PAGE = (ROOT / "docs/howto/engines.md").read_text(encoding="utf-8")
INTRO, CODE = re.search(r"\n(Stata, after [^\n]+)\n\n```stata\n(.*?)```", PAGE, re.DOTALL).groups()
FOLDER, VERSION = re.search(r"`tracker export (\w+) --format dta --release ([\d.]+)`", INTRO).groups()
EPOCH = dt.date(1960, 1, 1)
DATES = {"valid_from", "valid_to", "known_from", "known_to", "member_from", "member_to"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What the command before the lines writes."""
    path = tmp_path_factory.mktemp("stata")
    tracker.export(path / FOLDER, format="dta", version=VERSION)
    return path


class Stata:
    """As much of the language as the lines use; a word that is not known here fails."""

    def __init__(self, folder):
        self.folder, self.locals, self.kept, self.frame, self.meta = folder, {}, {}, None, None

    def run(self, line):
        line = re.sub(r"`(\w+)'", lambda name: str(self.locals[name[1]]), line)
        verb, rest = line.split(" ", 1)
        getattr(self, verb)(rest)

    def local(self, rest):
        name, day = re.fullmatch(r"(\w+) = td\((\w+)\)", rest).groups()
        self.locals[name] = (dt.datetime.strptime(day, "%d%b%Y").date() - EPOCH).days

    def use(self, rest):
        path = self.folder / re.fullmatch(r"(\S+\.dta), clear", rest)[1]
        frame, self.meta = pyreadstat.read_dta(path, disable_datetime_conversion=True)
        self.frame = frame.astype(object).where(frame.notna(), None)

    def tempfile(self, rest):
        self.locals[rest] = rest

    def save(self, rest):
        self.kept[rest] = self.frame["jurisdiction"].tolist()

    def keep(self, rest):
        if not rest.startswith("if "):
            self.frame = self.frame[rest.split()]
            return
        code = re.sub(r'"(\w+)":(\w+)', self.labelled, rest.removeprefix("if "))
        code = code.replace("&", " and ").replace("|", " or ").replace("!missing", " not missing")
        unknown = set(re.findall(r"[a-z_]+", code)) - {"and", "or", "not", "missing"} - set(self.frame)
        assert not unknown, f"no variable {unknown} in the file"
        for date in set(re.findall(r"[a-z_]+", code)) & DATES:
            assert self.meta.original_variable_types[date] == "%td", date
        rule = compile(code.strip(), "a line of Stata", "eval")
        names = {"__builtins__": {}, "missing": math.isinf}
        # A missing number is larger than any other.
        told = [eval(rule, names, {k: math.inf if v is None else v for k, v in r.items()})
                for r in self.frame.to_dict("records")]  # fmt: skip
        self.frame = self.frame[pd.Series(told, index=self.frame.index, dtype=bool)]

    def labelled(self, found):
        """The number of a text among the value labels of that name, which are those of the variable it is compared with."""
        text, name = found.groups()
        assert self.meta.variable_to_label[name] == name, f"{name} has other labels"
        numbers = [number for number, label in self.meta.value_labels[name].items() if label == text]
        assert len(numbers) == 1, f"{name} has no label {text}"
        return str(numbers[0])

    def merge(self, rest):
        name = re.fullmatch(r"m:1 jurisdiction using (\w+), keep\(match\)", rest)[1]
        assert len(self.kept[name]) == len(set(self.kept[name])), "m:1 needs each jurisdiction once"
        self.frame = self.frame[self.frame["jurisdiction"].isin(self.kept[name])]

    def list(self, rest):
        assert set(rest.split()) <= set(self.frame)


def lines():
    return [line.strip() for line in CODE.splitlines() if line.strip()]


def read(folder, code):
    stata = Stata(folder)
    for line in code:
        stata.run(line)
    return stata


def test_the_lines_name_what_is_in_the_files_and_give_the_answer(folder):
    stata = read(folder, lines())
    day = EPOCH + dt.timedelta(days=stata.locals["day"])
    position = tracker.position(day, known_by=day, vendor="huawei", segment="access", version=VERSION)
    members = tracker.load("memberships", in_force_on=day, version=VERSION).query("organisation == 'nato'")
    strict = position[position["level_rank"] >= 3]
    wanted = strict[strict["jurisdiction"].isin(members["jurisdiction"])]
    assert sorted(stata.frame["jurisdiction"]) == sorted(wanted["jurisdiction"]) != []
    labels = stata.meta.value_labels[stata.meta.variable_to_label["level"]]
    got = {r["jurisdiction"]: labels[r["level"]] for r in stata.frame.to_dict("records")}
    assert got == dict(zip(wanted["jurisdiction"], wanted["level"].astype(str), strict=True))


@pytest.mark.parametrize(("old", "new"), [
    ("organisation ==", "organization =="), ('"nato":organisation', '"NATO":organisation'), ("valid_from", "valid_since"),
    ('"huawei":vendor', '"huawei":vendors'), ("stata/positions", "stata/position"), ("list jurisdiction level", "list jurisdiction grade"),
])  # fmt: skip
def test_a_line_that_drifts_from_its_file_is_found(folder, old, new):
    assert old in CODE
    with pytest.raises((AssertionError, KeyError, pyreadstat.PyreadstatError)):
        read(folder, (line.replace(old, new) for line in lines()))
