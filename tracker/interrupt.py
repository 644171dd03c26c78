"""Ctrl-C and a request to end: remembered the moment they come, so that whatever a library makes of them, they hold.

A library in the middle of its work may turn the interruption into an error of its own, or keep it to itself. So it is
noted here first, and then raised as Python raises Ctrl-C, so that what was begun is cleared away. A second one ends
the process at once.
"""

from __future__ import annotations

import os
import signal
import sys

CODE = 130
"""Exit code of an interrupted command, as shells have it: 128 and the number of the signal."""

_SAID = {"SIGINT": "interrupted", "SIGTERM": "ended by a signal", "SIGHUP": "ended with its terminal"}

_SIGNALS = {int(getattr(signal, name)): said for name, said in _SAID.items() if hasattr(signal, name)}

_seen = 0
_lost = False


def watch() -> None:
    """Take note of interruptions from here on; outside the main thread nothing changes."""
    global _seen
    _seen = 0
    sys.unraisablehook = _unheard
    _each(_note)


def _note(number: int, _frame: object) -> None:
    global _seen, _lost
    if _seen and not _lost:
        os._exit(code())
    _seen, _lost = _seen or number, False
    raise KeyboardInterrupt


def _unheard(what: sys.UnraisableHookArgs) -> None:
    """An interruption that came where Python drops every error, as while a garbage is collected: it comes again."""
    global _lost
    if not (_seen and isinstance(what.exc_value, KeyboardInterrupt)):
        sys.__unraisablehook__(what)
        return
    import threading

    _lost = True
    again = threading.Timer(0.01, _again)  # Not here, where it would be dropped as well.
    again.daemon = True
    again.start()


def _again() -> None:
    """Send the main thread what it lost; as a signal, where there are such, which ends a wait too."""
    if hasattr(signal, "pthread_kill"):
        import threading

        signal.pthread_kill(threading.main_thread().ident or 0, _seen)
    else:
        import _thread

        _thread.interrupt_main(signal.Signals(_seen))


def _each(handler: signal.Handlers | object) -> None:
    for number in _SIGNALS:
        try:
            # Who starts it in the background, or with nohup, has it ignored: then it stays so.
            if signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, handler)  # type: ignore[arg-type]
        except ValueError:
            return  # Not in the main thread, which alone may ask for signals.


def seen() -> bool:
    """Whether there was an interruption."""
    return _seen > 0


def code() -> int:
    """Exit code of what was interrupted: by which signal it was."""
    return 128 + _seen if _seen else CODE


def leave() -> None:
    """From here on there is nothing left to interrupt: a signal ends the process at once and says nothing more."""
    _each(lambda number, _: os._exit(128 + number))
    # Python ends itself by SIGINT, whatever code it is to leave with, when the last code it ran from a text was
    # interrupted, such as a class that a library makes of one: so it is to have run another.
    exec("")


def say() -> int:
    """One quiet line on the error stream; gives back the exit code."""
    try:
        sys.stderr.write(f"tracker: {_SIGNALS.get(_seen, _SAID['SIGINT'])}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        pass  # Nobody is listening any more.
    return code()
