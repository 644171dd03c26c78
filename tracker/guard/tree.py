"""A query as DuckDB's parser tells it: a tree of objects, walked without recursion."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

DEEPEST = 800
"""Objects and lists in one another; Python up to 3.12 reads some more than that, and from 3.13 many thousands."""


def unplaced(tree: str) -> str:
    """A tree's text without the places where its parts stand in the query."""
    return re.sub(r'"query_location(_length)?":\d+,?', "", tree)


def walk(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object of a tree; without recursion, which deep texts would exhaust."""
    left = [tree]
    while left:
        part = left.pop()
        if isinstance(part, dict):
            yield part
            left += part.values()
        elif isinstance(part, list):
            left += part


def read(text: str) -> Any:
    """The tree of a text; one that is too deep is a RecursionError, on every Python at the same depth."""
    tree = json.loads(text)
    level, levels = [tree], 0
    while level:
        levels += 1
        if levels > DEEPEST:
            raise RecursionError
        inner = [part for outer in level for part in (outer.values() if isinstance(outer, dict) else outer)]
        level = [part for part in inner if isinstance(part, dict | list)]
    return tree
