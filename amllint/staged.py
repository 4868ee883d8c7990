"""What git would commit: the staged changes, and the index laid over the working tree.

The only module that starts git; it asks for nothing that needs the network.
"""

from __future__ import annotations

import os

from .record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_LINK = "120000"
_SUBMODULE = "160000"


class GitError(Exception):
    """Git is missing, or did not do what it was asked; the message is a sentence."""


class Staged(Record):
    """Paths are relative to the root. `changed` has both sides of a rename and what is deleted; `overlay` are files
    whose staged bytes are not those on disk; `hidden` are files and folders on disk that are not in the index."""

    changed: tuple[str, ...]
    overlay: dict[str, bytes]
    hidden: tuple[str, ...]


def staged(root: str) -> Staged:
    """Ask git for the index of the repository that holds `root`; raise GitError where there is none.

    Files that git ignores are left as they are: they are never in a commit, so their absence would say nothing.
    """
    git = _Git(root)
    changed = _names(git.run("diff", "--cached", "--name-only", "--no-renames", "--relative", "-z"))
    objects = {}
    for line in _names(git.run("ls-files", "--stage", "-z")):
        told, _, path = line.partition("\t")
        mode, name, stage = told.split(" ")
        if stage == "0" and mode not in (_LINK, _SUBMODULE):
            objects[path] = name
    differing = _names(git.run("diff-files", "--name-only", "--no-renames", "--diff-filter=MDT", "--relative", "-z"))
    added = _names(git.run("diff-files", "--name-only", "--no-renames", "--diff-filter=A", "--relative", "-z"))
    wanted = {path: objects[path] for path in differing if path in objects}
    others = _names(git.run("ls-files", "--others", "--exclude-standard", "--directory", "-z"))
    hidden = [*added, *(path.rstrip("/") for path in others)]
    return Staged(tuple(changed), git.contents(wanted), tuple(hidden))


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


class _Git:
    """Git, run in a folder."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.environment = dict(os.environ)
        # In a hook these may be relative to the folder in which git runs the hook, which is not always ours.
        for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"):
            if self.environment.get(name):
                self.environment[name] = os.path.abspath(self.environment[name])
        if self.environment.get("GIT_DIR"):  # git then takes the folder that it runs in for the top of the files
            self.environment.setdefault("GIT_WORK_TREE", os.getcwd())

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        """What git prints; raise GitError if it fails."""
        import subprocess

        try:
            done = subprocess.run(
                ["git", *arguments],
                cwd=self.folder, env=self.environment, input=given, capture_output=True, check=False,
            )  # fmt: skip
        except OSError as error:
            raise GitError(f"git cannot be started: {error.strerror or error}") from None
        if done.returncode != 0:
            told = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
            raise GitError(f"git {arguments[0]} failed in {self.folder}: {told}")
        return done.stdout

    def contents(self, objects: dict[str, str]) -> dict[str, bytes]:
        """The bytes of objects, by path; one process for all."""
        if not objects:
            return {}
        output = self.run("cat-file", "--batch", given="".join(f"{name}\n" for name in objects.values()).encode())
        found: dict[str, bytes] = {}
        at = 0
        for path in objects:
            end = output.index(b"\n", at)
            header = output[at:end].split(b" ")
            at = end + 1
            if header[-1] == b"missing":  # a partial clone that has not fetched it
                continue
            size = int(header[2])
            found[path] = output[at : at + size]
            at += size + 1
        return found


ALL = frozenset({"amllint.toml", "pyproject.toml", ".gitignore"})
"""Names of files whose change may concern every deployment: settings, and what git ignores."""


def concerns_all(changed: Iterable[str], settings: Iterable[str | None]) -> bool:
    """Whether one of the changed paths may concern every deployment; `settings` are paths of files of the run.

    All paths are relative to the root.
    """
    special = {path for path in settings if path is not None}
    return any(path in special or path.rpartition("/")[2] in ALL for path in changed)
