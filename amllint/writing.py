"""Writes reports so that nobody ever sees half of one."""

from __future__ import annotations

import os


def replaced(path: str, text: str) -> None:
    """Write a file beside `path` and move it there; write straight into what is no plain file, such as a pipe.

    Raise OSError if that cannot be done; then the old file is as it was.
    """
    target = os.path.realpath(path)
    if os.path.exists(target) and not os.path.isfile(target):
        _write(target, text, "w")
        return
    beside = f"{target}.{os.getpid()}.tmp"
    try:
        _write(beside, text, "x")
        os.replace(beside, target)
    except OSError:
        if os.path.exists(beside):
            os.remove(beside)
        raise


def appended(path: str, text: str) -> None:
    """Write at the end of a file; raise OSError if that cannot be done."""
    _write(path, text, "a")


def _write(path: str, text: str, mode: str) -> None:
    with open(path, mode, encoding="utf-8", errors="backslashreplace", newline="\n") as file:
        file.write(text)
