"""The curated tables together, with what several rules need to know of them, worked out once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker import spells
from tracker.curation.asked import Asked, once
from tracker.curation.problem import Problem
from tracker.curation.reading import read
from tracker.errors import CurationError, nearest
from tracker.positions.bridge import whole
from tracker.schema import curated_tables

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


def among(column: pd.Series, values: Iterable[object]) -> pd.Series:
    """Which cells of a text column are among some values.

    Parameters
    ----------
    column : pandas.Series of str
    values : iterable of str

    Returns
    -------
    pandas.Series of bool
        For a missing cell whether one of the values is missing.
    """
    import pandas as pd
    import pyarrow.compute as pc

    found = pc.is_in(_arrow(column), value_set=_arrow(values))
    return pd.Series(found.to_numpy(zero_copy_only=False), index=column.index, dtype=bool)


def _arrow(values: Iterable[object]) -> pa.Array:
    import pandas as pd
    import pyarrow as pa

    column = values if isinstance(values, pd.Series | pd.Index) else list(values)
    return whole(pa.array(column, pa.large_string(), from_pandas=True))


def linked(acts: pd.DataFrame) -> pd.DataFrame:
    """Acts as a release would have them: with the acts that amend and that replace each.

    Parameters
    ----------
    acts : pandas.DataFrame
        With ``act_id``, ``amends`` and ``replaces``, lists as the curated tables write them.

    Returns
    -------
    pandas.DataFrame
        With ``amended_by`` and ``replaced_by``, sorted lists written the same way; missing for none.
    """
    import pandas as pd

    out = acts.copy()
    for column, back in (("amends", "amended_by"), ("replaces", "replaced_by")):
        by: dict[str, list[str]] = {}
        for act, items in acts[["act_id", column]].dropna().itertuples(index=False, name=None):
            for item in items.split(";"):
                by.setdefault(item, []).append(act)
        lists = [";".join(sorted(by[act])) if act in by else None for act in acts["act_id"]]
        out[back] = pd.Series(lists, index=acts.index, dtype="str")
    return out


def looked_up(keys: pd.Series, values: pd.Series) -> pd.Series:
    """The value of each key, of the same type also where no key is known or all are missing.

    ``keys.map(values)`` guesses the type anew, and fails on days when it finds none.

    Parameters
    ----------
    keys : pandas.Series of str
    values : pandas.Series
        Indexed by key, each once.

    Returns
    -------
    pandas.Series
        Indexed as the keys; missing for a key that is not known.
    """
    import pandas as pd
    import pyarrow.compute as pc

    # A key that is missing is found nowhere: the index has none.
    found = pc.index_in(_arrow(keys), value_set=_arrow(values.index)).fill_null(-1)
    places = found.to_numpy(zero_copy_only=False)
    return pd.Series(values.array.take(places, allow_fill=True), index=keys.index)


@dataclass
class Dataset:
    """All curated tables of a folder.

    Attributes
    ----------
    sources : Asked
        Every table as read, by name.
    strangers : tuple of Problem
        CSV files of the folder that belong to no table.
    known : dict
        What was worked out once, by name, with the names of the tables it comes from.
    """

    sources: Asked
    strangers: tuple[Problem, ...] = ()
    known: dict[str, Any] = field(default_factory=dict, repr=False)

    def __getitem__(self, table: str) -> pd.DataFrame:
        """Typed rows of a table; fails when the file was no table."""
        frame = self.sources[table].frame
        if frame is None:
            raise CurationError("the table could not be read", where=self.sources[table].path)
        return frame

    def where(
        self, table: str, mask: pd.Series, code: str, column: str, message: str, **more: str
    ) -> Iterator[Problem]:
        """A problem at a column of every row where a mask holds; a missing answer does not hold.

        Parameters
        ----------
        table : str
        mask : pandas.Series of bool
            Indexed as the table's rows.
        code, column, message : str
            As for :meth:`~tracker.curation.source.Source.problem`.
        **more : str
            ``expected`` and ``hint``.

        Yields
        ------
        Problem
        """
        source = self.sources[table]
        for row in mask.index[mask.fillna(False)]:
            yield source.problem(code, message, int(row), column, **more)

    @property
    def whole(self) -> bool:
        """Whether every file was a table with the right columns."""
        return all(s.frame is not None for s in self.sources.values())

    @once
    def cutoff(self) -> dt.date | None:
        """Last day for which evidence was looked for: the latest ``last_checked`` of the coverage."""
        last = self["coverage"]["last_checked"].max()
        return None if last != last else last.date()

    @once
    def horizon(self) -> dt.date | None:
        """Last day from which evidence could be found: the latest ``reaches_to`` of the coverage."""
        last = self["coverage"]["reaches_to"].max()
        return None if last != last else last.date()

    @once
    def acts(self) -> pd.DataFrame:
        """Acts by identifier (the first, where an identifier is repeated)."""
        frame = self["acts"].dropna(subset=["act_id"])
        return frame.drop_duplicates("act_id").set_index("act_id", drop=False)

    @once
    def provisions(self) -> pd.DataFrame:
        """Provisions by identifier, with the act's days, kind of reading and jurisdiction beside them."""
        frame = self["provisions"].dropna(subset=["provision_id"]).drop_duplicates("provision_id")
        beside = self.acts[["jurisdiction", "in_force", "ended", "text"]].add_prefix("act_")
        return frame.join(beside, on="act_id").set_index("provision_id", drop=False)

    @once
    def events(self) -> pd.DataFrame:
        """Events by identifier (the first, where an identifier is repeated)."""
        frame = self["events"].dropna(subset=["event_id"])
        return frame.drop_duplicates("event_id").set_index("event_id", drop=False)

    @once
    def links(self) -> pd.DataFrame:
        """Event-source pairs, with the source's days and kind beside them, and whose word it is."""
        beside = ["publisher", "origin", "published", "published_precision", "kind", "seen"]
        return self.sourced(self["event_sources"][["event_id", "source_id"]], beside)

    def sourced(self, pairs: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
        """Event-source pairs with columns of the source beside them.

        Parameters
        ----------
        pairs : pandas.DataFrame
            Rows of ``event_sources``.
        columns : list of str
            Of ``sources``; long texts are best asked for where few pairs are looked at.

        Returns
        -------
        pandas.DataFrame
            Without the pairs whose source does not exist.
        """
        right = self["sources"][["source_id", *columns]].dropna(subset=["source_id"]).drop_duplicates("source_id")
        return pairs.merge(right, on="source_id", how="inner")

    @property
    def read_links(self) -> pd.DataFrame:
        """Event-source pairs whose source was read, not only listed."""
        return self.links[self.links["seen"] != "listed"]

    @once
    def official(self) -> frozenset[str]:
        """Events with an official text that was read."""
        kinds = self.sources["sources"].table.field("kind").flagged("official")
        return frozenset(self.read_links.loc[self.read_links["kind"].isin(kinds), "event_id"])

    @once
    def corroborated(self) -> frozenset[str]:
        """Events with two independent sources that were read.

        Two sources are independent when their texts come from different places: a wire copy counts as the
        agency it was copied from.
        """
        links = self.read_links
        origins = links["origin"].fillna(links["publisher"]).str.casefold()
        count = origins.groupby(links["event_id"]).nunique()
        return frozenset(count.index[count >= 2])

    @once
    def well_sourced(self) -> frozenset[str]:
        """Events with an official text or two independent sources."""
        return self.official | self.corroborated

    @once
    def stances(self) -> pd.DataFrame:
        """Stances as a release would have them: ends filled, days on which acts became public, ranks."""
        table = self.sources["stances"].table
        frame = self["stances"].copy()
        public = self.events["public_on"]
        frame["known_from"] = looked_up(frame["event_id"], public)
        frame["end_known_from"] = looked_up(frame["ended_by"], public)
        rank = {v: i for i, v in enumerate(table.field("level").values)}
        frame["level_rank"] = frame["level"].map(rank).astype("float")
        return spells.close(frame)

    @once
    def reviews(self) -> pd.DataFrame:
        """Reviews as a release would have them."""
        frame = self["reviews"].copy()
        public = self.events["public_on"]
        frame["known_from"] = looked_up(frame["opened_by"], public)
        frame["end_known_from"] = looked_up(frame["closed_by"], public)
        return frame


def read_folder(folder: Path, *, shown_as: str | None = None) -> Dataset:
    """Read every curated table of a folder.

    Parameters
    ----------
    folder : pathlib.Path
        With one ``<table>.csv`` a table.
    shown_as : str, optional
        Name of the folder in problems; as given by default.

    Returns
    -------
    Dataset

    Raises
    ------
    CurationError
        When there is no such folder.
    """
    if not folder.is_dir():
        raise CurationError(
            "no such folder", where=str(folder), hint="Run it in a checkout, or name the folder with --data."
        )
    prefix = shown_as if shown_as is not None else folder.as_posix()
    names = [f"{t.name}.csv" for t in curated_tables()]
    strangers = []
    for path in sorted(folder.glob("*.csv")):
        if path.name not in names:
            close = nearest(path.name, names, 1)
            hint = f"did you mean {close[0]!r}?" if close else "move it elsewhere"
            strangers.append(Problem(f"{prefix}/{path.name}", 0, "", "F11", "belongs to no table", hint=hint))
    return Dataset(
        Asked({t.name: read(folder / f"{t.name}.csv", t, shown_as=f"{prefix}/{t.name}.csv") for t in curated_tables()}),
        tuple(strangers),
    )
