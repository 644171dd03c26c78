"""``python -m tracker``, and the command ``tracker``: the command line, quiet when it is interrupted."""

# Nothing is imported before signals are watched: until then an interruption is a traceback.


def main() -> None:
    """Load the command line and run it; leaves with its exit code."""
    try:
        from tracker import interrupt

        interrupt.watch()
        from tracker.cli import main as run

        run()
    except KeyboardInterrupt:
        import sys

        from tracker import interrupt

        interrupt.leave()
        sys.exit(interrupt.say())


if __name__ == "__main__":
    main()
