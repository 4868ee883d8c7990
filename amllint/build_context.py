"""What a Docker build sees of its context: the files of a folder that .dockerignore does not take out.

Patterns are those of Docker (docs.docker.com, "Build context"): counted from the context's root, `*` and `?` stay
within a name, `**` crosses folders, a pattern that fits a folder takes all below it out, `!` takes in again, the last
one decides.
"""

from __future__ import annotations

import re

from .absence import absent
from .model import Answer
from .text import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .tree import Tree

_MOST_FILES = 5_000


class DockerIgnore:
    """The patterns of one .dockerignore file."""

    def __init__(self, text: str) -> None:
        self._patterns: list[tuple[re.Pattern[str], bool]] = []
        for line in text.splitlines():
            pattern = line.strip()
            if not pattern or line.startswith("#"):
                continue
            negated = pattern.startswith("!")
            pattern = re.sub(r"/+", "/", pattern.removeprefix("!").strip()).removeprefix("./").strip("/")
            if pattern not in ("", "."):
                self._patterns.append((re.compile(_regex(pattern) + r"(?:/.*)?", re.DOTALL), negated))

    def takes_out(self, path: str) -> bool:
        """Whether a path (relative to the context) is left out of the build."""
        out = False
        for pattern, negated in self._patterns:
            if pattern.fullmatch(path):
                out = not negated
        return out


def _regex(pattern: str) -> str:
    """A regular expression for a pattern, without its end."""
    out: list[str] = []
    at = 0
    while at < len(pattern):
        if pattern.startswith("**", at):
            at += 2
            if pattern.startswith("/", at):
                at += 1
                out.append("(?:.*/)?")
            else:
                out.append(".*")
            continue
        char = pattern[at]
        at += 1
        if char == "*":
            out.append("[^/]*")
        elif char == "?":
            out.append("[^/]")
        elif char == "[" and "]" in pattern[at + 1 :]:
            end = pattern.index("]", at + 1)
            body = pattern[at:end].replace("\\", "\\\\")
            out.append(f"[{'^' + body[1:] if body[:1] == '^' else body}]")
            at = end + 1
        elif char == "\\" and at < len(pattern):
            out.append(re.escape(pattern[at]))
            at += 1
        else:
            out.append(re.escape(char))
    return "".join(out)


def in_context(tree: Tree, context: str, dockerfile: str, path: str) -> Answer:
    """Whether the source of a COPY or ADD is in the build context; `context` and `dockerfile` count from the root."""
    if "$" in path or "{{" in path:
        return Answer("unknown", "a variable is part of it")
    if path.strip("/") in ("", "."):
        return Answer("yes", "it is the context itself", value="folder")
    wanted = re.sub(r"/+", "/", path).removeprefix("./").strip("/")
    if wanted.startswith("../") or wanted == "..":
        # Docker refuses it, or takes it for a path of the context, by version.
        inside = wanted.lstrip("./")
        there = tree.kind(f"{context}/{inside}" if context else inside) if inside else "folder"
        return Answer("unknown" if there else "no", "it leads out of the build context")
    ignore = _ignore(tree, context, dockerfile)
    prefix = f"{context}/" if context else ""
    if any(char in wanted for char in "*?["):
        return _matching(tree, prefix, wanted, ignore)
    kind = tree.kind(prefix + wanted)
    if kind == "outside":
        return Answer("unknown", "it is a link that leads out of the project")
    if kind is None:
        answer = absent(tree, prefix + wanted, frozenset({dockerfile}))
        return Answer(answer.state, f"{prefix}{wanted} is not there" if answer.no else answer.why, near=answer.near)
    if ignore is not None and ignore.takes_out(wanted):
        below = [name[len(prefix) :] for name in tree.below(prefix + wanted, _MOST_FILES)] if kind == "folder" else []
        if all(ignore.takes_out(name) for name in below):
            return Answer("no", ".dockerignore takes it out")
    return Answer("yes", "it is in the build context", value=kind)


def _matching(tree: Tree, prefix: str, wanted: str, ignore: DockerIgnore | None) -> Answer:
    """A source with wildcards needs at least one file or folder that fits; what is made later may be one."""
    pattern = re.compile(_regex(wanted) + r"(?:/.*)?", re.DOTALL)
    files = [path[len(prefix) :] for path in tree.below(prefix.rstrip("/"), _MOST_FILES)]
    for path in files:
        if pattern.fullmatch(path) and not (ignore is not None and ignore.takes_out(path)):
            return Answer("yes", f"{path} fits", value="file")
    return Answer("unknown", "nothing fits it yet")


def _ignore(tree: Tree, context: str, dockerfile: str) -> DockerIgnore | None:
    """The patterns that count: those beside the Dockerfile under its name, else those of the context."""
    for path in (f"{dockerfile}.dockerignore", f"{context}/.dockerignore" if context else ".dockerignore"):
        if tree.is_file(path):
            source = tree.source(path)
            return DockerIgnore(source.text) if isinstance(source, Source) else None
    return None
