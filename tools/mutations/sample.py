"""A correct deployment with the files that belong to it, as the mutations see it."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator

import yaml

from amllint.boot import Unit

_LARGEST = 200_000
"""Files above this many bytes are represented by a stub: no rule reads them, only their names matter."""
_MOST_FILES = 400
_IGNORE_FILES = (".gitignore", ".amlignore", ".dvcignore")


class Markup:
    """A YAML text whose values are found by their keys, with offsets and lines; placeholders are masked, not lost."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.masked = re.sub(r"\{\{.*?\}\}|<[A-Z_]+>", lambda found: "x" * len(found.group()), text)
        root = yaml.compose(self.masked, Loader=yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode):
            raise yaml.YAMLError("it is no mapping")
        self.root: yaml.MappingNode = root

    def pair(self, *path: str) -> tuple[yaml.ScalarNode, yaml.Node] | None:
        """Key and value at a path of keys, or None."""
        node: yaml.Node = self.root
        found = None
        for key in path:
            if not isinstance(node, yaml.MappingNode):
                return None
            found = next((pair for pair in node.value if pair[0].value == key), None)
            if found is None:
                return None
            node = found[1]
        return found

    def value(self, *path: str) -> str | None:
        """A scalar's text, None if there is none or a placeholder hides it."""
        pair = self.pair(*path)
        if pair is None or not isinstance(pair[1], yaml.ScalarNode):
            return None
        start, end = pair[1].start_mark.index, pair[1].end_mark.index
        return str(pair[1].value) if self.masked[start:end] == self.text[start:end] else None

    def line(self, *path: str) -> int:
        """Line (from 1) of a key."""
        pair = self.pair(*path)
        assert pair is not None
        return int(pair[0].start_mark.line) + 1

    def with_value(self, new: str, *path: str) -> str:
        """The text with another scalar at a path, which must exist."""
        pair = self.pair(*path)
        assert pair is not None
        return replaced(self.text, pair[1].start_mark.index, pair[1].end_mark.index, new)

    def with_key(self, new: str, *path: str) -> str:
        """The text with another key at a path, which must exist."""
        pair = self.pair(*path)
        assert pair is not None
        return replaced(self.text, pair[0].start_mark.index, pair[0].end_mark.index, new)

    def without(self, *path: str) -> str:
        """The text without a key and its value, which must stand on lines of their own."""
        pair = self.pair(*path)
        assert pair is not None
        lines = self.text.splitlines(keepends=True)
        first = pair[0].start_mark.line
        end = pair[1].end_mark
        last = end.line if end.column else end.line - 1
        if isinstance(pair[1], yaml.CollectionNode) and end.column:
            last = end.line - 1 if end.line < len(lines) - 1 else end.line
        return "".join(lines[:first] + lines[max(last, first) + 1 :])

    def with_block(self, block: str) -> tuple[str, int]:
        """The text with lines added at its end, and the number of the first one."""
        text = self.text if self.text.endswith("\n") else self.text + "\n"
        return text + block, text.count("\n") + 1

    def scalars(self, node: yaml.Node | None = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        """Paths of all keys, parents first."""
        node = node or self.root
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                yield (*path, key.value)
                yield from self.scalars(value, (*path, key.value))


class Sample:
    """The files of a unit by path, and what its deployment names."""

    def __init__(self, unit: Unit, files: dict[str, bytes]) -> None:
        self.id = unit.id
        self.kind = unit.kind
        self.deployment = unit.path
        self.files = files
        self.code_folder = unit.code.folder if unit.code is not None else None
        self.script = unit.code.script if unit.code is not None else None
        local = [(model.path, model.kind) for model in unit.models if model.path is not None]
        self.model: str | None = local[0][0] if local else None
        self.model_kind = local[0][1] if local else "unknown"
        conda = unit.environment.conda if unit.environment is not None else None
        self.conda = conda.source.path if conda is not None and conda.source.path != unit.path else None
        self.markup = Markup(self.text(unit.path))

    def text(self, path: str) -> str:
        """A file's text."""
        return self.files[path].decode("utf-8-sig")

    @property
    def image_is_told(self) -> bool:
        """Whether the deployment itself names a public base image of Azure, whose variables are known.

        What the image of a registered environment, or one in a private registry, sets or holds, nobody can tell from
        the files: a variable that is missing in the deployment may be there.
        """
        image = self.markup.value("environment", "image") or ""
        return image.startswith("mcr.microsoft.com/azureml/") and "/curated/" not in image

    @property
    def online(self) -> bool:
        return not self.kind.endswith("batch")

    @property
    def python(self) -> Python | None:
        """The scoring script, if there is one in Python."""
        if self.script is None or not self.script.endswith(".py"):
            return None
        return Python(self.script, self.text(self.script))

    @property
    def model_files(self) -> list[str]:
        """Paths of the local model's files."""
        if self.model is None:
            return []
        return [path for path in self.files if path == self.model or path.startswith(self.model + "/")]


class Python:
    """A script with its syntax tree and edits by line."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.tree = ast.parse(text)
        self.lines = text.splitlines(keepends=True)

    def function(self, name: str) -> ast.FunctionDef | None:
        """A function at module level, or None."""
        for node in self.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return node
        return None

    def first_statement(self, name: str) -> ast.stmt | None:
        """The first statement of a function behind its docstring, or None."""
        function = self.function(name)
        if function is None:
            return None
        body = function.body
        has_docstring = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
        return body[1] if has_docstring and len(body) > 1 else body[0]

    def inserted(self, line: int, *new: str) -> str:
        """The text with lines put in before a line (from 1), indented as that one is."""
        here = self.lines[line - 1]
        indent = here[: len(here) - len(here.lstrip())]
        added = [f"{indent}{text}\n" if text else "\n" for text in new]
        return "".join([*self.lines[: line - 1], *added, *self.lines[line - 1 :]])

    def line_replaced(self, line: int, old: str, new: str) -> str:
        """The text with `old` replaced on one line (from 1)."""
        assert old in self.lines[line - 1]
        changed = self.lines[line - 1].replace(old, new, 1)
        return "".join([*self.lines[: line - 1], changed, *self.lines[line:]])

    def imports(self) -> dict[str, int]:
        """Top-level modules that the script imports without a guard, with the line of the first import."""
        found: dict[str, int] = {}
        for node in self.tree.body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level and node.module:
                names = [node.module]
            for name in names:
                found.setdefault(name.partition(".")[0], node.lineno)
        return found

    @property
    def after_imports(self) -> int:
        """The line (from 1) behind the first block of plain imports."""
        lines = [node.end_lineno or 0 for node in self.tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
        return (lines[0] if lines else 0) + 1


def replaced(text: str, start: int, end: int, new: str) -> str:
    """The text with a stretch of it replaced."""
    return text[:start] + new + text[end:]


def gather(checkout: str, unit: Unit) -> Sample | None:
    """Copy what a unit reads, its code folder and its model; None where that is too much or cannot be read."""
    paths = {path for path in unit.read_set if os.path.isfile(os.path.join(checkout, path))}
    if unit.code is not None and unit.code.folder is not None:
        paths |= set(_below(checkout, unit.code.folder))
    for model in unit.models:
        if model.path is not None:
            paths |= set(_below(checkout, model.path))
    for path in tuple(paths):
        paths |= set(_ignore_files(checkout, path))
    if len(paths) > _MOST_FILES:
        return None
    try:
        return Sample(unit, {path: _content(os.path.join(checkout, path)) for path in sorted(paths)})
    except (yaml.YAMLError, UnicodeDecodeError, OSError):
        return None


def _below(checkout: str, path: str) -> Iterator[str]:
    full = os.path.join(checkout, path)
    if os.path.isfile(full):
        yield path
    for folder, folders, names in os.walk(full):
        folders[:] = [name for name in folders if name not in (".git", "__pycache__")]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), checkout).replace(os.sep, "/")


def _ignore_files(checkout: str, path: str) -> Iterator[str]:
    folder = path
    while folder:
        folder = folder.rpartition("/")[0]
        for name in _IGNORE_FILES:
            candidate = f"{folder}/{name}" if folder else name
            if os.path.isfile(os.path.join(checkout, candidate)):
                yield candidate


def _content(path: str) -> bytes:
    if os.path.getsize(path) > _LARGEST:
        return b"a stub\n"
    with open(path, "rb") as file:
        return file.read()
