"""Whole columns of addresses and titles are judged as each by itself would be."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.curation.rules import addresses
from tracker.curation.rules.addresses import host_of, hosts, wrong_addresses
from tracker.curation.rules.hosts import rough

PARTS = st.lists(
    st.sampled_from(
        ["https://", "http://", "HTTPS://", "www.", "WWW.", "example", ".", "org", "Org", ":443", ":x", "@", "user", "[", "]",
         "::1", "/", "?", "#", "a", "é", "-", " ", "\n", "%20", "utm_source=1", "&", "fbclid=2", "gclid=", "\\", "1", "_", "｡"]
    ),
    max_size=8,
).map("".join)  # fmt: skip


@given(st.lists(st.none() | PARTS | st.text(max_size=5)))
def test_hosts_are_those_of_each_address_alone(given_):
    code, names = hosts(pd.Series(given_, dtype="str"))
    assert len(set(names)) == len(names)
    assert [None if c < 0 else names[c] for c in code] == [None if a is None else host_of(a) for a in given_]


@given(st.lists(st.none() | PARTS | st.text(max_size=5)))
def test_addresses_are_wrong_as_each_alone_is(given_):
    column = pd.Series(given_, dtype="str", index=range(5, 5 + len(given_)))
    said = {row: addresses._wrong_with(a) for row, a in enumerate(given_, 5) if a is not None}
    assert dict(wrong_addresses(column)) == {row: wrong for row, wrong in said.items() if wrong}


@pytest.mark.parametrize(
    ("address", "host"),
    [("https://www.example.org/a", "example.org"), ("https://[broken", ""), ("http://EXAMPLE.org:80", "example.org")],
)
def test_host(address, host):
    assert host_of(address) == host
    assert hosts(pd.Series([address], dtype="str"))[1] == [host]


def test_no_letter_changes_what_titles_are_first_held_together_by():
    letters = [chr(i) for i in range(0x110000) if not 0xD800 <= i < 0xE000]
    folded = rough(pd.Series([c.casefold() for c in letters], dtype="str"))
    assert (rough(pd.Series(letters, dtype="str")) == folded).all()
    assert rough(pd.Series(["5G: Größe & Müller"], dtype="str")).tolist() == ["5ggremer"]
