"""Joins documents into deployment units: the only place where one file learns of another.

Each kind of reference has its own base (facts/v2.md, section 0): what a v2 YAML names counts from that YAML's folder,
`dockerfile_path` from the build context, `scoring_script` from the code folder, `-r` lines from the file they stand in.
"""

from __future__ import annotations

from .absence import absent
from .discovery import Discovered, read_markup
from .model import (
    AssetDocument,
    BoundUnit,
    Code,
    CondaFile,
    Dockerfile,
    Environment,
    MLmodel,
    Model,
    Reference,
    Requirement,
    RequirementsFile,
    Setting,
)
from .record import Record
from .text import Source, Span
from .tree import Tree
from .values import Mapping, Scalar, Unknown, Value, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .model import UnitKind

_KINDS: dict[str, UnitKind] = {
    "managed-deployment": "v2-managed",
    "kubernetes-deployment": "v2-kubernetes",
    "batch-deployment": "v2-batch",
    "model-batch-deployment": "v2-batch",
    "pipeline-batch-deployment": "v2-batch",
}
_DEEPEST_INCLUDE = 10


class Assets(Record):
    """The endpoints, environments and models that the project's own documents define, by name."""

    endpoints: dict[str, tuple[AssetDocument, ...]]
    environments: dict[str, tuple[AssetDocument, ...]]
    models: dict[str, tuple[AssetDocument, ...]]


def bind(tree: Tree, found: Discovered) -> tuple[BoundUnit, ...]:
    """Make a unit of every deployment among the documents, in the order of their files."""
    assets = Assets(
        _by_name(found.documents, ("online-endpoint", "kubernetes-endpoint", "batch-endpoint")),
        _by_name(found.documents, ("environment",)),
        _by_name(found.documents, ("model",)),
    )
    readers = _Readers(tree)
    units: list[BoundUnit] = []
    ids: set[str] = set()
    for document in found.documents:
        if document.kind in _KINDS and not _is_prompt_flow(document.node):
            unit = _Binder(tree, readers, assets, document).unit(ids)
            units.append(unit)
            ids.add(unit.id)
    return tuple(units)


def _by_name(documents: Iterable[AssetDocument], kinds: tuple[str, ...]) -> dict[str, tuple[AssetDocument, ...]]:
    named: dict[str, tuple[AssetDocument, ...]] = {}
    for document in documents:
        if document.kind in kinds and document.name:
            named[document.name] = (*named.get(document.name, ()), document)
    return named


def _is_prompt_flow(node: Mapping) -> bool:
    """A prompt flow deployment runs a flow and no scoring script; it is recognised and left alone."""
    variables = node.get("environment_variables")
    if isinstance(variables, Mapping) and any(key.startswith("PROMPTFLOW_") for key in variables.keys()):
        return True
    properties = node.get("properties")
    return isinstance(properties, Mapping) and any("promptflow" in key.lower() for key in properties.keys())


class _Readers:
    """Documents that several units share are read once."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._conda: dict[str, CondaFile | None] = {}
        self._requirements: dict[str, RequirementsFile | None] = {}
        self._dockerfiles: dict[str, Dockerfile | None] = {}
        self._mlmodels: dict[str, MLmodel | None] = {}
        self._assets: dict[str, Mapping | None] = {}

    def conda(self, path: str) -> CondaFile | None:
        """The conda file at a path; None if it cannot be read as text."""
        if path not in self._conda:
            source = self._tree.source(path)
            self._conda[path] = self.conda_of(source) if isinstance(source, Source) else None
        return self._conda[path]

    def conda_of(self, source: Source, node: Value | None = None) -> CondaFile | None:
        """A conda environment from a whole text, or from an inline mapping of it."""
        from .read.conda import read_conda

        if node is None:
            document = read_markup(source)
            if document.root is None:
                return None
            node = document.root
        return read_conda(source, node)

    def requirements(self, path: str) -> RequirementsFile | None:
        """The requirements file at a path; None if it cannot be read as text."""
        if path not in self._requirements:
            from .read.requirements import read_requirements

            source = self._tree.source(path)
            self._requirements[path] = read_requirements(source) if isinstance(source, Source) else None
        return self._requirements[path]

    def dockerfile(self, path: str) -> Dockerfile | None:
        """The Dockerfile at a path; None if it cannot be read as text."""
        if path not in self._dockerfiles:
            from .read.dockerfile import read_dockerfile

            source = self._tree.source(path)
            self._dockerfiles[path] = read_dockerfile(source) if isinstance(source, Source) else None
        return self._dockerfiles[path]

    def mlmodel(self, folder: str) -> MLmodel | None:
        """The MLmodel file of a model folder, if it has one."""
        path = f"{folder}/MLmodel" if folder else "MLmodel"
        if path not in self._mlmodels:
            read = None
            if self._tree.is_file(path):
                from .read.mlmodel import read_mlmodel

                source = self._tree.source(path)
                read = read_mlmodel(read_markup(source)) if isinstance(source, Source) else None
            self._mlmodels[path] = read
        return self._mlmodels[path]


class _Binder:
    """Binds one deployment document; gathers its references and its read set."""

    def __init__(self, tree: Tree, readers: _Readers, assets: Assets, document: AssetDocument) -> None:
        self.tree = tree
        self.readers = readers
        self.assets = assets
        self.document = document
        self.node = document.node
        self.base = document.source.path.rpartition("/")[0]
        self.references: list[Reference] = []
        self.read_set: set[str] = {document.source.path}

    def unit(self, taken: set[str]) -> BoundUnit:
        """The unit of the document; its id differs from those taken."""
        before, self.tree.recorded = self.tree.recorded, self.read_set
        try:
            endpoint_name = text_of(self.node.get("endpoint_name"))
            code = self._code()
            models = self._models()
            environment = self._environment(self.node.get("environment"))
            endpoint = self._endpoint(endpoint_name)
        finally:
            self.tree.recorded = before
        name = self.document.name
        settings = dict(_settings(self.node, ""))
        return BoundUnit(
            id=_free_id(self.document.source.path, name, taken),
            kind=_KINDS[self.document.kind],
            source=self.document.source,
            span=_anchor(self.node),
            name=name,
            endpoint_name=endpoint_name,
            node=self.node,
            settings=settings,
            code=code,
            models=models,
            environment=environment,
            endpoint=endpoint,
            variables=self._variables(),
            variables_open=self._variables_open(),
            references=tuple(self.references),
            read_set=frozenset(self.read_set),
        )

    # -- references ----------------------------------------------------------------------------------------------

    def _refer(self, role: str, value: Value, base: str, wants: str, source: str | None = None) -> Reference:
        """Resolve a local path written in a file; `wants` is file, folder or either."""
        reference = self._resolve(role, value, base, wants, source or self.document.source.path)
        self.references.append(reference)
        return reference

    def _resolve(self, role: str, value: Value, base: str, wants: str, source: str) -> Reference:
        if not isinstance(value, Scalar) or not isinstance(value.data, str):
            why = value.why if isinstance(value, Unknown) else "it is no text"
            return Reference(role, value.span, getattr(value, "text", ""), "unknown", None, why)
        text = value.data
        if "://" in text or text.startswith(("azureml:", "runs:", "http:", "git+")):
            return Reference(role, value.span, text, "external", None, "it names something outside the project")
        path = self.tree.resolve(base, text)
        if path is None:
            return Reference(role, value.span, text, "unknown", None, "it leads out of the project's root")
        kind = self.tree.kind(path)
        if kind == "outside":
            return Reference(role, value.span, text, "unknown", path, "it is a link that leads out of the root")
        if kind == wants or (kind and wants == "either"):
            return Reference(role, value.span, text, "found", path)
        if kind:
            return Reference(role, value.span, text, "missing", path, f"it is a {kind}, not a {wants}")
        answer = absent(self.tree, path, frozenset({source}))
        state = "missing" if answer.no else "unknown"
        return Reference(role, value.span, text, state, path, answer.why, answer.near)  # type: ignore[arg-type]

    def _external(self, role: str, value: Value, text: str, why: str) -> None:
        self.references.append(Reference(role, value.span, text, "external", None, why))

    def _unknown(self, role: str, value: Value) -> None:
        why = value.why if isinstance(value, Unknown) else "it is neither text nor a mapping"
        self.references.append(Reference(role, value.span, getattr(value, "text", ""), "unknown", None, why))

    # -- code ----------------------------------------------------------------------------------------------------

    def _code(self) -> Code | None:
        value = self.node.get("code_configuration")
        if not isinstance(value, Mapping):
            if isinstance(value, Unknown):
                self._unknown("code folder", value)
            return None
        folder_value, script_value = value.get("code"), value.get("scoring_script")
        folder: str | None = None
        if folder_value is not None:
            reference = self._refer("code folder", folder_value, self.base, "folder")
            folder = reference.path if reference.state == "found" else None
        if script_value is None:
            return Code(value.span, folder, None)
        entry = text_of(script_value)
        if folder is None:
            known = folder_value is not None and self.references[-1].state != "missing"
            why = "its code folder is not known" if known else "it has no code folder"
            self.references.append(Reference("scoring script", script_value.span, entry or "", "unknown", None, why))
            return Code(value.span, None, None, entry)
        script = self._refer("scoring script", script_value, folder, "file")
        return Code(value.span, folder, script.path if script.state == "found" else None, entry)

    # -- models --------------------------------------------------------------------------------------------------

    def _models(self) -> tuple[Model, ...]:
        value = self.node.get("model")
        if value is None or (isinstance(value, Scalar) and value.data is None):
            return ()
        if isinstance(value, Mapping):
            return (self._inline_model(value, self.base, value.span),)
        text = text_of(value)
        if text is None:
            self._unknown("model", value)
            return (Model(value.span, why="its name is not known", registered=True),)
        name, version, form = asset_name(text)
        if form == "name" and name:
            document, why = self._asset(self.assets.models, name, version)
            if document:
                self._found("model", value, text, document)
                base = document.source.path.rpartition("/")[0]
                return (self._inline_model(document.node, base, value.span, version),)
            self._external("model", value, text, why)
        else:
            why = "it is registered in a registry" if form == "registry" else "it is registered in the workspace"
            self._external("model", value, text, why)
        return (Model(value.span, name, version, registered=True, why=why),)

    def _inline_model(self, node: Mapping, base: str, span: Span, version: str | None = None) -> Model:
        path_value = node.get("path")
        name = text_of(node.get("name"))
        flavour = text_of(node.get("type")) or ("custom_model" if node.get("type") is None else None)
        version = version or _scalar_text(node.get("version"))
        if path_value is None:
            return Model(node.span, name, version, None, "unknown", flavour, bool(name), "it states no path")
        source = node.span.path
        reference = self._resolve("model", path_value, base, "either", source)
        self.references.append(reference)
        if reference.state != "found" or reference.path is None:
            external = reference.state == "external"
            return Model(path_value.span, name, version, None, "unknown", flavour, external, reference.why)
        kind = self.tree.kind(reference.path)
        mlmodel = self.readers.mlmodel(reference.path) if kind == "folder" else None
        return Model(
            path_value.span,
            name,
            version,
            reference.path,
            "folder" if kind == "folder" else "file",
            flavour,
            mlmodel=mlmodel,
        )

    # -- assets --------------------------------------------------------------------------------------------------

    def _found(self, role: str, value: Value, text: str, document: AssetDocument) -> None:
        self.references.append(Reference(role, value.span, text, "found", document.source.path))
        self.read_set.add(document.source.path)

    def _asset(
        self, assets: dict[str, tuple[AssetDocument, ...]], name: str, version: str | None
    ) -> tuple[AssetDocument | None, str]:
        """The project's own definition of an asset; None with the reason where there is none, or several that differ.

        Among several the nearest by folder counts, if it is one: sample repositories repeat names.
        """
        candidates = [
            document
            for document in assets.get(name, ())
            if version is None or _scalar_text(document.node.get("version")) in (None, version)
        ]
        if not candidates:
            return None, "no document of the project defines it; it is registered elsewhere"
        ranked = sorted(candidates, key=lambda document: _distance(self.base, document.source.path))
        nearest = _distance(self.base, ranked[0].source.path)
        tied = [document for document in ranked if _distance(self.base, document.source.path) == nearest]
        if len(tied) > 1:
            return None, f"{len(tied)} documents of the project define it: {', '.join(d.source.path for d in tied)}"
        return tied[0], ""

    def _endpoint(self, name: str | None) -> AssetDocument | None:
        value = self.node.get("endpoint_name")
        if value is None or name is None:
            if isinstance(value, Unknown):
                self._unknown("endpoint", value)
            return None
        document, why = self._asset(self.assets.endpoints, name, None)
        if document:
            self._found("endpoint", value, name, document)
            return document
        self._external("endpoint", value, name, why)
        return None

    # -- environment ---------------------------------------------------------------------------------------------

    def _environment(self, value: Value | None) -> Environment | None:
        if value is None or (isinstance(value, Scalar) and value.data is None):
            return None
        if isinstance(value, Mapping):
            return self._defined_environment(value, self.base, value.span)
        text = text_of(value)
        if text is None:
            self._unknown("environment", value)
            why = value.why if isinstance(value, Unknown) else "it is no text"
            return Environment(value.span, False, why)
        if text.startswith("file:"):
            plain = Scalar(value.span, text[5:], text[5:])
            reference = self._refer("environment", plain, self.base, "file")
            node = self._document_at(reference.path) if reference.state == "found" else None
            if node is not None and reference.path is not None:
                return self._defined_environment(node, reference.path.rpartition("/")[0], value.span)
            return Environment(value.span, False, reference.why or "it cannot be read")
        name, version, form = asset_name(text)
        curated = form == "registry" or (name or "").startswith("AzureML-")
        if form == "name" and name and not curated:
            document, why = self._asset(self.assets.environments, name, version)
            if document:
                self._found("environment", value, text, document)
                base = document.source.path.rpartition("/")[0]
                return self._defined_environment(document.node, base, value.span)
        else:
            why = "it is a curated or registry environment" if curated else "it is registered in the workspace"
        self._external("environment", value, text, why)
        return Environment(value.span, False, why, name, curated=curated)

    def _document_at(self, path: str | None) -> Mapping | None:
        source = self.tree.source(path) if path is not None else None
        root = read_markup(source).root if isinstance(source, Source) else None
        return root if isinstance(root, Mapping) else None

    def _defined_environment(self, node: Mapping, base: str, span: Span) -> Environment:
        """An environment whose definition is here: inline in the deployment, or in a document of its own."""
        name = text_of(node.get("name"))
        source = node.span.source
        image_entry = node.entry("image")
        image = None
        if image_entry and not (isinstance(image_entry.value, Scalar) and image_entry.value.data is None):
            image = Setting("image", "image", image_entry.value, image_entry.key)
        conda, complete = self._conda(node.get("conda_file"), base, source)
        dockerfile, context, build_complete = self._build(node.get("build"), base, source.path)
        if dockerfile and image is None and dockerfile.base:
            text, place = dockerfile.base
            image = Setting("image", "FROM", Scalar(place, text, text), place)
        if image is None and conda is None and dockerfile is None and node.get("build") is None:
            return Environment(span, False, "it states neither image nor build", name, node=node)
        requirements, included = self._requirements(conda, dockerfile, context)
        return Environment(
            span,
            True,
            "",
            name,
            image,
            conda,
            dockerfile,
            context,
            node.get("inference_config"),
            requirements,
            complete and build_complete and included,
            node,
        )

    def _conda(self, value: Value | None, base: str, source: Source) -> tuple[CondaFile | None, bool]:
        """The conda file and whether all of it is known."""
        if value is None or (isinstance(value, Scalar) and value.data is None):
            return None, True
        if isinstance(value, Mapping):
            conda = self.readers.conda_of(source, value)
            return conda, conda is not None and conda.complete
        reference = self._refer("conda file", value, base, "file", source.path)
        if reference.state != "found" or reference.path is None:
            return None, False
        conda = self.readers.conda(reference.path)
        return conda, conda is not None and conda.complete

    def _build(self, value: Value | None, base: str, source: str) -> tuple[Dockerfile | None, str | None, bool]:
        """The Dockerfile of a build context, the context's path, and whether all is known."""
        if not isinstance(value, Mapping):
            return None, None, value is None or (isinstance(value, Scalar) and value.data is None)
        path_value = value.get("path")
        if path_value is None:
            return None, None, False
        context = self._refer("build context", path_value, base, "folder", source)
        if context.state != "found" or context.path is None:
            return None, None, False
        named = value.get("dockerfile_path")
        if named is None or (isinstance(named, Scalar) and named.data is None):
            named = Scalar(path_value.span, "Dockerfile", "Dockerfile")
        reference = self._refer("Dockerfile", named, context.path, "file", source)
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
            folder = conda.source.path.rpartition("/")[0]
            complete = self._include(conda.includes, folder, conda.source.path, found, 0)
        if dockerfile:
            found.extend(dockerfile.requirements)
            for installed, place in dockerfile.installs_from:
                complete &= self._copied(dockerfile, installed, place, context, found)
        return tuple(found), complete

    def _include(
        self, names: Iterable[tuple[str, Span]], folder: str, source: str, found: list[Requirement], depth: int
    ) -> bool:
        """Follow `-r` lines; whether all of them could be read."""
        complete = True
        for name, span in names:
            reference = self._refer("requirements file", Scalar(span, name, name), folder, "file", source)
            if reference.state != "found" or reference.path is None or depth > _DEEPEST_INCLUDE:
                complete = False
                continue
            read = self.readers.requirements(reference.path)
            if read is None:
                complete = False
                continue
            found.extend(read.requirements)
            complete &= self._include(
                read.includes, reference.path.rpartition("/")[0], reference.path, found, depth + 1
            )
        return complete

    def _copied(
        self, dockerfile: Dockerfile, installed: str, place: Span, context: str | None, found: list[Requirement]
    ) -> bool:
        """Read the requirements or conda file that a RUN line installs from, through the COPY that brought it."""
        name = context_path(dockerfile, installed)
        if name is None or context is None:
            return False
        path = self.tree.resolve(context, name)
        if path is None or not self.tree.is_file(path):
            return False
        self.references.append(Reference("requirements file", place, installed, "found", path))
        if path.endswith((".yml", ".yaml")):
            conda = self.readers.conda(path)
            if conda is None:
                return False
            found.extend(conda.requirements)
            return conda.complete and self._include(conda.includes, path.rpartition("/")[0], path, found, 0)
        read = self.readers.requirements(path)
        if read is None:
            return False
        found.extend(read.requirements)
        return self._include(read.includes, path.rpartition("/")[0], path, found, 0)

    # -- variables -----------------------------------------------------------------------------------------------

    def _variables(self) -> dict[str, Setting]:
        variables: dict[str, Setting] = {}
        settings = self.node.get("settings")
        for node in (settings.get("environment_variables") if isinstance(settings, Mapping) else None,
                     self.node.get("environment_variables")):  # fmt: skip
            if isinstance(node, Mapping):
                for entry in node:
                    variables[entry.key_data] = Setting(
                        f"environment_variables.{entry.key_data}", entry.key_data, entry.value, entry.key
                    )
        return variables

    def _variables_open(self) -> str:
        node = self.node.get("environment_variables")
        if isinstance(node, Unknown):
            return node.why
        if isinstance(node, Mapping) and node.open:
            return "a placeholder may add variables"
        return ""


def _settings(node: Mapping, prefix: str) -> Iterator[tuple[str, Setting]]:
    """All keys of a document under their dotted paths, mappings included."""
    for entry in node:
        name = f"{prefix}{entry.key_data}"
        yield name, Setting(name, name, entry.value, entry.key)
        if isinstance(entry.value, Mapping):
            yield from _settings(entry.value, name + ".")


def _anchor(node: Mapping) -> Span:
    """The place that stands for a whole deployment: its name, or its first key."""
    entry = node.entry("name") or (node.entries[0] if node.entries else None)
    if entry is None:
        return node.span
    return Span(entry.key.source, entry.key.start, entry.value.span.end if entry.key_data == "name" else entry.key.end)


def _free_id(path: str, name: str | None, taken: set[str]) -> str:
    wanted = f"{path}:{name}" if name else path
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}#{number}" in taken:
        number += 1
    return f"{wanted}#{number}"


def _scalar_text(value: Value | None) -> str | None:
    if isinstance(value, Scalar) and value.data is not None:
        return value.text if not isinstance(value.data, str) else value.data
    return None


def _distance(base: str, path: str) -> int:
    """How many folders one has to climb and descend from a folder to a file."""
    here = base.split("/") if base else []
    there = path.split("/")[:-1]
    shared = 0
    for one, other in zip(here, there):
        if one != other:
            break
        shared += 1
    return len(here) + len(there) - 2 * shared


def asset_name(text: str) -> tuple[str | None, str | None, str]:
    """Name, version and form of an asset reference: form is name, registry, id, or bare (no `azureml:`).

    The version is None for a label (`@latest`) or none at all (facts/v2.md, section 0).
    """
    if text.startswith("azureml://registries/"):
        parts = text.removeprefix("azureml://registries/").split("/")
        return (parts[2] if len(parts) > 2 else None), (parts[4] if len(parts) > 4 else None), "registry"
    if text.startswith(("azureml://", "azureml:/", "/subscriptions/")):
        return None, None, "id"
    form = "name" if text.startswith("azureml:") else "bare"
    rest = text.removeprefix("azureml:")
    name, at, _label = rest.partition("@")
    if at:
        return name or None, None, form
    name, _, version = rest.partition(":")
    return name or None, version or None, form


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
