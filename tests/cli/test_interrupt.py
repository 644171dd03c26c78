"""Ctrl-C ends a verb with 130 and a request to end with 143, and one quiet line, wherever they fall."""

import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends a signal to itself")

# The moment is fixed by what is being imported, or called, not by a clock.
AT = """
import builtins, importlib.abc, os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # Whoever started the tests may have it ignored.

class At(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            sys.meta_path.remove(self)
            os.kill(os.getpid(), signal.{sent})

sys.argv = ["tracker", *{arguments!r}]
from tracker.__main__ import main
sys.meta_path.insert(0, At())
main()
"""

SWALLOWED = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
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
signal.signal(signal.SIGINT, signal.default_int_handler)
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
sys.argv = ["tracker", "sql", query, "--timeout", "3600"]
from tracker.__main__ import main
main()
"""


KEPT = QUERY.replace("os.kill(os.getpid(), signal.SIGINT)", "setattr(interrupt, '_seen', signal.SIGINT)").replace(
    "import tracker.sql as sql", "import tracker.sql as sql\nfrom tracker import interrupt"
)
"""A library keeps the interruption to itself: nothing is raised, and the query runs on."""


SAID = {"SIGINT": (130, "tracker: interrupted\n"), "SIGTERM": (143, "tracker: ended by a signal\n")}


def check(code, sent="SIGINT"):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == SAID[sent], done.stderr


@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("click", ["show"]),
        ("tracker.cli", ["show"]),
        ("tracker.cli.show", ["show", "DEU"]),
        ("pandas", ["show", "DEU"]),
        ("duckdb", ["sql", "SELECT 1 AS one"]),
    ],
)
def test_while_something_is_loaded(module, arguments):
    check(AT.format(module=module, arguments=arguments, sent="SIGINT"))


@pytest.mark.parametrize("error", ["BadValueError('stopped')", "RuntimeError('Query interrupted')", "OSError('x')"])
def test_what_a_library_makes_of_it_does_not_matter(error):
    check(SWALLOWED.format(error=error))


@pytest.mark.parametrize("code", [QUERY, KEPT], ids=["raised", "kept by a library"])
def test_in_the_middle_of_a_query(code):
    check(code)


@pytest.mark.parametrize("sent", SAID)
def test_nothing_is_left_behind(tmp_path, sent):
    code = AT.format(module="tracker.show.export.lite", arguments=["export", str(tmp_path / "x.sqlite")], sent=sent)
    check(code, sent)
    assert list(tmp_path.iterdir()) == []


DROPPED = """
import os, signal, sys, time, weakref
import tracker.release.reading.shelf as shelf

class Garbage:
    pass

def find(version):
    there = Garbage()
    # Whatever is raised in there, Python prints and drops.
    watched = weakref.ref(there, lambda _: (os.kill(os.getpid(), signal.SIGTERM), [0 for _ in range(1000)]))
    del there
    time.sleep(600)  # Longer than the test waits: a signal that comes again ends it.
    raise RuntimeError("it went on")

shelf.find = find
sys.argv = ["tracker", "show"]
from tracker.__main__ import main
main()
"""


def test_where_python_drops_every_error_it_comes_again():
    check(DROPPED, "SIGTERM")


FROM_TEXT = """
import os, signal, sys
import tracker.release.reading.shelf as shelf

def find(version):
    exec("os.kill(os.getpid(), signal.SIGTERM)\\nfor _ in range(1000): pass", globals())

shelf.find = find
sys.argv = ["tracker", "show"]
from tracker.__main__ import main
main()
"""


def test_in_code_that_was_made_of_a_text(tmp_path):
    # Python ends itself by a signal of its own then, when it runs a module: whatever code it was to leave with.
    (tmp_path / "from_text.py").write_text(FROM_TEXT)
    done = subprocess.run(
        [sys.executable, "-m", "from_text"], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, done.stderr) == SAID["SIGTERM"], done.stderr


IGNORED = """
import os, signal, sys
import tracker.cli.versions as verb
signal.signal(signal.SIGINT, signal.SIG_IGN)  # As a shell has it for what runs in the background.
os.kill(os.getpid(), signal.SIGINT)
from tracker import interrupt
interrupt.watch()
os.kill(os.getpid(), signal.SIGINT)
interrupt.leave()
os.kill(os.getpid(), signal.SIGINT)
"""


def test_what_is_ignored_stays_so():
    done = subprocess.run([sys.executable, "-c", IGNORED], capture_output=True, text=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


def test_two_things_at_once_are_both_ended():
    import threading

    from tracker.diff.duck import both

    ended = threading.Event()

    def first():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        both(first, lambda: ended.wait(60), ended.set)
    assert ended.is_set()


def test_a_caller_keeps_its_own_handler():
    from tracker.cli import main

    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(SystemExit):
        main(["--version"])
    assert signal.getsignal(signal.SIGINT) is before
