"""A diff as its reader has it: the differences, what they mean for the version, and every way to write them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracker.diff.change import Differences

if TYPE_CHECKING:
    import pandas as pd

    from tracker.diff.meaning import Bump


# A renderer is imported when it is asked for: few readers of a diff want more than one.
@dataclass(frozen=True, repr=False)
class Diff(Differences):
    """What differs between two inputs; see :class:`tracker.diff.change.Differences` for its attributes."""

    @property
    def bump(self) -> Bump:
        """The smallest legal version step, and the facts that force it."""
        from tracker.diff.meaning import smallest_bump

        return smallest_bump(self)

    def to_frame(self) -> pd.DataFrame:
        """One changed cell a row.

        Returns
        -------
        pandas.DataFrame
            Columns ``table, kind, key, column, old, new, reason, event_id``; ``key`` is a tuple; it,
            ``old`` and ``new`` hold text, None for missing, so that ``to_parquet`` can write them.
        """
        from tracker.diff.render import machine

        return machine.to_frame(self)

    def to_json(self) -> str:
        """The diff as JSON, as ``schemas/diff.json`` defines it."""
        from tracker.diff.render import machine

        return machine.to_json(self)

    def to_csv(self) -> str:
        """One changed cell a row, as CSV."""
        from tracker.diff.render import machine

        return machine.to_csv(self)

    def to_markdown(self) -> str:
        """A page for a pull request or a release's changes."""
        from tracker.diff.render import markdown

        return markdown.to_markdown(self)

    def to_html(self) -> str:
        """A self-contained page."""
        from tracker.diff.render import page

        return page.to_html(self)

    def _repr_html_(self) -> str:
        from tracker.diff.render import page

        return page.fragment(self)
