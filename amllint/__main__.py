"""The entry point of the command `amllint` and of `python -m amllint`."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn


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


def command() -> NoReturn:
    """Run the command line and end the process.

    Taking apart what a check has built costs as much as building a tenth of it, so the process ends without: all that
    was written is flushed, and nothing else waits for an orderly end.
    """
    import os

    code = main()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except ValueError:  # it is closed, so nothing waits to be written
            continue
        except OSError:  # the reader has gone, or the disk is full
            code = code or 1
    os._exit(code)


if __name__ == "__main__":
    command()
