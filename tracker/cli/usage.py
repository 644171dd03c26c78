"""What a command line does not take, said as everything else that is wrong: one line, and what to try."""

from __future__ import annotations

import ast
import re
from typing import Any

import click

from tracker.errors import message, nearest, unknown

ELSEWHERE = {
    "act": "sources",
    "acts": "sources",
    "check": "validate",
    "citation": "cite",
    "compare": "diff",
    "country": "history",
    "csv": "export",
    "download": "fetch",
    "event": "sources",
    "events": "history",
    "evidence": "sources",
    "info": "versions",
    "law": "sources",
    "laws": "sources",
    "list": "versions",
    "load": "export",
    "map": "plot",
    "position": "show",
    "positions": "show",
    "query": "sql",
    "rules": "codebook",
    "save": "export",
    "site": "page",
    "source": "sources",
    "stats": "validate",
    "timeline": "plot",
}
"""Words that are no verbs, and the verb that does what is meant by them."""


def no_such_verb(name: str, verbs: tuple[str, ...]) -> str:
    """What to say of a word that is no verb.

    Parameters
    ----------
    name : str
    verbs : tuple of str

    Returns
    -------
    str

    Examples
    --------
    >>> no_such_verb("shwo", ("show", "sources"))
    "no such verb; got 'shwo'. Did you mean 'show'?"
    >>> no_such_verb("law", ("show", "sources"))
    "no such verb; got 'law'. Did you mean 'sources'?"
    """
    known = ELSEWHERE.get(name.casefold())
    close = [known] if known else nearest(name, verbs, 1)
    return message("no such verb", got=repr(name), hint=_meant(close, "`tracker --help` lists all."))


def _meant(names: list[str], otherwise: str | None) -> str | None:
    return f"Did you mean {names[0]!r}?" if names else otherwise


def told(error: click.ClickException) -> str:
    """One line for what click found wrong with a command line.

    Parameters
    ----------
    error : click.ClickException

    Returns
    -------
    str
        Of at most :data:`tracker.errors.LONGEST` characters: what is wrong, where, and what to try.

    Examples
    --------
    >>> told(click.UsageError("Nothing to do."))
    'nothing to do'
    """
    ctx = getattr(error, "ctx", None)
    verb = ctx.info_name if ctx is not None and ctx.parent is not None else None
    shows = f"`{ctx.command_path} --help` shows how." if ctx is not None else None
    param = getattr(error, "param", None)
    name = _name(param, ctx)
    if isinstance(error, click.NoSuchOption):
        lists = None if ctx is None else f"`{ctx.command_path} --help` lists all."
        hint = _meant(nearest(error.option_name, _options(ctx), 1), lists)
        return message("no such option", where=verb, got=repr(error.option_name), hint=hint)
    if isinstance(error, click.MissingParameter):
        choices = _choices(param)
        return message(f"{name} is missing", where=verb, expected=_one_of(choices), hint=shows)
    where = f"{verb}, {name}" if name and verb else name or verb
    if isinstance(error, click.BadParameter):
        given = _given(error.message)
        if given is not None and _choices(param):
            return str(unknown("choice", given, _choices(param), where=where))
        return message(_inside(error.message), where=where)
    more = re.search(r"unexpected extra arguments? \((.*)\)", error.message, re.DOTALL)
    if more:
        paths = [o.opts[-1] for o in _params(ctx) if isinstance(o, click.Option) and isinstance(o.type, click.Path)]
        hint = f"A path goes with {' or '.join(paths)}." if paths else shows
        return message("an argument too many", where=verb, got=repr(more[1]), hint=hint)
    return message(_inside(error.format_message()), where=verb, hint=shows)


def _name(param: click.Parameter | None, ctx: click.Context | None) -> str | None:
    """A parameter as it is written: its longest option, or what stands for an argument in help."""
    if param is None:
        return None
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    hint: Any = param.get_error_hint(ctx)
    return re.sub(r"[\[\]'.]", "", str(hint))


def _params(ctx: click.Context | None) -> list[click.Parameter]:
    return [] if ctx is None else ctx.command.get_params(ctx)


def _options(ctx: click.Context | None) -> list[str]:
    return [o for p in _params(ctx) if isinstance(p, click.Option) for o in (*p.opts, *p.secondary_opts)]


def _choices(param: click.Parameter | None) -> list[str]:
    kind = getattr(param, "type", None)
    return [str(c) for c in kind.choices] if isinstance(kind, click.Choice) else []


def _one_of(choices: list[str]) -> str | None:
    return f"one of {', '.join(choices)}" if choices else None


def _given(text: str) -> str | None:
    """What was given, out of what click says of a choice that there is not; None where it says something else."""
    found = re.match(r"(.+) is not one of ", text, re.DOTALL)
    try:
        return str(ast.literal_eval(found[1])) if found else None
    except (ValueError, SyntaxError):
        return None


def _inside(sentence: str) -> str:
    """A sentence as a part of another; a word in capitals keeps them."""
    text = sentence.strip().removesuffix(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
