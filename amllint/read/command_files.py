"""Which files may hold commands of `az ml`, by name and bytes: all that a project without any has to load."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    Origin = Literal["shell", "pipeline", "make", "jenkins", "prose", "notebook", "python"]
    """What runs the commands of a text."""

LIST_NEEDLES = (b'"az", "ml"', b"'az', 'ml'")
"""How Python code writes the command as a list."""


def origin_of(path: str) -> Origin | None:
    """What runs the commands of a file, by its name; None for a file that is not read for commands."""
    name = path.rpartition("/")[2]
    stem, _, ending = name.lower().rpartition(".")
    if ending in ("yml", "yaml"):
        return "pipeline"
    if ending in ("sh", "bash", "zsh", "ps1", "cmd", "bat"):
        return "shell"
    if ending in ("md", "markdown"):
        return "prose"
    if ending == "ipynb":
        return "notebook"
    if ending == "py":
        return "python"
    if "jenkinsfile" in name.lower() or ending in ("groovy", "jenkins"):
        return "jenkins"
    if ending in ("mk", "makefile", "justfile") and not (stem and ending != "mk"):
        return "make"
    return None


def worth_reading(data: bytes) -> bool:
    """Whether the bytes of a file may hold a command that deploys or registers something."""
    if b"az ml " in data:
        return b"-deployment" in data or b"-endpoint" in data or b"ml model" in data or b"ml environment" in data
    return any(needle in data for needle in LIST_NEEDLES)
