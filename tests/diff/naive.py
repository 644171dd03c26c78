"""A diff by hand: dictionaries by key, cells compared one by one."""

from __future__ import annotations

import math


def same(a, b):
    if a is None or b is None:
        return a is b
    if isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b):
        return True
    return bool(a == b)


def differences(old, new, key):
    """Sets of added, removed keys, and changed cells as (key, column) by comparing lists of dicts."""
    a = {tuple(r[k] for k in key): r for r in old}
    b = {tuple(r[k] for k in key): r for r in new}
    shared = [c for c in (new[0] if new else {}) if c in (old[0] if old else {}) and c not in key]
    changed = {(k, c) for k in a.keys() & b.keys() for c in shared if not same(a[k][c], b[k][c])}
    return b.keys() - a.keys(), a.keys() - b.keys(), changed


def applied(old, diff, key):
    """The old rows with a diff applied to them."""
    rows = {tuple(r[k] for k in key): dict(r) for r in old}
    columns = list(old[0]) if old else []
    for _, row in diff:
        if row.kind == "removed":
            del rows[row.key]
        elif row.kind == "added":
            rows[row.key] = dict.fromkeys(columns) | dict(zip(key, row.key, strict=True))
        for cell in row.cells if row.kind != "removed" else ():
            rows[row.key][cell.column] = cell.new
    return sorted(rows.values(), key=lambda r: tuple(map(repr, (r[k] for k in key))))
