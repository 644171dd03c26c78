"""The target ``queries``: `tracker sql` answers a query rightly or refuses it in one line, and leaves nothing behind.

Queries are grown from a small grammar, some of them simple enough to be answered here by hand; others are taken apart
and put together wrongly, or try to reach what they must not.
"""

from __future__ import annotations

import json
import random
import shutil
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
from fuzz import releases

from tracker.schema import table

_WORDS = (
    "SELECT", "FROM", "WHERE", "GROUP BY", "ORDER BY", "HAVING", "LIMIT", "JOIN", "ON", "USING", "UNION ALL", "WITH", "AS",
    "(", ")", ",", "*", ";", "'", '"', "--", "/*", "*/", "$$", "::", "[", "]", "{", "}", "?", ":=", "=>", "\x00", "\u202e", "é",
    "NULL", "1", "1e400", "'x'", "level", "events", "stances", "position_on('2020-01-01')", "count(*)", "row_number() OVER ()",
    "unnest([1, 2])", "read_csv('x')", "COPY", "ATTACH", "PRAGMA", "SET", "EXPLAIN", "PIVOT", "VALUES", "LATERAL", "RECURSIVE",
)  # fmt: skip

_FORMS = (
    "SELECT {c} FROM {t}",
    "FROM {t}",
    "FROM {t} SELECT {c}",
    "SELECT {c}, count(*) AS n FROM {t} GROUP BY ALL ORDER BY ALL",
    "SELECT DISTINCT {c} FROM {t} WHERE {c} IS NOT NULL ORDER BY 1 LIMIT 3",
    "SELECT * FROM {t} AS a JOIN {u} AS b ON a.{c} = b.{d}",
    "SELECT * FROM {t} WHERE {c} = (SELECT max({c}) FROM {t})",
    "WITH a AS (SELECT {c} FROM {t}) FROM a",
    "SELECT {c} FROM {t} UNION ALL SELECT {d} FROM {u}",
    "SELECT max({c}), min({c}) FROM {t}",
    "SELECT CAST({c} AS INTEGER) FROM {t}",
    "SELECT {c}[1] FROM {t}",
    "SELECT {c} || {n} FROM {t}",
    "SELECT list({c}) FROM {t}",
    "SELECT {n} / 0, {n}::VARCHAR, -{n}, {n} % 7",
    "FROM position_on({day})",
    "FROM position_on({day}, known_by := {day})",
    "SELECT {c}, row_number() OVER (PARTITION BY {c}) FROM {t}",
    "SELECT date_trunc('month', {day}::DATE), {day}::DATE + {n}",
    "SELECT {{'a': {c}, 'b': {n}}} FROM {t}",
    "SELECT MAP {{'a': {n}}}, [{n}, NULL], NULL, true, 'x'::BLOB, INTERVAL {n} DAY",
)
_DAYS = ("'2020-06-01'", "'2020-02-30'", "''", "NULL", "'9999-12-31'", "DATE '2019-01-01'", "current_date", "'-1'", "5")
_NUMBERS = (
    "0",
    "1",
    "-1",
    "1.5",
    "9223372036854775807",
    "1e308",
    "'x'",
    "NULL",
    "170141183460469231731687303715884105727",
)


@cache
def _tables() -> dict[str, list[dict[str, object]]]:
    import io

    files = releases.inner(releases.good())
    names = [n for n in files if n.endswith(".parquet") and n != "changes.parquet"]
    return {n.removesuffix(".parquet"): pq.read_table(io.BytesIO(files[n])).to_pylist() for n in sorted(names)}


def case(rng: random.Random, folder: Path) -> str:
    """One case; an AssertionError says what is not as it should be."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, data in releases.good().items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / "here").mkdir()
    (folder / "here" / "secret.csv").write_text("a\nnobody asked for this\n", encoding="utf-8")
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    way = rng.choice([_counted, _grown, _grown, _broken])
    query, wanted = way(rng)
    form = "json" if wanted is not None else rng.choice(["text", "csv", "json", "markdown"])
    args = ["sql", query, "--release", str(folder / "root" / releases.VERSION), "--format", form, "--timeout", "20"]
    with releases.apart(folder):
        code, said = releases.run_verb(args, f"{query!r}")
    assert code in (0, 2), f"left with {code}: {query!r}"
    assert "nobody asked" not in said, f"read a file: {query!r}"
    if wanted is not None:
        assert code == 0, f"refused: {query!r}"
        assert json.loads(said) == wanted, f"{query!r}: {said[:300]} for {wanted}"
    elif code == 0 and form == "json":
        json.loads(said, parse_constant=_no_number)
    left = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file() and "cache" not in p.parts}
    assert left == before, f"written or changed by {query!r}: {sorted(left.keys() ^ before.keys())}"
    return f"{way.__name__.strip('_')}: {'answered' if code == 0 else 'refused'}"


def _no_number(name: str) -> object:
    raise AssertionError(f"no number of JSON: {name}")


def _counted(rng: random.Random) -> tuple[str, object]:
    """A query that is answered here by hand."""
    name = rng.choice([n for n, rows in _tables().items() if rows])
    rows = _tables()[name]
    column = rng.choice([c for c, v in rows[0].items() if not isinstance(v, list)])
    texts = sorted({str(r[column]) for r in rows if r[column] is not None})
    field = {f.name: f for f in table(name).published}.get(column)
    # What a vocabulary does not have, no day, and an unknown jurisdiction are refused: the answer would be nothing.
    free = field is None or (field.type == "string" and not field.values and column not in {"jurisdiction", "part_of"})
    value = rng.choice([*texts, "x'y", "no such value"] if free else texts or [*field.values, "2020-01-01"][:1])
    literal = "'" + value.replace("'", "''") + "'"
    test = rng.choice(["=", "<>", "IS NULL"])
    if test == "IS NULL":
        count = sum(r[column] is None for r in rows)
        where = f'"{column}" IS NULL'
    else:
        filled = [_text(r[column]) for r in rows if r[column] is not None]
        count = sum((v == value) == (test == "=") for v in filled)
        where = f'CAST("{column}" AS VARCHAR) {test} {literal}'
    return f"SELECT count(*) AS n FROM {name} WHERE {where}", [{"n": count}]


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _grown(rng: random.Random) -> tuple[str, None]:
    def column(table: str) -> str:
        rows = _tables()[table]
        return rng.choice([*(rows[0] if rows else ["x"]), "no_such_column"])

    t, u = (rng.choice([*_tables(), *_tables(), "no_such_table"]) for _ in range(2))
    parts = {
        "t": t, "u": u, "c": column(t if t in _tables() else "events"), "d": column(u if u in _tables() else "events"),
        "n": rng.choice(_NUMBERS), "day": rng.choice(_DAYS),
    }  # fmt: skip
    return rng.choice(_FORMS).format(**parts), None


def _broken(rng: random.Random) -> tuple[str, None]:
    query, _ = _grown(rng)
    words = query.split(" ")
    for _ in range(rng.choice([1, 1, 2, 5])):
        at, way = rng.randrange(len(words) + 1), rng.randrange(4)
        if way == 0 and at < len(words):
            del words[at]
        elif way == 1 and at < len(words):
            words[at] = rng.choice(_WORDS)
        elif way == 2:
            words[at:at] = [rng.choice(_WORDS)] * rng.choice([1, 1, 1, 500])
        else:
            words[at:at] = rng.sample(words, len(words))[:4]
    return " ".join(words)[: rng.choice([10**6, 10**6, 30])], None
