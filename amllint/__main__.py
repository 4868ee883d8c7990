"""The entry point of the command `amllint` and of `python -m amllint`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line and return the exit code; `--version` is answered before anything is loaded."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        from . import __version__

        print(f"amllint {__version__}")
        return 0
    import gc

    from .cli import run

    gc.disable()  # the process is short and keeps nearly all that it makes: collecting would double the parsing
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
