"""What a command line does not take is said in one line, as everything else that is wrong."""

import pytest

from tracker.cli import VERBS, usage
from tracker.release.reading import shelf
from tracker.version import __version__

WRONG = [
    (("shwo",), "no such verb; got 'shwo'. Did you mean 'show'?"),
    (("law", "gbr-20200714-huawei-5g-ban"), "no such verb; got 'law'. Did you mean 'sources'?"),
    (("xyzzy",), "no such verb; got 'xyzzy'. `tracker --help` lists all."),
    (("show", "--onn", "x"), "show: no such option; got '--onn'. Did you mean '--on'?"),
    (("show", "--zzz"), "show: no such option; got '--zzz'. `tracker show --help` lists all."),
    (("--bad", "show"), "no such option; got '--bad'. `tracker --help` lists all."),
    (("cite", "--style", "apx"), "cite, --style: unknown choice 'apx'; expected one of bibtex, "),
    (("show", "--format", "it's"), 'show, --format: unknown choice "it\'s"; expected one of text, json, csv, markdown'),
    (("plot", "timeline"), "plot: --out is missing. `tracker plot --help` shows how."),
    (("sources",), "sources: EVENT is missing. `tracker sources --help` shows how."),
    (("validate", "data"), "validate: an argument too many; got 'data'. A path goes with --data."),
    (("versions", "a", "b"), "versions: an argument too many; got 'a b'. `tracker versions --help` shows how."),
    (("fetch", "--seconds", "x"), "fetch, --seconds: 'x' is not a valid float"),
    (("show", "--on"), "option '--on' requires an argument"),
    (("history",), "history: a history is of one jurisdiction; expected one, such as DEU; got none"),
    (("history", "gbr-20200714-huawei-5g-ban"), "unknown jurisdiction 'gbr-20200714-huawei-5g-ban'; expected a code"),
    (("release",), "release: nothing to do: name a VERSION, or --index. `tracker release --help` shows how."),
    (("show", "--release", "5"), "version: unknown version '5'; expected one of "),
]


@pytest.mark.parametrize(("args", "says"), WRONG, ids=[" ".join(a) for a, _ in WRONG])
def test_one_line_that_says_what_where_and_what_to_try(run, args, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*args)
    assert (code, out) == (2, "")
    assert err.startswith(f"tracker: {says}"), err
    assert err.count("\n") == 1
    assert len(err) < 300


def test_what_is_meant_is_said_of_an_event_a_part_of_a_version_and_a_choice(run):
    assert "of which the verb sources tells" in run("show", "gbr-20200714-huawei-5g-ban")[2]
    assert run("show", "--release", "5")[2].endswith("Did you mean '0.5.0'?\n")
    assert run("cite", "--style", "apx")[2].endswith("Did you mean 'apa'?\n")


def test_words_for_what_a_verb_does_lead_to_a_verb():
    assert set(usage.ELSEWHERE.values()) <= set(VERBS)
    assert not set(usage.ELSEWHERE) & set(VERBS)


def test_no_verb_at_all_lists_them(run):
    code, out, err = run()
    assert code == 2
    assert all(f"  {verb} " in out + err for verb in VERBS)


def test_the_program_and_its_data_have_versions_of_their_own(run):
    assert run("--version") == (0, f"tracker, version {__version__}\ndata, newest version {shelf.versions()[-1]}\n", "")
