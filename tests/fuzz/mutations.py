"""Ways to spoil a folder of curated tables; each says whether it must be noticed.

A mutation takes a source of chance and the files by name, changes one of them in place, and says what it did;
None when it found nothing to spoil.
"""

from __future__ import annotations

import csv
import io
import random
import unicodedata
from collections.abc import Callable

from tracker.schema import Field, Table, table

Files = dict[str, bytes]
Mutation = Callable[[random.Random, Files], str | None]

MUST: dict[str, Mutation] = {}
"""Mutations that leave something wrong: a problem must be listed."""

FORM: dict[str, Mutation] = {}
"""Mutations of form alone: a problem must be listed, and tidy must give the old bytes back."""

MAY: dict[str, Mutation] = {}
"""Mutations that may leave another good table; nothing may crash."""

CONTROLS = [chr(c) for c in (1, 2, 7, 8, 11, 12, 27, 31, 127, 0x80, 0x85, 0x9B, 0x9F, 0xAD)]
DIRECTIONS = [chr(c) for c in (0x061C, 0x200E, 0x200F, 0x202A, 0x202D, 0x202E, 0x2066, 0x2068, 0x2069)]
UNSEEN = [chr(c) for c in (0x200B, 0x200C, 0x200D, 0x2028, 0x2029, 0x2060, 0x2063, 0xFEFF, 0xFFF9, 0xE0041, 0x180E)]
SPACES = [chr(c) for c in (0x9, 0xA0, 0x1680, 0x2003, 0x2009, 0x202F, 0x205F, 0x3000)]
LOST = [chr(c) for c in (0xFFFD, 0xFFFE, 0xFDD0, 0xE000, 0x10FFFF)]

DAYS = ["2020-02-30", "2020-13-01", "0000-01-01", "10000-01-01", "2020-1-1", "2020/01/01", "x", "20200101",
        "２０２０-01-01", "-2020-01-01", "9" * 5000, "1e3", "nan", "NaT", "None", "2020-01-01T00:00"]  # fmt: skip
NUMBERS = ["9" * 5000, "9223372036854775808", "-9223372036854775809", "1.0", "１", "0x1", "1e3", "--1", "inf", "nan"]


def mutation(kind: dict[str, Mutation]) -> Callable[[Mutation], Mutation]:
    """Enter a mutation."""

    def enter(function: Mutation) -> Mutation:
        kind[function.__name__] = function
        return function

    return enter


def rows(data: bytes) -> list[list[str]]:
    """Records of a file, the header first."""
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def written(records: list[list[str]]) -> bytes:
    """Records in canonical form."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(records)
    return out.getvalue().encode()


def pick(rng: random.Random, files: Files, *, least: int = 1) -> tuple[str, Table, list[list[str]]]:
    """A file with that many rows at the least, its table, and its records."""
    name = rng.choice([n for n in sorted(files) if len(rows(files[n])) > least])
    return name, table(name.removesuffix(".csv")), rows(files[name])


def set_cell(
    rng: random.Random, files: Files, wanted: Callable[[Field], bool], new: Callable[[str], str], *, all_: bool = False
) -> str | None:
    """Change a filled cell of a column of some kind, or all of the column."""
    places = [(n, i, f) for n in sorted(files) for i, f in enumerate(table(n[:-4]).curated) if wanted(f)]
    rng.shuffle(places)
    for name, i, field in places:
        records = rows(files[name])
        filled = [r for r in records[1:] if r[i]]
        if not filled:
            continue
        chosen = filled if all_ else [rng.choice(filled)]
        for record in chosen:
            record[i] = new(record[i])
        files[name] = written(records)
        return f"{name}: {field.name}: {ascii(chosen[0][i])[:60]}" + (" in every row" if all_ else "")
    return None


def inside(rng: random.Random, text: str, extra: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + extra + text[at:]


def _free(field: Field) -> bool:
    return field.type == "string" and not field.values


@mutation(FORM)
def carriage_returns(rng, files):
    name = rng.choice(sorted(files))
    files[name] = files[name].replace(b"\n", rng.choice([b"\r\n", b"\r"]))
    return name


@mutation(FORM)
def byte_order_mark(rng, files):
    name = rng.choice(sorted(files))
    files[name] = b"\xef\xbb\xbf" + files[name]
    return name


@mutation(FORM)
def no_last_line_end(rng, files):
    name = rng.choice(sorted(files))
    files[name] = files[name][:-1]
    return name


@mutation(FORM)
def needless_quotes(rng, files):
    name, _, records = pick(rng, files)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(records)
    files[name] = out.getvalue().encode()
    return name


@mutation(FORM)
def other_order(rng, files):
    name, _, records = pick(rng, files, least=2)
    i, j = rng.sample(range(1, len(records)), 2)
    records[i], records[j] = records[j], records[i]
    files[name] = written(records)
    return f"{name}: rows {i} and {j}"


@mutation(FORM)
def outer_space(rng, files):
    extra = rng.choice([" ", "  ", *SPACES])
    return set_cell(rng, files, lambda f: True, lambda v: extra + v if rng.random() < 0.5 else v + extra)


@mutation(FORM)
def unseen_character(rng, files):
    extra = rng.choice([c for c in CONTROLS + DIRECTIONS + UNSEEN if not c.isspace()])
    return set_cell(rng, files, _free, lambda v: inside(rng, v, extra) if v.isascii() else v + extra)


@mutation(FORM)
def decomposed(rng, files):
    def apart(text: str) -> str:
        return unicodedata.normalize("NFD", text)

    for name in rng.sample(sorted(files), len(files)):
        text = files[name].decode()
        if apart(text) != text:
            files[name] = apart(text).encode()
            return name
    return None


@mutation(FORM)
def blank_line(rng, files):
    name = rng.choice(sorted(files))
    files[name] += b"\n"
    return name


@mutation(MUST)
def odd_space_inside(rng, files):
    extra = rng.choice([*SPACES, "\x85", "\u2028", "  "])
    return set_cell(rng, files, _free, lambda v: v[:1] + extra + v[1:])


@mutation(MUST)
def lost_character(rng, files):
    extra = rng.choice(LOST)
    return set_cell(rng, files, _free, lambda v: inside(rng, v, extra))


@mutation(MUST)
def bytes_that_are_no_text(rng, files):
    name = rng.choice(sorted(files))
    bad = rng.choice([b"\xff", b"\x80", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"\x00"])
    # Not inside of a character.
    at = rng.choice([i for i, b in enumerate(files[name]) if b < 0x80])
    files[name] = files[name][:at] + bad + files[name][at:]
    return f"{name}: {bad!r} at {at}"


@mutation(MUST)
def another_file(rng, files):
    name = rng.choice(sorted(files))
    files[name] = rng.choice([b"", b"\n\n", b" ", b"<!doctype html>\n", b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"PAR1",
                              b"{}", b"a,b\n1,2\n", b'"', files[name].decode().encode("utf-16")])  # fmt: skip
    return f"{name}: {files[name][:20]!r}"


@mutation(MUST)
def no_file(rng, files):
    name = rng.choice(sorted(files))
    del files[name]
    return name


@mutation(MUST)
def header(rng, files):
    name, _, records = pick(rng, files)
    head = records[0]
    i = rng.randrange(len(head))
    way = rng.choice(["drop", "twice", "rename", "case", "swap", "empty", "cells"])
    if way == "drop":
        records = [r[:i] + r[i + 1 :] for r in records]
    elif way == "twice":
        records = [[*r, r[i]] for r in records]
    elif way == "swap":
        j = (i + 1) % len(head)
        head[i], head[j] = head[j], head[i]
    elif way == "cells":
        head.append("more")
    else:
        head[i] = {"rename": head[i] + "s", "case": head[i].upper(), "empty": ""}[way]
    files[name] = written(records)
    return f"{name}: {way} {head[i % len(head)]}"


@mutation(MUST)
def row_width(rng, files):
    name, _, records = pick(rng, files)
    record = rng.choice(records[1:])
    if rng.random() < 0.5:
        record.insert(rng.randrange(len(record)), "")
    else:
        record.pop(rng.randrange(len(record)))
    files[name] = written(records)
    return name


@mutation(MUST)
def row_twice(rng, files):
    name, _, records = pick(rng, files)
    i = rng.randrange(1, len(records))
    records.insert(i, records[i])
    files[name] = written(records)
    return f"{name}: row {i}"


@mutation(MUST)
def no_such_day(rng, files):
    return set_cell(rng, files, lambda f: f.type == "date", lambda v: rng.choice(DAYS), all_=rng.random() < 0.5)


@mutation(MUST)
def no_such_number(rng, files):
    return set_cell(rng, files, lambda f: f.type == "integer", lambda v: rng.choice(NUMBERS), all_=rng.random() < 0.5)


@mutation(MUST)
def no_truth_value(rng, files):
    new = rng.choice(["TRUE", "yes", "1", "t", "None"])
    return set_cell(rng, files, lambda f: f.type == "boolean", lambda v: new, all_=rng.random() < 0.5)


@mutation(MUST)
def another_word(rng, files):
    new = rng.choice(["x", "None", "nan", "OPEN", "opеn", "0"])
    return set_cell(rng, files, lambda f: bool(f.values), lambda v: new, all_=rng.random() < 0.3)


@mutation(MUST)
def wrong_list(rng, files):
    ways = [lambda v: v + ";" + v, lambda v: v + ";", lambda v: ";" + v, lambda v: v.replace(";", ",") + ",x"]
    way = rng.choice(ways)
    listed = {"covers_vendors", "named_vendors", "segments", "events"}
    return set_cell(rng, files, lambda f: f.name in listed, way)


@mutation(MUST)
def empty_required(rng, files):
    return set_cell(rng, files, lambda f: f.required, lambda v: "", all_=rng.random() < 0.3)


@mutation(MUST)
def no_such_row(rng, files):
    keys = {(n[:-4], k.fields[0]) for n in files for k in table(n[:-4]).foreign_keys}
    name, column = rng.choice(sorted(keys))
    records = rows(files[f"{name}.csv"])
    i = records[0].index(column)
    filled = [r for r in records[1:] if r[i]]
    if not filled:
        return None
    rng.choice(filled)[i] += rng.choice(["x", "-x", "é"])
    files[f"{name}.csv"] = written(records)
    return f"{name}: {column}"


@mutation(MUST)
def giant_cell(rng, files):
    size = rng.choice([5_000, 131_072, 200_000])
    text = rng.choice(["x", "x y", "é", "日本", "1"])
    return set_cell(rng, files, lambda f: True, lambda v: (text * size)[:size])


@mutation(MAY)
def header_only(rng, files):
    for name in rng.sample(sorted(files), rng.choice([1, 1, 2, len(files)])):
        files[name] = files[name].split(b"\n", 1)[0] + b"\n"
    return "some tables"


@mutation(MAY)
def without_a_row(rng, files):
    name, _, records = pick(rng, files)
    del records[rng.randrange(1, len(records))]
    files[name] = written(records)
    return name


@mutation(MAY)
def bytes_changed(rng, files):
    name = rng.choice(sorted(files))
    data = bytearray(files[name])
    for _ in range(rng.choice([1, 1, 2, 10, 100])):
        at = rng.randrange(len(data))
        way = rng.randrange(3)
        if way == 0:
            data[at] ^= 1 << rng.randrange(8)
        elif way == 1:
            del data[at : at + rng.choice([1, 1, 5])]
        else:
            data[at:at] = rng.choice([b",", b'"', b"\n", b"\r", b";", b"-", b"0", b"'", b"\\"])
        if not data:
            break
    files[name] = bytes(data)
    return name


@mutation(MAY)
def cut_short(rng, files):
    name = rng.choice(sorted(files))
    files[name] = files[name][: rng.randrange(len(files[name]))]
    return name


@mutation(MAY)
def spliced(rng, files):
    name, other = rng.choice(sorted(files)), rng.choice(sorted(files))
    at, start = rng.randrange(len(files[name])), rng.randrange(len(files[other]))
    files[name] = files[name][:at] + files[other][start : start + rng.randrange(400)] + files[name][at:]
    return f"{name} with {other}"


@mutation(MAY)
def cells_exchanged(rng, files):
    name, _, records = pick(rng, files)
    a, b = rng.choice(records[1:]), rng.choice(records[1:])
    i, j = rng.randrange(len(a)), rng.randrange(len(b))
    a[i], b[j] = b[j], a[i]
    files[name] = written(records)
    return f"{name}: {records[0][i]} and {records[0][j]}"


@mutation(MAY)
def column_of_one_value(rng, files):
    name, _, records = pick(rng, files)
    i = rng.randrange(len(records[0]))
    value = rng.choice(["", "x", "0", records[1][i], "2020-01-01", "1677-01-01", "9999-12-31", "0001-01-01"])
    for record in records[1:]:
        record[i] = value
    files[name] = written(records)
    return f"{name}: {records[0][i]} = {value!r}"


@mutation(MAY)
def day_far_away(rng, files):
    new = rng.choice(["0001-01-01", "9999-12-31", "1677-09-20", "2262-04-12", "1582-10-10", "1900-02-28"])
    return set_cell(rng, files, lambda f: f.type == "date", lambda v: new, all_=rng.random() < 0.3)
