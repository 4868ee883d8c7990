"""Binds the environment of a unit: image, conda file, build context, and every package they name."""

from __future__ import annotations

from ..model import CondaFile, Dockerfile, Environment, Requirement, Setting
from ..record import Record
from ..values import Mapping, Scalar, Unknown, text_of
from .assets import Assets, asset_name, definition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..text import Span
    from ..tree import Tree
    from ..values import Value
    from .readers import Readers
    from .references import References

_DEEPEST_INCLUDE = 10


class EnvironmentBinder(Record):
    """Follows one unit's environment; `bases` are the folders that the unit's own paths may count from."""

    tree: Tree
    readers: Readers
    assets: Assets
    references: References
    bases: tuple[str, ...]

    def bind(self, value: Value | None) -> Environment | None:
        """The environment that a deployment states: inline, by name, or in a file; None if it states none."""
        if absent_value(value) or value is None:
            return None
        if isinstance(value, Mapping):
            return self.defined(value, self.bases, value.span)
        text = text_of(value)
        if text is None:
            self.references.unknown("environment", value)
            return Environment(value.span, False, value.why if isinstance(value, Unknown) else "it is no text")
        if text.startswith("file:"):
            return self._in_file(value)
        return self._named(value, text)

    def _in_file(self, value: Value) -> Environment:
        reference = self.references.follow("environment", value, self.bases, "file")
        node = self.readers.mapping(reference.path) if reference.state == "found" and reference.path else None
        if node is None or reference.path is None:
            return Environment(value.span, False, reference.why or "it cannot be read")
        return self.defined(node, (reference.path.rpartition("/")[0],), value.span)

    def _named(self, value: Value, text: str) -> Environment:
        name, version, form = asset_name(text)
        curated = form == "registry" or (name or "").startswith("AzureML-")
        if form == "name" and name and not curated:
            document, why = definition(self.assets.environments, name, version, self.bases[0], value.span.path)
            if document:
                self.references.document("environment", value, text, document.source.path)
                bases = document.bases or (document.source.path.rpartition("/")[0],)
                return self.defined(document.node, bases, value.span)
        else:
            why = "it is a curated or registry environment" if curated else "it is registered in the workspace"
        self.references.external("environment", value, text, why)
        return Environment(value.span, False, why, name, curated=curated)

    def defined(self, node: Mapping, bases: tuple[str, ...], span: Span) -> Environment:
        """An environment whose definition is here: inline in the deployment, or in a document of its own."""
        name = text_of(node.get("name"))
        image_entry = node.entry("image")
        image = None
        if image_entry and not absent_value(image_entry.value):
            image = Setting("image", "image", image_entry.value, image_entry.key)
        conda, complete = self._conda(node.get("conda_file"), bases)
        dockerfile, context, build_complete = self._build(node.get("build"), bases)
        if dockerfile and image is None and dockerfile.base:
            text, place = dockerfile.base
            image = Setting("image", "FROM", Scalar(place, text, text), place)
        if image is None and conda is None and dockerfile is None and node.get("build") is None:
            return Environment(span, False, "it states neither image nor build", name, node=node)
        requirements, included = self._requirements(conda, dockerfile, context)
        return Environment(
            span,
            True,
            name=name,
            image=image,
            conda=conda,
            dockerfile=dockerfile,
            context=context,
            inference_config=None if absent_value(node.get("inference_config")) else node.get("inference_config"),
            requirements=requirements,
            complete=complete and build_complete and included,
            node=node,
        )

    def _conda(self, value: Value | None, bases: tuple[str, ...]) -> tuple[CondaFile | None, bool]:
        """The conda file and whether all of it is known."""
        if value is None or absent_value(value):
            return None, True
        if isinstance(value, Mapping):
            conda = self.readers.conda_of(value.span.source, value)
            return conda, conda is not None and conda.complete
        reference = self.references.follow("conda file", value, bases, "file")
        if reference.state != "found" or reference.path is None:
            return None, False
        conda = self.readers.conda(reference.path)
        return conda, conda is not None and conda.complete

    def _build(self, value: Value | None, bases: tuple[str, ...]) -> tuple[Dockerfile | None, str | None, bool]:
        """The Dockerfile of a build context, the context's path, and whether all is known."""
        if not isinstance(value, Mapping):
            return None, None, absent_value(value)
        path_value = value.get("path")
        if path_value is None:
            return None, None, False
        context = self.references.follow("build context", path_value, bases, "folder")
        if context.state != "found" or context.path is None:
            return None, None, False
        named = value.get("dockerfile_path")
        if named is None or absent_value(named):
            named = Scalar(path_value.span, "Dockerfile", "Dockerfile")
        reference = self.references.follow("Dockerfile", named, (context.path,), "file")
        if reference.state != "found" or reference.path is None:
            return None, context.path, False
        dockerfile = self.readers.dockerfile(reference.path)
        return dockerfile, context.path, dockerfile is not None and not dockerfile.opaque

    def _requirements(
        self, conda: CondaFile | None, dockerfile: Dockerfile | None, context: str | None
    ) -> tuple[tuple[Requirement, ...], bool]:
        """All packages that conda file, requirement files and Dockerfile name, and whether that is all of them."""
        found: list[Requirement] = []
        complete = True
        if conda:
            found.extend(conda.requirements)
            complete = self._include(conda.includes, conda.source.path.rpartition("/")[0], found, 0)
        if dockerfile:
            found.extend(dockerfile.requirements)
            for installed, place in dockerfile.installs_from:
                complete &= self._copied(dockerfile, installed, place, context, found)
        return tuple(found), complete

    def _include(self, names: Iterable[tuple[str, Span]], folder: str, found: list[Requirement], depth: int) -> bool:
        """Follow `-r` lines; whether all of them could be read."""
        complete = True
        for name, span in names:
            reference = self.references.follow("requirements file", Scalar(span, name, name), (folder,), "file")
            read = None
            if reference.state == "found" and reference.path is not None and depth < _DEEPEST_INCLUDE:
                read = self.readers.requirements(reference.path)
            if read is None:
                complete = False
                continue
            found.extend(read.requirements)
            complete &= all(requirement.name for requirement in read.requirements)
            complete &= self._include(read.includes, read.source.path.rpartition("/")[0], found, depth + 1)
        return complete

    def _copied(
        self, dockerfile: Dockerfile, installed: str, place: Span, context: str | None, found: list[Requirement]
    ) -> bool:
        """Read the requirements or conda file that a RUN line installs from, through the COPY that brought it."""
        name = context_path(dockerfile, installed)
        path = self.tree.resolve(context, name) if name is not None and context is not None else None
        if path is None or not self.tree.is_file(path):
            return False
        self.references.document("requirements file", Scalar(place, installed, installed), installed, path)
        read = self.readers.conda(path) if path.endswith((".yml", ".yaml")) else self.readers.requirements(path)
        if read is None:
            return False
        found.extend(read.requirements)
        complete = self._include(read.includes, path.rpartition("/")[0], found, 0)
        return complete and all(requirement.name for requirement in read.requirements)


def absent_value(value: Value | None) -> bool:
    """Whether a key is not there, or there without a value."""
    return value is None or (isinstance(value, Scalar) and value.data is None)


def context_path(dockerfile: Dockerfile, image_path: str) -> str | None:
    """The path in the build context of a file that COPY brought to `image_path`; None if no COPY surely did."""
    from posixpath import basename, normpath

    for copy in reversed(dockerfile.copies):
        if any(char in copy.path for char in "*?[$"):
            continue
        source = normpath(copy.path.lstrip("/"))
        target = copy.target
        if normpath(target) == image_path and not target.endswith("/"):
            return source
        if target.endswith("/") and normpath(target + basename(source)) == image_path:
            return source
        folder = normpath(target).rstrip("/") + "/"
        if image_path.startswith(folder):
            below = image_path[len(folder) :]
            if source == ".":
                return below
            if basename(source) == below:
                return source
            return f"{source}/{below}"
    return None
