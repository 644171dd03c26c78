"""How many made-up cases a test tries: some for every commit, many more before a release and at night.

Tests that draw cases by chance say how many they try in both profiles; the environment variable ``TRACKER_TESTS`` chooses
``ci``, which is the default, or ``fuzz``.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

PROFILES = ("ci", "fuzz")

PROFILE = os.environ.get("TRACKER_TESTS") or "ci"

if PROFILE not in PROFILES:
    raise SystemExit(f"TRACKER_TESTS: unknown profile; expected one of {', '.join(PROFILES)}; got {PROFILE!r}")


def cases(ci: int, fuzz: int) -> int:
    """How many cases are tried in the profile that was chosen."""
    assert 0 < ci <= fuzz
    return ci if PROFILE == "ci" else fuzz


# A slow machine is no fault of a test, and what is drawn for a commit is the same for everybody.
settings.register_profile(
    "tests", deadline=None, derandomize=PROFILE == "ci", suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")
