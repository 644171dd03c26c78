"""``tracker todo``."""

import json

import pytest


def test_the_verb_tells_it_in_every_format_and_by_jurisdiction(run, data):
    code, out, _ = run("todo", "--data", data, "--on", "2040-01-01", "--format", "json")
    rows = json.loads(out)
    assert code == 0
    assert list(rows[0]) == ["kind", "since", "table", "row", "what"]
    one = rows[0]["row"][:3].upper()
    _, out, _ = run("todo", one, "--data", data, "--on", "2040-01-01", "--format", "json")
    assert 0 < len(json.loads(out)) <= len(rows)
    assert {r["row"][:3].upper() for r in json.loads(out)} == {one}
    code, out, _ = run("todo", "--data", data, "--on", "2040-01-01")
    assert code == 0
    assert rows[0]["row"] in out
    assert "nothing waits" in run("todo", "--data", data, "--on", "2000-01-01")[1]


@pytest.mark.parametrize("args", [("--on", "soon"), ("Atlantis",), ("--data", "nowhere")])
def test_what_cannot_be_read_is_one_message(run, data, args):
    given = args if "--data" in args else (*args, "--data", data)
    code, out, err = run("todo", *given)
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
    assert len(err) < 300


def test_help_says_how_long_each_kind_may_wait(run):
    """The numbers of the help are those of the code."""
    from tracker.curation import todo

    words = {1: "a year", 2: "two years"}
    _, out, _ = run("todo", "--help")
    said = " ".join(out.split())
    assert f"has confirmed for {words[todo.UNCONFIRMED_YEARS]}" in said
    assert f"reviews open for {words[todo.OPEN_YEARS]}" in said
    assert f"not searched for {words[todo.SEARCHED_YEARS]}" in said
