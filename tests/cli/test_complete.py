"""What a shell offers after TAB, asked as a shell asks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

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


def test_everything_that_has_a_name_is_offered():
    from tracker.loader.turns import DIRECTIONS
    from tracker.show.formats import FORMATS
    from tracker.show.plot import KINDS
    from tracker.show.plot.dress import INKS, THEMES

    assert set(offered("plot", "")) == set(KINDS)
    assert set(offered("plot", "map", "--theme", "")) == set(THEMES) - {"light"}  # Its older name.
    assert set(offered("plot", "map", "--palette", "")) == set(INKS)
    assert set(offered("plot", "map", "--region", "")) == {"world", "europe"}
    assert set(offered("export", "x", "--format", "")) == set(FORMATS)
    assert set(offered("changes", "--direction", "")) == set(DIRECTIONS)
    assert set(offered("show", "--beyond", "")) == {"flag", "refuse"}
    assert set(offered("plot", "map", "--beyond", "r")) == {"refuse"}


def test_a_picture_is_of_countries_or_of_two_versions():
    assert offered("plot", "timeline", "GB") == {"GBR": offered("show", "GBR")["GBR"]}
    assert "0.5.0" in offered("plot", "diff", "0.4.0", "0.")
    assert set(offered("plot", "diff", "0.4.0", "0.5.0", "DE")) == {"DEU", "DNK"} & set(offered("show", "DE"))
    assert offered("plot", "map", "DE") == {}


def test_a_cell_is_offered_part_by_part():
    assert set(offered("cite", "--cell", "BE")) == {f"{c}/" for c in offered("show", "BE")}
    assert set(offered("cite", "--cell", "BEL/")) == {"BEL/huawei/", "BEL/zte/"}
    assert set(offered("cite", "--cell", "BEL/zte/c")) == {"BEL/zte/core"}
    assert offered("cite", "--cell", "BEL/zte/core/") == {}


def test_events_and_sources_of_links_and_countries_of_todo():
    assert offered("links", "--event", "bel-2018") == offered("sources", "bel-2018")
    assert offered("links", "--source", "theyworkforyou-20190722")
    assert set(offered("todo", "BEL")) == {"BEL"}


@pytest.mark.skipif(shutil.which("bash") is None, reason="no bash on this system")
def test_bash_itself_offers_them(tmp_path):
    lines = {
        "tracker sho": ["show"],
        "tracker show GB": ["GBR"],
        "tracker history --jurisdiction Germ": ["DEU"],
        "tracker cite --release 0.5": ["0.5.0"],
        "tracker plot ti": ["timeline"],
        "tracker cite --cell BEL/huawei/co": ["BEL/huawei/core"],
        "tracker sources gbr-20200714-huawei-5g": ["gbr-20200714-huawei-5g-ban"],
    }
    script = ['eval "$(_TRACKER_COMPLETE=bash_source tracker)"']
    for line in lines:
        words = " ".join(line.split())
        script.append(f"COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMPREPLY=()")
        script.append('_tracker_completion tracker; echo "${COMPREPLY[*]}"')
    env = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", "\n".join(script)], capture_output=True, text=True, check=False, env=env)
    assert done.stderr == ""
    assert dict(zip(lines, map(str.split, done.stdout.splitlines()), strict=True)) == lines
