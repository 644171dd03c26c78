"""Hashes of rows: salted anew, and never blind in the same place."""

import duckdb
import pytest

from tracker.diff.hashes import Hashes

LAST_BUT_ONE = [bytes.fromhex(start) + bytes(24) for start in ("f5b165224a58b791df6af1d8303e61cd", "f5b165224a585a91df6af1d8303e48cd")]  # fmt: skip
"""Edits in the 7th and the 15th byte, which cancel each other in DuckDB's hash."""


def test_the_salt_moves_the_last_bytes_of_an_eight_to_the_first():
    salts = [Hashes(seed).salt for seed in range(200)]
    assert {len(s) % 8 for s in salts} == {3, 4, 5}
    assert len(set(salts)) == len(salts)


@pytest.mark.parametrize("seed", range(20))
def test_what_one_hash_does_not_see_the_other_does(seed):
    con = duckdb.connect()
    plain, salted = (
        con.execute(f"SELECT hash({before}$1::BLOB) = hash({before}$2::BLOB)", LAST_BUT_ONE).fetchone()[0]
        for before in ("", f"'{Hashes(seed).salt}'::BLOB || ")
    )
    assert (plain, salted) == (True, False)
