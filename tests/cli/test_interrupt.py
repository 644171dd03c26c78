"""Ctrl-C ends a verb with 130 and one quiet line, wherever it falls."""

import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends a signal to itself")

# The moment is fixed by what is being imported, or called, not by a clock.
AT = """
import builtins, importlib.abc, os, signal, sys

class At(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.SIGINT)

sys.argv = ["tracker", *{arguments!r}]
from tracker.__main__ import main
sys.meta_path.insert(0, At())
main()
"""

SWALLOWED = """
import os, signal, sys
import tracker.release.reading.shelf as shelf
from tracker.errors import BadValueError

def find(version):
    try:
        os.kill(os.getpid(), signal.SIGINT)
    except KeyboardInterrupt:
        raise {error} from None

shelf.find = find
sys.argv = ["tracker", "show"]
from tracker.__main__ import main
main()
"""

QUERY = """
import os, signal, sys, threading
import tracker.sql as sql

asked = sql.asked

def soon(*args, **more):
    # While the query runs: it takes far longer than this, and is asked for as soon as the timer is set.
    timer = threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.daemon = True
    timer.start()
    return asked(*args, **more)

sql.asked = soon
query = "SELECT count(*) FROM stances a, stances b, stances c, stances d WHERE a.level_rank + b.level_rank + c.level_rank + d.level_rank = 7"
sys.argv = ["tracker", "sql", query]
from tracker.__main__ import main
main()
"""


def check(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (130, "tracker: interrupted\n"), done.stderr


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("click", ["show"]),
        ("tracker.cli", ["show"]),
        ("tracker.cli.show", ["show", "DEU"]),
        ("pandas", ["show", "DEU"]),
        ("duckdb", ["diff", "0.2.0", "0.3.0"]),
    ],
)
def test_while_something_is_loaded(module, arguments):
    check(AT.format(module=module, arguments=arguments))


@pytest.mark.parametrize("error", ["BadValueError('stopped')", "RuntimeError('Query interrupted')", "OSError('x')"])
def test_what_a_library_makes_of_it_does_not_matter(error):
    check(SWALLOWED.format(error=error))


def test_in_the_middle_of_a_query():
    check(QUERY)


def test_nothing_is_left_behind(tmp_path):
    code = AT.format(module="tracker.show.export.lite", arguments=["export", str(tmp_path / "x.sqlite")])
    check(code)
    assert list(tmp_path.iterdir()) == []


def test_a_caller_keeps_its_own_handler():
    from tracker.cli import main

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit):
        main(["--version"])
    assert signal.getsignal(signal.SIGINT) is before
