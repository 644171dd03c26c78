"""DuckDB for whoever only runs SQL: its engine, without what its package brings for frames, Arrow and relations.

The package takes longer to import than the engine to compare two small tables. Its engine is a module of its own, and
the same one that ``import duckdb`` gives: connections and errors of the one are those of the other. A test holds both
to it, since DuckDB promises nothing of that module; where it is missing, the package serves. Whoever registers Arrow
tables, adds functions of Python's or builds relations needs the package too (:func:`package`).
"""

from __future__ import annotations

from importlib import import_module

try:
    import _duckdb as duckdb
except ImportError:
    import duckdb  # type: ignore[no-redef]

__all__ = ["duckdb", "package"]


def package() -> None:
    """Import the rest of the package, for connections that are open too."""
    import_module("duckdb")
