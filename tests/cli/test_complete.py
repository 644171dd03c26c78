"""What a shell offers after TAB, asked as a shell asks."""

import pytest
from click.shell_completion import ShellComplete

from tracker.cli import tracker as group


def offered(*words):
    """Values for the last word, which may be empty."""
    shell = ShellComplete(group, {}, "tracker", "_TRACKER_COMPLETE")
    return {item.value: item.help for item in shell.get_completions(list(words[:-1]), words[-1])}


@pytest.mark.parametrize("line", [["show"], ["history"], ["changes"], ["diff", "0.3.0", "0.4.0", "--jurisdiction"],
                                  ["export", "x.xlsx", "--jurisdiction"], ["panel", "--jurisdiction"]])  # fmt: skip
def test_countries_by_code_and_by_name(line):
    assert offered(*line, "de") == {"DEU": "Germany", **{k: v for k, v in offered(*line, "de").items() if k != "DEU"}}
    assert offered(*line, "Germ") == {"DEU": "Germany"}
    assert set(offered(*line, "BEL")) == {"BEL"}


def test_vendors_segments_tables_versions_and_events():
    assert set(offered("show", "--vendor", "")) == {"huawei", "zte"}
    assert set(offered("show", "--segment", "a")) == {"access"}
    assert set(offered("codebook", "stan")) == {"stances"}
    assert {"0.2.0", "0.5.0", "latest"} <= set(offered("cite", ""))
    assert "working" in offered("diff", "0.5.0", "w")
    assert "bel-20181207-ccb-weighs-huawei-ban" in offered("sources", "bel-201812")
    assert all(e.startswith("bel-2018") for e in offered("sources", "bel-2018"))


def test_the_release_that_was_named_is_the_one_that_is_read():
    assert "TWN" in offered("show", "--release", "0.4.0", "TW")
    assert offered("show", "--release", "0.2.0", "TW") == {}


def test_what_cannot_be_read_offers_nothing():
    assert offered("show", "--release", "9.9.9", "DE") == {}
