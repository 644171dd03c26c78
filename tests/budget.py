"""How many made-up cases a test tries: some for every commit, many more before a release and at night.

Tests that draw cases by chance say how many they try in both profiles; the environment variable ``TRACKER_TESTS`` chooses
``ci``, which is the default, or ``fuzz``.
"""

from __future__ import annotations

import os

PROFILES = ("ci", "fuzz")

PROFILE = os.environ.get("TRACKER_TESTS") or "ci"

if PROFILE not in PROFILES:
    raise SystemExit(f"TRACKER_TESTS: unknown profile; expected one of {', '.join(PROFILES)}; got {PROFILE!r}")


def cases(ci: int, fuzz: int) -> int:
    """How many cases are tried in the profile that was chosen."""
    assert 0 < ci <= fuzz
    return ci if PROFILE == "ci" else fuzz
