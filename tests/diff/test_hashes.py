"""Hashes of rows: salted anew, and never blind in the same place."""

import duckdb
import pytest

from tracker.diff.hashes import Hashes
from tracker.diff.query import Column

LAST_BUT_ONE = [bytes.fromhex(start) + bytes(24) for start in ("f5b165224a58b791df6af1d8303e61cd", "f5b165224a585a91df6af1d8303e48cd")]  # fmt: skip
"""Edits in the 7th and the 15th byte, which cancel each other in DuckDB's hash."""


def test_the_salt_moves_the_last_bytes_of_an_eight_to_the_first():
    salts = [Hashes(seed).salt for seed in range(200)]
    assert {len(s) % 8 for s in salts} == {3, 4, 5}
    assert len(set(salts)) == len(salts)


@pytest.mark.parametrize("keys", [0, 1])
@pytest.mark.parametrize("seed", range(20))
def test_what_a_hash_does_not_see_in_the_text_it_sees_behind_the_salt(seed, keys):
    """In a cell as in a key: where the keys of two rows share a hash, the hashes of the rows differ all the same."""
    con = duckdb.connect()
    columns = [(Column(c, "BLOB", "BLOB", "BLOB"), f"{c}::BLOB") for c in ("a", "b")]
    con.execute("CREATE TABLE t AS SELECT unnest([$1, $2]) AS a, 'x'::BLOB AS b", LAST_BUT_ONE)
    key, row = Hashes(seed).of(columns if keys else columns[::-1], 1)
    plain, of_key, of_row = (
        con.execute(f"SELECT count(DISTINCT {hashed}) FROM t").fetchone()[0] for hashed in ("hash(a)", key, row)
    )
    assert (plain, of_key, of_row) == (1, 1, 2)


def test_every_column_is_in_the_hash_of_a_row():
    con = duckdb.connect()
    columns = [
        (Column(c, t, t, t), c) for c, t in (("a", "BIGINT"), ("b", "VARCHAR"), ("c", "INTEGER"), ("d", "VARCHAR"))
    ]
    _, row = Hashes(7).of(columns, 2)
    rows = "(1, 'x', 1, 'x'), (2, 'x', 1, 'x'), (1, 'y', 1, 'x'), (1, 'x', 2, 'x'), (1, 'x', 1, 'y'), (1, NULL, 1, 'x')"
    counted = f"SELECT count(DISTINCT {row}) FROM (VALUES {rows}) AS t(a, b, c, d)"
    assert con.execute(counted).fetchone() == (6,)
