"""The signature of an index."""

import sys

import pytest

from tracker.errors import TrackerError
from tracker.release.listing import signature


def test_a_missing_library_names_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric", None)
    with pytest.raises(TrackerError, match=r"\[signing\]"):
        signature.check(b"", b"", "ed25519:", where="x")
