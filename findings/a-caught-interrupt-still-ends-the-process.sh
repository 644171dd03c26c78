#!/usr/bin/env bash
# Click 8.5.1 on Python 3.11 to 3.13: where an interruption falls into text that a library runs by exec(), as dataclasses do for every class they make, click
# catches it, says "Aborted!" and leaves with 1; but under `python -m` the process dies of SIGINT all the same. Run as a file it leaves with 1, and so
# it does when the text was compiled before, or when one more text is run after it. One would expect that what was caught is over, however a command is started.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check click==8.5.1
cat > command.py <<'PYTHON'
import click


@click.command()
@click.argument("how")
def command(how):
    text = "raise KeyboardInterrupt"
    try:
        exec(compile(text, "text", "exec") if how == "compiled" else text)
    finally:
        if how == "one-more":
            exec("")


if __name__ == "__main__":
    command()
PYTHON
env/bin/python - <<'PYTHON'
import signal
import subprocess
import sys

codes = {}
for start in (["command.py"], ["-m", "command"]):
    for how in ("text", "compiled", "one-more"):
        done = subprocess.run([sys.executable, *start, how], capture_output=True, text=True)
        assert done.stderr.strip() == "Aborted!", done
        codes[start[0], how] = done.returncode
print(sys.version.split()[0], codes)
assert codes.pop(("-m", "text")) in {-signal.SIGINT, 128 + signal.SIGINT}
assert set(codes.values()) == {1}
PYTHON
