"""Which lines of the project's texts name something: asked only where a file or a variable is missing.

Of a notebook only the code counts: what its cells printed is most of its bytes and makes nothing.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .tree import Tree

FARTHEST = 7
"""Folders to climb and descend; parts of one project lie nearer to each other in the repositories that were read."""

PIPELINES = (".github/", ".azuredevops/", ".azure-pipelines/", "pipelines/", ".pipelines/")
"""Folders whose files act on the whole repository."""

_LARGEST_DATA = 100_000
"""JSON above this many bytes holds data, not commands."""
_ENDINGS = (
    ".py", ".ipynb", ".sh", ".bash", ".ps1", ".yml", ".yaml", ".json", ".md", ".txt", ".mk", ".toml", ".cfg", ".ini",
    ".groovy", ".bicep", ".tf", ".env", ".cmd", ".bat", ".R", ".dvc",
)  # fmt: skip
_NAMES = frozenset({"Makefile", "Dockerfile", "Jenkinsfile", "justfile", "Taskfile"})


class Mentions:
    """The texts of a project by folder, each read when a search first comes near it."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._paths: dict[str, list[str]] = {}
        self._below: dict[str, list[str]] = {}
        self._texts: dict[str, tuple[bytes, tuple[tuple[str, bytes], ...]]] = {}
        self._near: dict[str, tuple[str, ...]] = {}
        self._found: dict[tuple[str, str | None, bool], tuple[tuple[str, str], ...]] = {}
        self._lines_in: dict[bytes, dict[str, tuple[tuple[str, str], ...]]] = {}
        for path in tree.walk():
            folder, _, name = path.rpartition("/")
            if path.endswith(_ENDINGS) or name in _NAMES:
                if folder not in self._paths:
                    self._add(folder)
                self._paths[folder].append(path)

    def _add(self, folder: str) -> None:
        self._paths[folder] = []
        while folder:
            above = folder.rpartition("/")[0]
            siblings = self._below.setdefault(above, [])
            if folder in siblings:
                return
            siblings.append(folder)
            folder = above

    def lines(self, text: str, folder: str | None = None, *, above: bool = False) -> tuple[tuple[str, str], ...]:
        """Lines that contain `text`, as (path, line).

        With a `folder` only those of files near it, and of pipelines; with `above` only of files in it or in a folder
        that holds it, and of pipelines.
        """
        key = (text, folder, above)
        if key not in self._found:
            self._found[key] = tuple(self._lines(text.encode("utf-8", "replace"), self._folders(folder, above)))
        return self._found[key]

    def text(self, path: str) -> bytes:
        """The text of one file, of a notebook its code; b"" if it is none that is searched."""
        folder = path.rpartition("/")[0]
        return dict(self._text(folder)[1]).get(path, b"") if folder in self._paths else b""

    def _folders(self, folder: str | None, above: bool) -> Iterable[str]:
        if folder is None:
            return sorted(self._paths)
        near = self._around(folder)
        if not above:
            return near
        return [one for one in near if not one or f"{folder}/".startswith(f"{one}/") or _is_pipeline(one)]

    def _lines(self, needle: bytes, folders: Iterable[str]) -> Iterator[tuple[str, str]]:
        known = self._lines_in.setdefault(needle, {})
        for folder in folders:
            found = known.get(folder)
            if found is None:
                whole, texts = self._text(folder)
                found = known[folder] = tuple(_holding(needle, texts)) if needle in whole else ()
            yield from found

    def _around(self, folder: str) -> tuple[str, ...]:
        """Folders with texts that lie at most FARTHEST steps from `folder` (it need not exist), and pipelines."""
        if folder not in self._near:
            steps: dict[str, int] = {}
            at, climbed = folder, 0
            while climbed <= FARTHEST:
                self._descend(at, climbed, steps)
                if not at:
                    break
                at, climbed = at.rpartition("/")[0], climbed + 1
            pipelines = [one for one in self._paths if _is_pipeline(one)]
            self._near[folder] = tuple(sorted({*(one for one in steps if one in self._paths), *pipelines}))
        return self._near[folder]

    def _descend(self, top: str, climbed: int, steps: dict[str, int]) -> None:
        waiting = [(top, climbed)]
        while waiting:
            at, distance = waiting.pop()
            if distance > FARTHEST or steps.get(at, FARTHEST + 1) <= distance:
                continue
            steps[at] = distance
            waiting.extend((below, distance + 1) for below in self._below.get(at, ()))

    def _text(self, folder: str) -> tuple[bytes, tuple[tuple[str, bytes], ...]]:
        if folder not in self._texts:
            read = tuple((path, data) for path in self._paths[folder] if (data := self._read(path)))
            self._texts[folder] = (b"\n".join(data for _, data in read), read)
        return self._texts[folder]

    def _read(self, path: str) -> bytes:
        data = self._tree.peek(path)
        if path.endswith(".ipynb"):
            return _code_of(data)
        return b"" if path.endswith(".json") and len(data) > _LARGEST_DATA else data


def _holding(needle: bytes, texts: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, str]]:
    for path, data in texts:
        at = data.find(needle)
        while at >= 0:
            start = data.rfind(b"\n", 0, at) + 1
            end = data.find(b"\n", at)
            end = len(data) if end < 0 else end
            yield path, data[start:end].decode("utf-8", "replace")
            at = data.find(needle, end)


def _is_pipeline(folder: str) -> bool:
    return f"{folder}/".startswith(PIPELINES)


def _code_of(notebook: bytes) -> bytes:
    """The code of a notebook's cells; the whole text if it is no notebook."""
    import json

    try:
        cells = json.loads(notebook)["cells"]
        sources = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
        return "\n".join("".join(source) for source in sources).encode("utf-8", "surrogatepass")
    except (ValueError, KeyError, TypeError, RecursionError):
        return notebook
