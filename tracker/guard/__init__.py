"""SQL that somebody else wrote: read before it is run, and run where it can reach nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.guard.shut import SHUT, shut_in

if TYPE_CHECKING:
    from tracker.guard.check import check_condition, check_query, query_nodes

__all__ = ["SHUT", "check_condition", "check_query", "query_nodes", "shut_in"]


def __getattr__(name: str) -> object:
    # Whoever only opens a connection of ours reads no SQL, and waits for no reader of it.
    if name in __all__:
        from tracker.guard import check

        return getattr(check, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
