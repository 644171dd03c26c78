"""What a shell offers after TAB, asked as a shell asks."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import parts
import pytest
from click.shell_completion import ShellComplete
from conftest import ROOT

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


def test_a_cell_is_offered_whole_once_its_country_is_known():
    assert set(offered("cite", "--cell", "B")) == {f"{c}/" for c in offered("show", "B")}
    whole = {f"BEL/{v}/{s}" for v in ("huawei", "zte") for s in ("core", "access", "government")}
    assert set(offered("cite", "--cell", "BEL")) == set(offered("cite", "--cell", "BEL/")) == whole
    assert set(offered("cite", "--cell", "Belg")) == whole
    assert set(offered("cite", "--cell", "BEL/zte/c")) == {"BEL/zte/core"}
    assert offered("cite", "--cell", "BEL/zte/core/") == offered("cite", "--cell", "Belg/") == {}


def test_events_and_sources_of_links_and_countries_of_todo():
    assert offered("links", "--event", "bel-2018") == offered("sources", "bel-2018")
    assert offered("links", "--source", "theyworkforyou-20190722")
    assert set(offered("todo", "BEL")) == {"BEL"}


SWITCHED_ON = {
    "bash": (["bash", "--norc", "-i"], 'eval "$(_TRACKER_COMPLETE=bash_source tracker)"'),
    "zsh": (["zsh", "-f", "-i"], 'autoload -Uz compinit && compinit; eval "$(_TRACKER_COMPLETE=zsh_source tracker)"'),
    "fish": (["fish", "--no-config", "-i"], "_TRACKER_COMPLETE=fish_source tracker | source"),
}
"""How each shell is started bare, and the line with which the guide switches completion on."""

TABBED = {
    "tracker sho": "tracker show",
    "tracker show GB": "tracker show GBR",
    "tracker history --jurisdiction Germ": "tracker history --jurisdiction DEU",
    "tracker show --vendor hu": "tracker show --vendor huawei",
    "tracker codebook stan": "tracker codebook stances",
    "tracker cite --release 0.5": "tracker cite --release 0.5.0",
    "tracker sources gbr-20200714-huawei-5g": "tracker sources gbr-20200714-huawei-5g-ban",
    "tracker cite --cell BEL/zte/co": "tracker cite --cell BEL/zte/core",
    "tracker plot timeline FR": "tracker plot timeline FR",  # France and the Faroe Islands: nothing is written.
}
"""What is typed before TAB, and what then stands on the line."""


def pressed(shell, home):
    """The lines of a real terminal after TAB."""
    import pty
    import select
    import time

    argv, line = SWITCHED_ON[shell]
    child, ours = pty.fork()
    if child == 0:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        os.execvpe(argv[0], argv, {"PATH": path, "TERM": "xterm", "HOME": str(home), "COLUMNS": "200", "LINES": "50"})
    heard = b""

    def until(mark):
        nonlocal heard
        end = time.monotonic() + 60
        while not (found := re.search(mark, heard)) and time.monotonic() < end:
            if select.select([ours], [], [], 0.2)[0]:
                heard += os.read(ours, 65536)
        assert found, heard[-500:]
        heard = heard[found.end() :]
        return found

    try:
        os.write(ours, f"{line}; echo REA''DY\n".encode())
        until(rb"READY")
        out = {}
        for number, typed in enumerate(TABBED):
            # To the line's beginning, and there the word that says the rest aloud; quotes tell what it says from what was typed.
            os.write(ours, typed.encode() + b"\t\x01echo @''%d@ \n" % number)
            out[typed] = until(rb"@%d@ ([^\r\n]*)[\r\n]" % number)[1].decode().strip()
        return out
    finally:
        os.close(ours)
        os.waitpid(child, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="no terminal of its own there")
@pytest.mark.parametrize("shell", SWITCHED_ON)
def test_tab_is_pressed_in_a_real_shell(shell, tmp_path):
    part = {"zsh": parts.ZSH, "fish": parts.FISH}.get(shell)
    if part is not None and part.path is None:
        pytest.skip(part.missing)
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    assert pressed(shell, tmp_path) == TABBED


def test_the_guide_says_how_each_shell_is_told():
    said = (ROOT / "docs" / "start" / "command-line.md").read_text(encoding="utf-8")
    for _, line in SWITCHED_ON.values():
        assert line in said


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
