#!/usr/bin/env bash
# urllib3 2.8.0: a refused connection and a name that does not resolve are raised as subclasses of ConnectTimeoutError, so that whoever catches timeouts
# to try again later also catches hosts that are not there. One would expect them beside timeouts, not below them.
# Seen: a closed port on this machine, after a fraction of the time allowed, is an instance of TimeoutError.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/python -m pip install --quiet --disable-pip-version-check urllib3==2.8.0
env/bin/python -W ignore - <<'PYTHON'
import socket
import time

import urllib3

with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
began = time.monotonic()
try:
    urllib3.PoolManager(retries=False, timeout=30).request("HEAD", f"http://127.0.0.1:{port}/")
except urllib3.exceptions.TimeoutError as error:
    kinds = [kind.__name__ for kind in type(error).__mro__]
print("caught as a timeout:", kinds[:3], "long before the time was up:", time.monotonic() - began < 5)
assert kinds[:2] == ["NewConnectionError", "ConnectTimeoutError"] and "TimeoutError" in kinds
assert "ConnectTimeoutError" in [kind.__name__ for kind in urllib3.exceptions.NameResolutionError.__mro__]
PYTHON
