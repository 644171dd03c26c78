"""The table of positions as Arrow: from the tables of spells and reviews of a release, or of one to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tracker.positions import bridge, days
from tracker.positions.parts import all_rows
from tracker.schema import Table, table
from tracker.schema.arrow import arrow_schema
from tracker.spells import BASES, CELL

if TYPE_CHECKING:
    import numpy.typing as npt
    import pyarrow as pa

    Ints = npt.NDArray[np.int64]

NAME = "positions"
"""Name of the table."""

CLOCKS = (("valid_from", "valid_to"), ("known_from", "known_to"))
"""Columns of the two half-open intervals of a row: of days, and of knowledge."""


def compute(stances: pa.Table, reviews: pa.Table, levels: tuple[str, ...], confidences: tuple[str, ...]) -> pa.Table:
    """Positions from spells and reviews: the one place where they are worked out.

    Parameters
    ----------
    stances, reviews : pyarrow.Table
        As published; text columns may be dictionaries.
    levels, confidences : tuple of str
        Both scales, lowest first; the lowest confidence is what a stale one becomes.

    Returns
    -------
    pyarrow.Table
        As ``schemas/positions.json`` defines it, sorted by key. No two rows of a cell overlap.

    Examples
    --------
    >>> from tracker.release.reading import shelf
    >>> from tracker.release.reading.parquet import read_table
    >>> release = shelf.find("0.4.0")
    >>> stances, reviews = (read_table(release, t) for t in ("stances", "reviews"))
    >>> scales = (release.tables["stances"].field(c).values for c in ("level", "confidence"))
    >>> compute(stances, reviews, *scales).num_rows > stances.num_rows
    True
    """
    import pyarrow as pa

    names, numbers = numbered_cells([stances, reviews])
    own = ~bridge.truths(stances["ended_by"].is_null())
    opened = _plain(reviews["opened_by"]).dictionary_encode()
    spells = {
        "cell": numbers[0],
        "basis": places_in(stances["basis"], BASES),
        "start": days.of_column(stances["valid_from"]),
        "known": days.of_column(stances["known_from"]),
        "ends": np.where(own, days.of_column(stances["valid_to"]), days.NEVER),
        "end_known": np.where(own, days.of_column(stances["end_known_from"]), days.NEVER),
        "confirmed": days.of_column(stances["confirmed_on"]),
        "level": places_in(stances["level"], levels),
        "confidence": places_in(stances["confidence"], confidences),
        "event": np.arange(stances.num_rows),
        "deadline": days.of_column(stances["deadline"]),
    }
    about_reviews = {
        "cell": numbers[1],
        "start": days.of_column(reviews["opened_on"]),
        "known": days.of_column(reviews["known_from"]),
        "ends": days.of_column(reviews["closed_on"]),
        "end_known": days.of_column(reviews["end_known_from"]),
        "confidence": places_in(reviews["confidence"], confidences),
        # Reviews that one event opened say the same; no two spells do.
        "event": bridge.numbers(opened.indices, -1) + stances.num_rows,
    }
    said = all_rows(len(names[0]), spells, about_reviews, len(levels), len(confidences))
    events = pa.concat_arrays([_plain(stances["event_id"]), opened.dictionary])
    return _arrow(
        table(NAME),
        {c: _spread(n, said["cell"]) for c, n in zip(CELL, names, strict=True)},
        {c: said[c] for c in (*(c for pair in CLOCKS for c in pair), "since", "deadline")},
        {"level": said["level"], **{b: said[f"level{i}"] for i, b in enumerate(BASES)}},
        said,
        {"levels": levels, "confidence": confidences},
        events.take(bridge.column(said["event"], pa.int32())),
    )


def _arrow(
    schema: Table,
    text: dict[str, pa.Array],
    dates: dict[str, Ints],
    levels: dict[str, Ints],
    said: dict[str, Ints],
    scales: dict[str, tuple[str, ...]],
    event: pa.Array,
) -> pa.Table:
    import pyarrow as pa

    columns: dict[str, pa.Array] = {
        "status": coded((said["level"] < 0).view(np.int8), ("coded", "review_only")),
        "basis": coded(said["basis"], BASES),
        "under_review": bridge.column(said["under_review"], pa.bool_()),
        "event_id": event,
        "confidence": coded(said["confidence"], scales["confidence"]),
        "confidence_rank": bridge.column(said["confidence"], pa.int8()),
    }
    columns |= {name: days.to_column(values) for name, values in dates.items()}
    for name, places in levels.items():
        columns[name] = coded(places, scales["levels"])
        columns[f"{name}_rank"] = bridge.column(places, pa.int8(), places < 0)
    return shaped(columns | text, schema)


def _spread(names: pa.Array, places: npt.NDArray[np.int32]) -> pa.DictionaryArray:
    """Texts at places, many to a text: as a coded column, so that none is written down twice."""
    import pyarrow as pa

    once = names.dictionary_encode()
    return pa.DictionaryArray.from_arrays(once.indices.take(bridge.column(places, pa.int32())), once.dictionary)


def shaped(columns: dict[str, pa.Array], schema: Table) -> pa.Table:
    """Columns as a published table, coded ones with the values that occur in the order of the vocabulary.

    Parameters
    ----------
    columns : dict of str to pyarrow.Array
        More than the schema's are left out.
    schema : Table

    Returns
    -------
    pyarrow.Table
    """
    import pyarrow as pa

    columns = columns | {f.name: _in_order(columns[f.name], f.values) for f in schema.published if f.values}
    fields = arrow_schema(schema)
    return pa.table([columns[f.name].cast(f.type) for f in fields], schema=fields)


def _in_order(column: pa.Array, values: tuple[str, ...]) -> pa.DictionaryArray:
    import pyarrow as pa

    column = bridge.whole(column)
    if not isinstance(column, pa.DictionaryArray):  # Of a coded one only its few values are read as text.
        column = column.dictionary_encode()
    # A value that the vocabulary does not have stays, after those it has: nothing is lost without a word.
    order = {v: i for i, v in enumerate(values)}
    names = column.dictionary.to_pylist()
    sorted_ = sorted(range(len(names)), key=lambda i: (order.get(names[i], len(order)), names[i]))
    kind = np.int8 if len(names) <= np.iinfo(np.int8).max else np.int64
    places = bridge.numbers(column.indices, -1, kind)
    if sorted_ != list(range(len(names))):
        place = np.empty(len(names) + 1, dtype=kind)
        place[sorted_], place[-1] = np.arange(len(names)), -1
        places = place[places]
    return coded(places, tuple(names[i] for i in sorted_))


def coded(places: Ints, values: tuple[str, ...]) -> pa.DictionaryArray:
    """A coded column from places in its vocabulary; -1 is an empty cell.

    Only values that occur are in the dictionary, in the order of the vocabulary: Parquet writers take the least
    and the greatest value of a column from it, used or not.

    Parameters
    ----------
    places : numpy.ndarray of int8 or int64
    values : tuple of str

    Returns
    -------
    pyarrow.DictionaryArray
        With int8 indices.
    """
    import pyarrow as pa

    # A value is soon found, and of what is not there every place is read once: values are few.
    used = [i for i in range(len(values)) if (places == i).any()]
    if used == list(range(len(used))):  # As it is most often: then a place in what is used is a place in the vocabulary.
        index = np.maximum(places, 0)
    else:
        place = np.zeros(len(values) + 1, dtype=np.int8)
        place[used] = np.arange(len(used))
        index = place[places]
    return pa.DictionaryArray.from_arrays(
        bridge.column(index, pa.int8(), places < 0), bridge.texts([values[i] for i in used])
    )


def numbered_cells(tables: list[pa.Table]) -> tuple[list[pa.Array], list[Ints]]:
    """Every cell of two tables, and the number of each row's cell.

    Parameters
    ----------
    tables : list of pyarrow.Table
        Two, with the columns of :data:`tracker.spells.CELL`.

    Returns
    -------
    (list of pyarrow.Array, list of numpy.ndarray of int64)
        Names of the cells in the order of the key, one array a column; and for each table the numbers of its rows.
    """
    import pyarrow as pa

    parts = [_numbered([t[c] for t in tables]) for c in CELL]
    wholes = []
    for i in range(len(tables)):
        number = np.zeros(tables[i].num_rows, dtype=np.int64)
        for values, numbers in parts:
            number = number * max(len(values), 1) + numbers[i]
        wholes.append(number)
    # Rows of a cell stand together in what is published: one of each such stretch is sorted, not every row.
    number = np.concatenate(wholes)
    first_of_cell = np.append(True, np.diff(number) != 0)[: len(number)]
    cells = np.unique(number[first_of_cell])
    inverse = np.searchsorted(cells, number)
    names = []
    rest = cells
    for values, _ in reversed(parts):
        rest, at = np.divmod(rest, max(len(values), 1))
        names.append(values.take(bridge.column(at, pa.int64())))
    names.reverse()
    first = tables[0].num_rows
    return names, [inverse[:first], inverse[first:]]


def _numbered(columns: list[pa.ChunkedArray]) -> tuple[pa.Array, list[Ints]]:
    """Values that occur in some text columns, sorted, and the place of each cell's among them."""
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = [_plain(c) for c in columns]
    whole = pa.concat_arrays(plain).dictionary_encode()
    order = pc.sort_indices(whole.dictionary)
    place = np.empty(len(order), dtype=np.int64)
    place[bridge.numbers(order, -1)] = np.arange(len(order))
    index = bridge.numbers(whole.indices, -1)
    numbers = np.where(index < 0, -1, place.take(index, mode="clip")) if len(place) else index
    first = len(plain[0])
    return whole.dictionary.take(order), [numbers[:first], numbers[first:]][: len(columns)]


def places_in(column: pa.ChunkedArray, values: tuple[str, ...]) -> Ints:
    """Place of each cell in a vocabulary."""
    import pyarrow.compute as pc

    return bridge.numbers(pc.index_in(_plain(column), bridge.texts(values)), -1)


def _plain(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    import pyarrow as pa

    return bridge.whole(column).cast(pa.string())
