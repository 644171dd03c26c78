"""A query as DuckDB's parser tells it: a tree of objects, walked without recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any


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
