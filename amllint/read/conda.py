"""Conda environments: a file, an inline mapping of an environment, or a dict in deploying code.

What the form allows is in facts/dependencies.md, section 4: `dependencies` is a list with at most one pip mapping,
whose entries are lines of a requirements file.
"""

from __future__ import annotations

import re

from ..model import CondaFile, ReadProblem, Requirement
from ..text import Source, Span
from ..values import Listing, Mapping, Scalar, Unknown, Value
from .match_spec import read_match_spec
from .requirements import Lines, normalise


def read_conda(source: Source, node: Value) -> CondaFile:
    """Read a conda environment from its root value; what conda or pip rejects is a problem at its place."""
    reader = _CondaReader()
    if isinstance(node, Mapping):
        reader.complete = not node.open
        dependencies = node.entry("dependencies")
        if dependencies is not None:
            reader.dependencies(dependencies.value, dependencies.key)
        channels = _channels(node.get("channels"))
    else:
        channels = ()
        reader.complete = not isinstance(node, Unknown)
        if not isinstance(node, Unknown):
            reader.wrong(
                "a conda environment is a mapping with the keys `name`, `channels` and `dependencies`", node.span
            )
    lines = reader.lines
    return CondaFile(
        source,
        node,
        tuple(lines.requirements),
        reader.python,
        channels,
        reader.pip_block,
        reader.pip_listed,
        tuple(lines.includes),
        tuple(lines.constraints),
        tuple(lines.indexes),
        tuple(lines.problems),
        reader.complete and all(requirement.name for requirement in lines.requirements),
    )


def _channels(value: Value | None) -> tuple[tuple[str, Span], ...]:
    """The channels that are known."""
    items = value.items if isinstance(value, Listing) else (value,)
    return tuple((item.text, item.span) for item in items if isinstance(item, Scalar) and item.data is not None)


class _CondaReader:
    """Collects what the dependencies of one environment state, conda's and pip's in file order."""

    def __init__(self) -> None:
        self.lines = Lines()
        self.python: Requirement | None = None
        self.pip_block: Span | None = None
        self.pip_listed: Requirement | None = None
        self.complete = True

    def wrong(self, message: str, span: Span) -> None:
        """Note a problem."""
        self.lines.problems.append(ReadProblem(message, span, "invalid"))

    def dependencies(self, value: Value, key: Span) -> None:
        """Read the value of `dependencies`."""
        if isinstance(value, Unknown):
            self.complete = False
        elif not isinstance(value, Listing):
            place = key if isinstance(value, Scalar) and value.data is None else value.span
            self.wrong("`dependencies` must be a list; conda cannot create the environment", place)
        else:
            for item in value.items:
                self.dependency(item)

    def dependency(self, item: Value) -> None:
        """Read one entry: a match spec or the pip mapping."""
        if isinstance(item, Unknown):
            self.conda_placeholder(item)
        elif isinstance(item, Mapping):
            self.complete = self.complete and not item.open
            for entry in item:
                if entry.key_data == "pip":
                    self.pip_mapping(entry.key, entry.value)
                elif not item.open:
                    self.wrong(
                        f"`{entry.key_data}:` is no dependency: an entry is a text such as `{entry.key_data}=1.2`, "
                        "and only `pip:` may hold a list",
                        entry.key,
                    )
        elif isinstance(item, Scalar) and isinstance(item.data, str):
            requirement = read_match_spec(item.data, item.span)
            if requirement.name or requirement.url:
                self.take(requirement)
            else:
                self.wrong(f"`{item.data}` is no conda package specification", item.span)
        else:
            self.wrong("an entry of `dependencies` must be text such as `numpy=1.26`", item.span)

    def take(self, requirement: Requirement) -> None:
        """Keep a conda requirement; the first one on python stands apart."""
        if requirement.name == "python" and self.python is None:
            self.python = requirement
            return
        if requirement.name == "pip" and self.pip_listed is None:
            self.pip_listed = requirement
        self.lines.requirements.append(requirement)

    def conda_placeholder(self, item: Unknown) -> None:
        """Keep the name of an entry whose version is a placeholder; any other may be anything."""
        match = re.match(r"(?:[\w./-]+::)?([A-Za-z0-9][\w.-]*)\s*[=<>!~]", item.text)
        if match:
            self.take(Requirement(normalise(match[1]), item.text, item.span, "conda", grade="url"))
        else:
            self.complete = False

    def pip_mapping(self, key: Span, value: Value) -> None:
        """Read the list below `pip:`."""
        if self.pip_block is not None:
            self.wrong("a second `pip:` block: a conda environment may have one; put its entries into the first", key)
        else:
            self.pip_block = key
        if isinstance(value, Unknown):
            self.complete = False
        elif isinstance(value, Listing):
            for item in value.items:
                self.pip_entry(item)
        elif not (isinstance(value, Scalar) and value.data is None):
            self.wrong("`pip:` must hold a list of requirements", value.span)

    def pip_entry(self, item: Value) -> None:
        """Read one line of the pip block."""
        if isinstance(item, Scalar) and isinstance(item.data, str):
            text = item.data
        elif isinstance(item, Unknown) and item.text:
            text = item.text
        elif isinstance(item, Unknown):
            self.complete = False
            return
        else:
            self.wrong("an entry below `pip:` must be text such as `numpy==1.26.4`", item.span)
            return
        whole = item.span
        exact = whole.text == text
        for line in text.splitlines() if "\n" in text else (text,):
            self.lines.add(
                _uncommented(line),
                lambda start, end: Span(whole.source, whole.start + start, whole.start + end) if exact else whole,
            )


def _uncommented(line: str) -> str:
    """A line without the comment that pip would cut (a quoted entry may hold one)."""
    return re.split(r"(?:^|\s)#", line, maxsplit=1)[0]
