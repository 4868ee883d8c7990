"""A tree as one deployment sees it: with the files that its own notebook or script writes."""

from __future__ import annotations

from .text import Source, Undecodable
from .tree import Tree, Unreadable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .mentions import Mentions
    from .tree import Kind, T


class LaidOver(Tree):
    """A tree in which embedded files stand in place of those on disk; all else is asked of the tree below.

    `sources` is keyed by path relative to the root.
    """

    def __init__(self, below: Tree, sources: dict[str, Source]) -> None:
        super().__init__(below.root, {path: source.text.encode() for path, source in sources.items()})
        self._below = below
        self._embedded = sources
        self.exclude = below.exclude

    def entries(self, folder: str) -> dict[str, Kind]:
        """Names in a folder with their kinds, embedded files included."""
        known = self._listings.get(folder)
        if known is None:
            known = self._below.entries(folder)
            prefix = folder + "/" if folder else ""
            own = [path[len(prefix) :].partition("/") for path in self._embedded if path.startswith(prefix)]
            if own:
                known = {**known, **{name: "folder" if below else "file" for name, _, below in own}}
            self._listings[folder] = known
        return known

    def source(self, path: str) -> Source | Undecodable | Unreadable:
        """The text of a file: the embedded one where there is one."""
        if self.recorded is not None:
            self.recorded.add(path)
        return self._embedded.get(path) or self._below.source(path)

    def read(self, path: str) -> bytes | Unreadable:
        """The bytes of a file."""
        return self._overlay[path] if path in self._overlay else self._below.read(path)

    def walk(self) -> tuple[str, ...]:
        """The files that discovery looks at; embedded ones stand in files that are looked at."""
        return self._below.walk()

    def ignored(self, path: str) -> bool:
        """Whether git would ignore a path."""
        return self._below.ignored(path)

    def lines_with(self, text: str, near: str | None = None) -> tuple[tuple[str, str], ...]:
        """Lines of walked texts that contain `text`."""
        return self._below.lines_with(text, near)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What `make` gives, worked out once for the project."""
        return self._below.once(name, make)

    def peek(self, path: str) -> bytes:
        """The bytes of a file, not kept."""
        return self._below.peek(path)

    @property
    def mentions(self) -> Mentions:
        """The texts of the project, to be searched."""
        return self._below.mentions


def laid_over(tree: Tree, sources: dict[str, Source]) -> Tree:
    """The tree with embedded files; the same for the same `sources` object, the tree itself where there are none."""
    if not sources:
        return tree
    views: dict[int, LaidOver] = tree.__dict__.setdefault("_views", {})
    view = views.get(id(sources))
    if view is None or view._embedded is not sources:
        view = views[id(sources)] = LaidOver(tree, sources)
    return view
