"""What a verb prints into a pipe or a narrow terminal can be copied, pasted back, and works."""

import contextlib
import functools
import io
import os
import re
import shlex
import subprocess
import sys
from collections import namedtuple

import pytest
from conftest import ROOT

import tracker
from tracker.cli import VERBS, main
from tracker.release.reading import shelf

VERSION = "0.5.0"
EVENT = "deu-20240711-operator-contracts"

CALLS = {
    "show": [["show", "--release", VERSION], ["show", "DEU", "--release", VERSION], ["show", "DEU", "FRA"]],
    "history": [["history", "DEU", "--release", VERSION], ["history", "--jurisdiction", "POL", "--changes-only"]],
    "changes": [["changes", "--year", "2020"], ["changes", "--jurisdiction", "DEU", "--format", "markdown"]],
    "deadlines": [["deadlines"], ["deadlines", "--jurisdiction", "Germany", "--format", "csv"]],
    "sources": [["sources", EVENT], ["sources", "gbr-20200714-huawei-5g-ban", "--format", "csv"]],
    "forecasts": [["forecasts"], ["forecasts", "--jurisdiction", "GBR", "--by", "year"]],
    "panel": [["panel", "--jurisdiction", "DEU", "--start", "2023-01-01"]],
    "sql": [["sql", "SELECT event_id, act_id FROM events WHERE jurisdiction = 'DEU'"]],
    "diff": [["diff", "0.3.0", "0.4.0", "--all"], ["diff", "0.2.0", "0.3.0", "--jurisdiction", "DEU", "--all"]],
    "links": [],  # needs a network
    "todo": [["todo", "--data", str(ROOT / "data"), "--on", "2026-11-30"]],
    "versions": [["versions"]],
    "verify": [["verify", VERSION], ["verify", "--release", "0.2.0"]],
    "codebook": [["codebook", "stances"], ["codebook", "decisions", "--format", "markdown"]],
    "cite": [["cite", VERSION, "--style", "apa", "--event", EVENT], ["cite", "--release", VERSION, "--event", EVENT]],
    "validate": [["validate", "--data", str(ROOT / "data")]],
}
"""Calls of every verb that prints what the dataset holds; those that only write files print the name of the file."""

Done = namedtuple("Done", ["returncode", "stdout", "stderr"])

WRITERS = {"apply", "plot", "tidy", "build", "release", "fetch", "export", "page", "table"}


def run(arguments, columns=None):
    """What a verb writes where it is not on a terminal: code, output, messages."""
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        # The width of whoever runs the tests is not that of a pipe.
        patch.delenv("COLUMNS", raising=False)
        if columns:
            patch.setenv("COLUMNS", str(columns))
        with pytest.raises(SystemExit) as left:
            main(list(arguments))
    return Done(left.value.code, out.getvalue(), err.getvalue())


@functools.cache
def once(*arguments):
    """What a verb writes, asked for once: many verbs print the same event."""
    return run(arguments)


def on_a_terminal(arguments, columns):
    """What a terminal of so many columns is sent, without colours."""
    import pty

    ours, other = pty.openpty()
    env = {**os.environ, "COLUMNS": str(columns), "LINES": "4000", "TERM": "xterm", "PAGER": "cat"}
    child = subprocess.Popen(
        [sys.executable, "-m", "tracker", *arguments], stdout=other, stderr=other, stdin=other, env=env, cwd=ROOT
    )
    os.close(other)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    child.wait(timeout=60)
    os.close(ours)
    return re.sub(r"\x1b\[[0-9;]*[A-Za-z]|\x1b\][^\x1b]*\x1b\\", "", b"".join(parts).decode().replace("\r\n", "\n"))


@pytest.fixture(scope="module")
def known():
    """Every identifier, of events and of sources, and every address there is, of all versions."""
    found = {"event": set(), "address": set()}
    for version in shelf.versions():
        release = shelf.find(version)
        found["event"] |= set(tracker.load("events", version=version)["event_id"])
        sources = tracker.load("sources", version=version)
        found["event"] |= set(sources["source_id"])
        # An archive is not asked for what follows a hash sign.
        found["address"] |= {*sources["url"], *(u.split("#")[0] for u in sources["url"])}
        found["address"] |= set(tracker.load("sources", version=version)["archive_url"].dropna())
        if "acts" in release.tables:
            found["address"] |= set(tracker.load("acts", version=version)["url"].dropna())
    return found


def wrong(text, known):
    """Identifiers and addresses in a text that are none."""
    # A look-up in an archive has the whole address after its own.
    text = text.replace("https://web.archive.org/web/*/", " ")
    bad = [e for e in re.findall(r"(?<![a-z0-9-])[a-z]{2,3}-[0-9]{8}-[a-z0-9-]+", text) if e not in known["event"]]
    places = [m.start() for m in re.finditer("https?://", text)]
    # What follows an address may be a comma or a bracket of ours, and is no part of it.
    lost = [p for p in places if not any(text.startswith(address, p) for address in known["address"])]
    return bad + [text[p:].split()[0] for p in lost]


def test_every_verb_is_here():
    assert set(CALLS) | WRITERS == set(VERBS)


@pytest.mark.parametrize("verb", [v for v in CALLS if CALLS[v]])
@pytest.mark.parametrize("columns", [None, 30])
def test_what_goes_into_a_pipe_is_whole(verb, columns, known):
    for arguments in CALLS[verb]:
        done = run(arguments, columns) if columns else once(*arguments)
        assert done.returncode in {0, 1}, done.stderr
        assert done.stdout
        assert wrong(done.stdout, known) == []


@pytest.mark.parametrize("verb", ["sources", "history", "show"])
@pytest.mark.skipif(sys.platform == "win32", reason="no terminal of its own there")
def test_what_a_narrow_terminal_shows_is_whole(verb, known):
    for arguments in CALLS[verb]:
        assert wrong(on_a_terminal(arguments, 40), known) == []


def test_the_matrix_keeps_its_letters_however_narrow():
    wide = run(["show", "--release", VERSION], 200).stdout
    cells = sorted(re.findall(r"(?:open|screened|limited|barred|removal) [LAP](?: \+R)?", wide.split("L in law")[0]))
    assert len(cells) > 100
    for columns in (20, 40, 60):
        narrow = run(["show", "--release", VERSION], columns).stdout.split("L in law")[0]
        assert sorted(re.findall(r"(?:open|screened|limited|barred|removal) [LAP](?: \+R)?", narrow)) == cells
        table = [line.rstrip() for line in narrow.splitlines()[1:]]
        assert max(map(len, table)) <= max(columns, 20)


def test_commands_that_are_printed_run():
    said = [
        run(["sources", "deu-2024-x"]).stderr,
        run(["sources", "nowhere"]).stderr,
        run(["sources", "deu-20240711-operator"]).stderr,
    ]
    commands = [c for text in said for c in re.findall(r"tracker [a-z]+ [A-Z]{3}", text)]
    assert commands
    for command in commands:
        assert run(shlex.split(command)[1:]).returncode == 0, command
    (event,) = re.findall(r"Did you mean '([^']+)'\?", said[2])
    assert run(["sources", event]).returncode == 0


def printed():
    """What every verb prints, on either stream, and what goes wrong where a user would go on from the message."""
    calls = [call for verb in CALLS.values() for call in verb]
    calls += [
        ["sources", "deu-2024-x"],
        ["show", "Germny"],
        ["cite", "9.9.9"],
        ["codebook", "stance"],
        ["sql", "FROM event"],
        ["plot", "timeline", "XYZ", "--out", "x.svg"],
        ["history", "DE"],
        ["export", "x.foo"],
        ["show", "--vendor", "huawai"],
    ]
    return {tuple(call): once(*call) for call in calls}  # fmt: skip


@pytest.fixture(scope="module")
def said():
    return printed()


def some(found, most=6):
    """A few of the identifiers, the same ones each time: the first, the last, and some between."""
    listed = sorted(found)
    return sorted({listed[i * (len(listed) - 1) // max(1, most - 1)] for i in range(most)}) if listed else []


def test_events_that_any_verb_prints_can_be_asked_for(said, known):
    kinds = tracker.load("events")["event_id"]
    for call, done in said.items():
        found = set(re.findall(r"(?<![a-z0-9-])[a-z]{2,3}-[0-9]{8}-[a-z0-9-]*[a-z0-9]", done.stdout + done.stderr))
        for event in some(found & set(kinds), 3):
            for verb in (["sources", event], ["cite", "--event", event]):
                again = once(*verb)
                assert (again.returncode, again.stderr) == (0, ""), (call, verb)
                assert again.stdout


def test_codes_and_versions_that_any_verb_prints_can_be_asked_for(said):
    codes = set(tracker.load("jurisdictions")["jurisdiction"])
    for call, done in said.items():
        text = done.stdout + done.stderr
        for code in some(set(re.findall(r"\b[A-Z]{3}\b|\bEU\b", text)) & codes, 2):
            again = once("show", code)
            assert again.returncode == 0, (call, code, again.stderr)
        for version in some(set(re.findall(r"(?<![0-9.])0\.[0-9]\.0(?![0-9.])", text)) & set(shelf.versions()), 2):
            assert once("cite", version).returncode == 0, (call, version)


def test_commands_that_any_verb_prints_run(said):
    """As they are printed, up to the words around them; what is to be filled in stands in capitals."""
    names = "|".join(VERBS)
    found = set()
    for done in said.values():
        found |= set(
            re.findall(rf"tracker (?:{names})(?: (?:--[a-z-]+|[A-Z]{{3}}|[0-9.]*[0-9]))*", done.stdout + done.stderr)
        )
    assert found
    for command in found:
        assert once(*shlex.split(command)[1:]).returncode in {0, 1}, command


def test_what_is_suggested_is_found(said):
    suggested = 0
    for call, done in said.items():
        for given, name in re.findall(r"unknown [a-z ]+ '([^']+)'.*Did you mean '([^']+)'", done.stderr):
            again = run([name if part == given else part for part in call])
            suggested += 1
            assert given in call, call
            assert "unknown" not in again.stderr, (call, name)
    assert suggested >= 3, [done.stderr for done in said.values() if "mean" in done.stderr]


@pytest.mark.parametrize("given", ["deu-20240711-operator-contract", "deu-20200101-operatrs", "gbr-2020", "BEL-2018"])
def test_suggestions_are_never_from_another_country(given):
    said = run(["sources", given]).stderr
    suggested = re.findall(r"'([a-z]{2,3}-[0-9]{8}[^']*)'", said.split("Did you mean")[1])
    assert suggested
    assert {s[:3] for s in suggested} == {given[:3].lower()}
    assert "..." not in said


def test_no_message_has_half_an_identifier(known):
    for arguments in (["sources", "nowhere"], ["links", "--event", "bel-2018"], ["links", "--source", "zz"]):
        said = run(arguments).stderr
        assert wrong(re.sub(r"'[^']*'", "", said, count=1), known) == []
