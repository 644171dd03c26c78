"""Ctrl-C: remembered the moment it comes, so that whatever a library makes of it, the command ends as interrupted.

A library in the middle of its work may turn the interruption into an error of its own, or keep it to itself. So it is
noted here first, and then raised as Python does. A second one ends the process at once.
"""

from __future__ import annotations

import os
import signal
import sys

CODE = 130
"""Exit code of an interrupted command, as shells have it: 128 and the number of the signal."""

SAID = "tracker: interrupted\n"

_seen = False


def watch() -> None:
    """Take note of interruptions from here on; outside the main thread nothing changes."""
    global _seen
    _seen = False
    try:
        signal.signal(signal.SIGINT, _note)
    except ValueError:
        return  # Not in the main thread, which alone may ask for signals.


def _note(*_: object) -> None:
    global _seen
    if _seen:
        os._exit(CODE)
    _seen = True
    raise KeyboardInterrupt


def seen() -> bool:
    """Whether there was an interruption."""
    return _seen


def leave() -> None:
    """From here on there is nothing left to interrupt: a Ctrl-C ends the process at once and says nothing more."""
    try:
        signal.signal(signal.SIGINT, lambda *_: os._exit(CODE))
    except ValueError:
        return


def say() -> int:
    """One quiet line on the error stream; gives back the exit code."""
    try:
        sys.stderr.write(SAID)
        sys.stderr.flush()
    except (OSError, ValueError):
        pass  # Nobody is listening any more.
    return CODE
