import sys

import pytest

from tracker.errors import TrackerError
from tracker.visible import visible


@pytest.mark.parametrize("text", ["", "plain", "é 日本 🙂", "a\u00a0b\u2009c"])
def test_text_that_prints_stays(text):
    assert visible(text) is text or visible(text) == text


@pytest.mark.parametrize(
    "code", [*range(32), *range(127, 160), 0xAD, 0x61C, 0x200B, 0x200E, 0x2028, 0x202E, 0x2066, 0xFEFF]
)
def test_what_does_not_print_is_escaped(code):
    shown = visible(f"a{chr(code)}b")
    assert shown.isprintable()
    assert (shown[0], shown[1], shown[-1]) == ("a", "\\", "b")
    assert shown.encode().decode("unicode_escape") == f"a{chr(code)}b"


def test_what_is_kept_stays():
    assert visible("a\nb\tc\x1b", keep="\n\t") == "a\nb\tc\\x1b"


def test_messages_are_visible():
    assert str(TrackerError("no\x1b[31m such", got="\u202e")) == "no\\x1b[31m such; got \\u202e"


def test_machine_formats_are_escaped_on_a_terminal_only(monkeypatch, capsys):
    import json

    from tracker.cli import output

    rows = [{"a": "x\x9b\u202e\x1by"}]
    output.print_rows(rows, ["a"], "json")
    piped = capsys.readouterr().out
    assert json.loads(piped) == rows
    assert "\x9b" in piped
    output.print_rows(rows, ["a"], "csv")
    assert capsys.readouterr().out == "a\nx\x9b\u202e\x1by\n"
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    output.print_rows(rows, ["a"], "json")
    shown = capsys.readouterr().out
    assert json.loads(shown) == rows
    assert shown.replace("\n", "").isprintable()
    for form in ("csv", "text", "markdown"):
        output.print_rows(rows, ["a"], form)
        assert capsys.readouterr().out.replace("\n", "").isprintable()
