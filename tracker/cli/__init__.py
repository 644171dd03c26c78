"""The command line: thin verbs over the public door. One file a verb, imported only when asked for."""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from tracker import interrupt
from tracker.cli.helping import Context
from tracker.errors import TrackerError, message
from tracker.version import __version__

_HALF = re.compile("[\ud800-\udfff\0]")

VERBS = (
    "show",
    "history",
    "changes",
    "deadlines",
    "sources",
    "forecasts",
    "panel",
    "sql",
    "diff",
    "apply",
    "plot",
    "table",
    "validate",
    "tidy",
    "todo",
    "links",
    "build",
    "release",
    "versions",
    "fetch",
    "verify",
    "codebook",
    "cite",
    "export",
    "page",
)
"""Verbs in the order in which help lists them."""


class _StoppedError(BaseException):
    """An interruption on its way past click, which would print an empty line of its own."""


class _Verbs(click.Group):
    context_class = Context

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        try:
            return super().make_context(*args, **more)
        except KeyboardInterrupt:
            raise _StoppedError from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise _StoppedError from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = importlib.import_module(f"tracker.cli.{cmd_name}").command
        command.context_class = Context
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List every verb with its first sentence, whole."""
        found = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        with formatter.section("Commands"):
            formatter.write_dl([(name, verb.get_short_help_str(400)) for name, verb in found if verb is not None])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            from tracker.cli.usage import no_such_verb

            raise TrackerError(no_such_verb(args[0], VERBS))
        return super().resolve_command(ctx, args)


def _say_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    """Print both versions, which have numbers of their own."""
    if asked and not ctx.resilient_parsing:
        from tracker.release.reading import shelf

        click.echo(f"tracker, version {__version__}\ndata, newest version {shelf.versions()[-1]}")
        ctx.exit()


@click.command(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_say_version,
              help="Show the version of the program and of its newest data, and exit.")  # fmt: skip
def tracker() -> None:
    """What governments decided about Huawei and ZTE in 5G networks.

    Exit codes: 0 fine or same, 1 problems found or different, 2 could not run.
    """


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code.

    Parameters
    ----------
    args : sequence of str, optional
        Arguments; those of the process by default.
    """
    own = args is None
    if own:
        interrupt.watch()
    code: Any = 2
    try:
        code = _run(args)
    except (KeyboardInterrupt, _StoppedError):
        code = interrupt.CODE
    interrupted = code == interrupt.CODE or (own and interrupt.seen())
    if own:
        interrupt.leave()
    sys.exit(interrupt.say() if interrupted else code if isinstance(code, int) else 0)


def _run(args: Sequence[str] | None) -> Any:
    # A command is over soon: looking for garbage among what it has just made would only slow it down.
    gc.set_threshold(100_000, 50, 100)
    for stream in (sys.stdout, sys.stderr):
        # A pipe or terminal that knows few letters gets the others escaped, not a crash.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    code: Any = 2
    try:
        code = tracker.main(args=None if args is None else list(args), prog_name="tracker", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        _refuse(error)
    except click.exceptions.Abort:
        code = interrupt.CODE
    except TrackerError as error:
        if not interrupt.seen():
            click.echo(f"tracker: {error}", err=True)
    except BrokenPipeError:
        # The reader has gone (a pager, head): nothing more to say, and nothing to say it to.
        _quiet(sys.stdout)
        code = 0
    except OSError as error:
        if interrupt.seen():
            return interrupt.CODE
        what = error.strerror or type(error).__name__
        where = str(error.filename2 or error.filename or "output")
        # What is left in the buffer has no place to go, at the end of the process neither.
        _quiet(sys.stdout)
        click.echo(f"tracker: {message(what, where=where)}", err=True)
    except Exception:
        if interrupt.seen():
            return interrupt.CODE
        halves = [a for a in (sys.argv[1:] if args is None else args) if _HALF.search(a)]
        if halves:
            # Libraries have many names for it.
            said = message("holds a character that no text has", where="arguments", got=ascii(halves[0])[:100])
            click.echo(f"tracker: {said}", err=True)
            sys.exit(2)
        # Not raised on purpose: 1 would say that something was found or differs.
        import traceback

        traceback.print_exc()
        click.echo("tracker: this is a fault of the program; please report it with the lines above", err=True)
    return code


def _refuse(error: click.ClickException) -> None:
    """Say what is wrong with the command line; of no verb at all, what verbs there are."""
    if isinstance(error, getattr(click.exceptions, "NoArgsIsHelpError", ())):
        error.show()
        return
    from tracker.cli.usage import told

    click.echo(f"tracker: {told(error)}", err=True)


def _quiet(stream: Any) -> None:
    """Let what is still to be written to a stream go nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
