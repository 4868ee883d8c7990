"""Reads the files that deployments name, each once."""

from __future__ import annotations

from ..discovery import read_markup
from ..text import Source
from ..values import Mapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model import CondaFile, Dockerfile, MLmodel, RequirementsFile
    from ..tree import Tree
    from ..values import Value


class Readers:
    """Documents that several units share are read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._conda: dict[str, CondaFile | None] = {}
        self._requirements: dict[str, RequirementsFile | None] = {}
        self._dockerfiles: dict[str, Dockerfile | None] = {}
        self._mlmodels: dict[str, MLmodel | None] = {}

    def conda(self, path: str) -> CondaFile | None:
        """The conda file at a path; None if it cannot be read as text."""
        if path not in self._conda:
            source = self._tree.source(path)
            self._conda[path] = self.conda_of(source) if isinstance(source, Source) else None
        return self._conda[path]

    def conda_of(self, source: Source, node: Value | None = None) -> CondaFile | None:
        """A conda environment from a whole text, or from an inline mapping of it."""
        from ..read.conda import read_conda

        if node is None:
            document = read_markup(source)
            if document.root is None:
                return None
            node = document.root
        return read_conda(source, node)

    def requirements(self, path: str) -> RequirementsFile | None:
        """The requirements file at a path; None if it cannot be read as text."""
        if path not in self._requirements:
            from ..read.requirements import read_requirements

            source = self._tree.source(path)
            self._requirements[path] = read_requirements(source) if isinstance(source, Source) else None
        return self._requirements[path]

    def dockerfile(self, path: str) -> Dockerfile | None:
        """The Dockerfile at a path; None if it cannot be read as text."""
        if path not in self._dockerfiles:
            from ..read.dockerfile import read_dockerfile

            source = self._tree.source(path)
            self._dockerfiles[path] = read_dockerfile(source) if isinstance(source, Source) else None
        return self._dockerfiles[path]

    def mlmodel(self, folder: str) -> MLmodel | None:
        """The MLmodel file of a model folder, if it has one."""
        path = f"{folder}/MLmodel" if folder else "MLmodel"
        if path not in self._mlmodels:
            read = None
            if self._tree.is_file(path):
                from ..read.mlmodel import read_mlmodel

                source = self._tree.source(path)
                read = read_mlmodel(read_markup(source)) if isinstance(source, Source) else None
            self._mlmodels[path] = read
        return self._mlmodels[path]

    def mapping(self, path: str) -> Mapping | None:
        """The root mapping of a YAML or JSON file; None if it has none."""
        source = self._tree.source(path)
        root = read_markup(source).root if isinstance(source, Source) else None
        return root if isinstance(root, Mapping) else None
