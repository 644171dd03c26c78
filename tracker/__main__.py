"""``python -m tracker``, and the command ``tracker``: the command line, quiet when it is interrupted."""

from __future__ import annotations

import sys
from typing import NoReturn

from tracker import interrupt


def main() -> NoReturn:
    """Load the command line and run it."""
    interrupt.watch()
    try:
        from tracker.cli import main as run

        run()
    except KeyboardInterrupt:
        interrupt.leave()
        sys.exit(interrupt.say())


if __name__ == "__main__":
    main()
