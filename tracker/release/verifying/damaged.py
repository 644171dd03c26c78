"""Look into a damaged Parquet file in a process of its own: a reader may crash on bytes that nobody wrote.

Run as ``python -m tracker.release.verifying.damaged`` it takes a file's bytes on standard input and prints one line of
JSON, then the rows as an Arrow stream where they can be read.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_SECONDS = 60

Chunk = tuple[str, int, int, int]
"""Column, row group counted from 1, first byte, byte after the last."""


@dataclass(frozen=True)
class Probe:
    """What a Parquet file, damaged or not, lets itself be asked.

    Attributes
    ----------
    chunks : tuple
        Where each column lies; empty when the footer is unreadable.
    unreadable : tuple or None
        The first chunk that cannot be read.
    rows : pyarrow.Table or None
        None when they cannot be read.
    """

    chunks: tuple[Chunk, ...] = ()
    unreadable: Chunk | None = None
    rows: pa.Table | None = None


def probe(data: bytes) -> Probe:
    """Look into a Parquet file that may be damaged.

    Parameters
    ----------
    data : bytes

    Returns
    -------
    Probe
        Empty when looking was all that it took to crash.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__], input=data, capture_output=True, timeout=_SECONDS, check=False
        )
        line, _, stream = done.stdout.partition(b"\n")
        said: dict[str, Any] = json.loads(line)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return Probe()
    chunks = tuple(tuple(c) for c in said["chunks"])
    unreadable = chunks[said["unreadable"]] if said["unreadable"] is not None else None
    if done.returncode or not stream:
        # It got through the layout and died in the rows: then the layout is all there is to know.
        return Probe(chunks, unreadable)
    import pyarrow as pa

    return Probe(chunks, unreadable, pa.ipc.open_stream(stream).read_all())


def _main() -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    file = pq.ParquetFile(pa.BufferReader(sys.stdin.buffer.read()))
    chunks = layout(file.metadata)
    unreadable = None
    for number, (column, group, _, _) in enumerate(chunks):
        try:
            file.read_row_group(group - 1, columns=[column]).validate(full=True)
        except (pa.ArrowException, OSError, ValueError):
            unreadable = number
            break
    sys.stdout.buffer.write(json.dumps({"chunks": chunks, "unreadable": unreadable}).encode() + b"\n")
    sys.stdout.buffer.flush()
    if unreadable is None:
        rows = file.read()
        with pa.ipc.new_stream(sys.stdout.buffer, rows.schema) as stream:
            stream.write_table(rows)


def layout(meta: Any) -> list[Chunk]:
    """Where each column of a Parquet file lies.

    Parameters
    ----------
    meta : pyarrow.parquet.FileMetaData

    Returns
    -------
    list of tuple
    """
    out = []
    for group in range(meta.num_row_groups):
        for number in range(meta.num_columns):
            chunk = meta.row_group(group).column(number)
            start = chunk.dictionary_page_offset or chunk.data_page_offset
            name = str(chunk.path_in_schema).split(".")[0]
            out.append((name, group + 1, start, start + chunk.total_compressed_size))
    return out


if __name__ == "__main__":
    _main()
