"""Every verb over the real releases into a pipe, at any width: what it prints is whole, and can be pasted back and works."""

import re
import shlex
import shutil

import click
import pytest
from conftest import ROOT
from test_whole import CALLS, VERSION, known, run, wrong  # noqa: F401  (a fixture)

import tracker
from tracker.cli import VERBS
from tracker.cli import tracker as group
from tracker.release.reading import shelf

pytestmark = pytest.mark.slow

WIDTHS = (None, 40, 80)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with what writing verbs need, and nothing of the package's own to spoil."""
    folder = tmp_path_factory.mktemp("pasted")
    shutil.copytree(ROOT / "data", folder / "data")
    for version in ("0.2.0", "0.3.0"):
        tracker.export(folder / f"{version}.csv", tables="events", version=version)
    return folder


WRITE = {
    "diff": [["diff", "{0}/0.2.0.csv", "{0}/0.3.0.csv", "--key", "event_id", "--output", "{0}/changes{n}.csv"]],
    "apply": [["apply", "{0}/0.2.0.csv", "{0}/changesx.csv", "--output", "{0}/applied{n}.csv"]],
    "plot": [["plot", "timeline", "POL", "--out", "{0}/plot{n}.svg"]],
    "table": [["table", "POL", "--out", "{0}/table{n}.tex"], ["table", "POL", "--out", "{0}/table{n}.png"]],
    "export": [["export", "{0}/export{n}.csv", "--table", "reviews"], ["export", "{0}/folder{n}", "--format", "csv"]],
    "panel": [["panel", "--jurisdiction", "DEU", "--out", "{0}/panel{n}.csv"]],
    "sql": [["sql", "FROM events LIMIT 3", "--out", "{0}/sql{n}.csv"]],
    "page": [["page", "{0}/site{n}", "--release", "0.2.0"]],
    "build": [["build", "{0}/built{n}", "--data", "{0}/data"]],
    "tidy": [["tidy", "--data", "{0}/data"]],
    "release": [["release", "9.0.0", "--data", "{0}/data", "--shelf", "{0}/shelf{n}", "--headline", "Tried."]],
    "fetch": [["fetch", "0.2.0", "--from", str(ROOT / "tracker" / "releases"), "--cache", "{0}/cache{n}"]],
    "links": [["links", "--event", "bel-2018"]],  # What it asks needs a network; what it says of a wrong name does not.
}
"""What writes files, into a folder {0}, once for every width {n}; and what leaves with 2 for want of a network."""


def calls(verb):
    return [*CALLS.get(verb, ()), *WRITE.get(verb, ())]


def spans(text):
    """Commands in a text, as they are marked."""
    return re.findall(r"`(tracker [^`]*)`", text)


def parses(command):
    """Whether a verb takes all that a command gives it; what is to be filled in stands in capitals."""
    _, verb, *rest = shlex.split(command)
    found = group.get_command(click.Context(group), verb)
    assert found is not None, command
    options = {
        o
        for p in found.get_params(click.Context(found))
        if isinstance(p, click.Option)
        for o in (*p.opts, *p.secondary_opts)
    }
    assert {w for w in rest if w.startswith("-")} <= options, command


def test_no_verb_is_left_out():
    assert {v for v in VERBS if calls(v)} == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_what_a_verb_prints_is_whole_at_any_width(verb, place, known):  # noqa: F811
    if verb == "apply":
        made = [a.format(place, n="x") for a in WRITE["diff"][0]]
        assert run(made).returncode in {0, 1}
    for call in calls(verb):
        said = {}
        for n, columns in enumerate(WIDTHS):
            given = [a.format(place, n=n) if "{" in a else a for a in call]
            done = run(given, columns)
            assert done.returncode in ({2} if verb == "links" else {0, 1}), (given, done.stderr)
            text = done.stdout + done.stderr
            assert text.strip(), given
            # Of what was typed wrongly a suggestion is whole, what was typed is not.
            assert wrong(text.replace("'bel-2018'", ""), known) == [], given
            for path in re.findall(rf"{re.escape(str(place))}[^\s'\"`,;:]*", text):
                assert (place / path.rstrip(".")).exists(), (given, path)
            for command in spans(text):
                parses(command)
            # Whatever is laid out otherwise, no word is another one.
            words = re.sub(r"[─━│|+]+", " ", re.sub(rf"{re.escape(str(place))}\S*", "", text)).split()
            said[columns] = {w for w in words if len(w) > 3 and w.strip("-")}
        for columns in WIDTHS[1:]:
            assert said[columns] >= said[None] or verb == "show", (call, columns, said[None] - said[columns])


@pytest.mark.parametrize("verb", ["", *VERBS])
def test_help_breaks_no_option_variable_or_command(verb):
    said = {n: run([*([verb] if verb else []), "--help"], n).stdout for n in (*WIDTHS, 200)}
    wide = said[200].split()
    for columns in WIDTHS:
        assert said[columns].split() == wide, columns
        assert max(map(len, said[columns].splitlines())) <= 80
    for text in said.values():
        assert verb or "..." not in text.partition("Commands:")[2], text
        for command in spans(text):
            assert "\n" not in command
            parses(command)
        # Each variable is one that the package reads, each option one that the verb has.
        for name in re.findall(r"\bTRACKER_[A-Z_]+", text):
            assert name in VARIABLES, name
        command = group.get_command(click.Context(group), verb) if verb else group
        options = {o for p in command.get_params(click.Context(command)) for o in (*p.opts, *p.secondary_opts)}
        assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*[a-z]", text)) <= options | {"--from"}, verb


VARIABLES = {
    name
    for path in (ROOT / "tracker").rglob("*.py")
    for name in re.findall(r'"(TRACKER_[A-Z_]+)"', path.read_text(encoding="utf-8"))
}

WRONG = [
    ["sources", "deu-2024-x"], ["sources", "nowhere"], ["show", "Germny"], ["cite", "9.9.9"], ["codebook", "stance"],
    ["sql", "FROM event"], ["history", "Germny"], ["show", "--vendor", "huawai"], ["shw"], ["show", "--frm", "x"],
    ["table", "--out", "x.docx"], ["plot", "timeline", "XYZ", "--out", "x.svg"], ["diff", "0.5.0"], ["diff", "0.5.0", "9.9"],
    ["verify", "/nowhere"], ["validate", "--data", "nowhere"], ["todo", "--data", "nowhere"], ["panel", "--freq", "X"],
    ["plot", "diff", "0.5.0", "working", "--out", "x.svg"], ["export", "x.foo"], ["deadlines", "--within", "soon"],
    ["fetch", "9.9.9", "--from", str(ROOT / "tracker" / "releases")], ["changes", "--year", "20"], ["page", str(ROOT)],
    ["apply", "a.csv", "b.csv", "--output", "c.csv"], ["cite", "--on", "2020-01-01"], ["show", "--on", "2020"],
]  # fmt: skip


@pytest.mark.parametrize("call", WRONG, ids=" ".join)
def test_what_a_message_says_to_try_works(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACKER_CACHE", str(tmp_path / "cache"))
    done = run(call)
    assert (done.returncode, done.stdout) == (2, "")
    for columns in WIDTHS[1:]:
        assert run(call, columns).stderr.split() == done.stderr.split()
    for command in [*spans(done.stderr), *re.findall(r"Try '(tracker [^']*)'", done.stderr)]:
        parses(command)
        if not re.search(r"\b[A-Z]{4,}\b", command):
            assert run(shlex.split(command)[1:]).returncode in {0, 1}, command
    for given, name in re.findall(r"'([^']+)'.*Did you mean '([^']+)'", done.stderr):
        assert given in call
        again = run([name if part == given else part for part in call])
        assert "Did you mean" not in again.stderr, (call, name)


def test_no_command_is_printed_without_its_marks():
    """So that whoever copies one sees where it ends."""
    names = "|".join(VERBS)
    for call in WRONG:
        text = re.sub(r"`[^`]*`", "", run(call).stderr)
        rest = re.sub(r"Usage: .*|Try '[^']*' for help\.", "", text)
        assert not re.search(rf"\btracker (?:{names})\b", rest), (call, text)


def test_every_identifier_of_the_release_survives_a_narrow_pipe():
    """All at once: what is printed of every jurisdiction names its events and sources whole."""
    events = set(tracker.load("events", version=VERSION)["event_id"])
    links = tracker.load("event_sources", version=VERSION)
    addresses = tracker.load("sources", version=VERSION).set_index("source_id")["url"]
    release = shelf.find(VERSION)
    for code in sorted(tracker.load("jurisdictions", version=VERSION)["jurisdiction"]):
        mine = {e for e in events if e.startswith(f"{code.lower()}-")}
        text = run(["history", code, "--release", str(release.version)], 40).stdout
        assert mine <= set(re.findall(r"[a-z]{2,3}-[0-9]{8}-[a-z0-9-]+", text)), code
    for event in sorted(events)[::60]:
        text = run(["sources", event, "--release", VERSION], 40).stdout
        for source in links.loc[links["event_id"] == event, "source_id"]:
            assert f"  {addresses[source]}\n" in text, (event, source)
