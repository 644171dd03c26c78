"""Small questions to a value from JSON, each of which says where it stood, what was expected and what was got."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

MANY = 200
"""Items that a list may have."""


class Wrong(Exception):  # noqa: N818  (a signal between modules, shown as a ReleaseError)
    """Something in a descriptor that is not as it must be: where in it, what was expected, what was got."""

    def __init__(self, place: str, expected: str, got: object) -> None:
        self.place, self.expected, self.got = place, expected, got


def need(right: bool, place: str, expected: str, got: object) -> None:
    """Refuse what is not right."""
    if not right:
        raise Wrong(place, expected, got)


def an_object(value: Any, place: str) -> Mapping[str, Any]:
    """The value, which must be an object."""
    need(isinstance(value, dict), place, "an object", value)
    return dict(value)


def a_list(value: Any, place: str, what: str, most: int = MANY) -> list[Any]:
    """The value, which must be a list of something, not empty."""
    need(isinstance(value, list) and 0 < len(value) <= most, place, f"a list of {what}, at most {most}", value)
    return list(value)


def a_text(value: Any, place: str, most: int = 5_000) -> str:
    """The value, which must be a text that is not empty."""
    need(isinstance(value, str) and 0 < len(value) <= most, place, f"a text of at most {most} characters", value)
    return str(value)


def a_count(value: Any, place: str, most: int) -> int:
    """The value, which must be a whole number from 0 on."""
    right = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
    need(right, place, f"a whole number, at most {most}", value)
    return int(value)


def of_form(value: Any, place: str, form: re.Pattern[str], expected: str) -> str:
    """The value, which must be a text of a form."""
    need(isinstance(value, str) and form.fullmatch(value) is not None, place, expected, value)
    return str(value)
