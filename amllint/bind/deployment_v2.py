"""Binds a v2 deployment document (YAML, or SDK code in the same words) into a unit.

What a v2 YAML names counts from that YAML's folder, `scoring_script` from the code folder, `dockerfile_path` from the
build context (facts/v2.md, section 0).
"""

from __future__ import annotations

from ..model import AssetDocument, BoundUnit, Code, Environment, Model, Setting
from ..text import Span
from ..values import Mapping, Unknown, text_of
from .assets import Assets, asset_name, definition, scalar_text
from .deployed import Deployed
from .environments import EnvironmentBinder, absent_value
from .references import References

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..model import UnitKind
    from ..tree import Tree
    from .readers import Readers

KINDS: dict[str, UnitKind] = {
    "managed-deployment": "v2-managed",
    "kubernetes-deployment": "v2-kubernetes",
    "batch-deployment": "v2-batch",
    "model-batch-deployment": "v2-batch",
    "pipeline-batch-deployment": "v2-batch",
}


def is_prompt_flow(node: Mapping) -> bool:
    """Whether a deployment runs a prompt flow: it has no scoring script of its own and is left alone."""
    variables = node.get("environment_variables")
    if isinstance(variables, Mapping) and any(key.startswith("PROMPTFLOW_") for key in variables.keys()):
        return True
    properties = node.get("properties")
    return isinstance(properties, Mapping) and any("promptflow" in key.lower() for key in properties.keys())


class DeploymentBinder:
    """Binds one document; its references and its read set are gathered on the way."""

    def __init__(
        self,
        tree: Tree,
        readers: Readers,
        assets: Assets,
        document: AssetDocument,
        deployed: Deployed | None = None,
    ) -> None:
        self.tree = tree
        self.readers = readers
        self.assets = assets
        self.document = document
        self.deployed = deployed or Deployed(document, document.node)
        self.node = self.deployed.document.node
        self.bases = self.deployed.document.bases or (document.source.path.rpartition("/")[0],)
        self.references = References(tree)

    def unit(self, taken: set[str]) -> BoundUnit:
        """The unit of the document; its id differs from those taken."""
        read_set: set[str] = {self.document.source.path}
        read_set.update(trigger.span.path for trigger in self.deployed.triggers)
        before, self.tree.recorded = self.tree.recorded, read_set
        try:
            code = self._code()
            models = self._models()
            environment = self._environment()
            endpoint = self._endpoint()
        finally:
            self.tree.recorded = before
        name = text_of(self.node.get("name")) or self.document.name
        endpoint_name = text_of(self.node.get("endpoint_name")) or text_of(self.document.node.get("endpoint_name"))
        return BoundUnit(
            id=_free_id(self.document.source.path, self.document.name, taken),
            kind=KINDS[self.document.kind],
            source=self.document.source,
            span=_anchor(self.document.node),
            name=name,
            endpoint_name=endpoint_name,
            node=self.node,
            settings=dict(settings_of(self.node)),
            code=code,
            models=models,
            environment=environment,
            endpoint=endpoint,
            variables=self._variables(),
            variables_open=self._variables_open(),
            references=tuple(self.references.found),
            read_set=frozenset(read_set),
            form=self.document.form,
            written=self.document.written,
            triggers=self.deployed.triggers,
        )

    def _environment(self) -> Environment | None:
        binder = EnvironmentBinder(self.tree, self.readers, self.assets, self.references, self.bases)
        return binder.bind(self.node.get("environment"))

    # -- code ----------------------------------------------------------------------------------------------------

    def _code(self) -> Code | None:
        value = self.node.get("code_configuration")
        if not isinstance(value, Mapping):
            if isinstance(value, Unknown):
                self.references.unknown("code folder", value)
            return None
        folder_value, script_value = value.get("code"), value.get("scoring_script")
        folder: str | None = None
        why = "it has no code folder"
        if folder_value is not None:
            bases = self._bases_of_script(text_of(folder_value), text_of(script_value))
            reference = self.references.follow("code folder", folder_value, bases, "folder")
            if reference.state == "found":
                folder = reference.path
            elif reference.state != "missing":
                why = "its code folder is not known"
        if script_value is None:
            return Code(value.span, folder, None)
        if folder is None:
            self.references.unknown("scoring script", script_value, why)
            return Code(script_value.span, None, None, text_of(script_value))
        script = self.references.follow("scoring script", script_value, (folder,), "file")
        found = script.path if script.state == "found" else None
        return Code(script_value.span, folder, found, text_of(script_value))

    def _bases_of_script(self, folder: str | None, script: str | None) -> tuple[str, ...]:
        """The bases, those first from which the script is there too: `code="."` is a folder seen from any of them."""
        if folder is None or script is None or len(self.bases) == 1:
            return self.bases
        fitting = []
        for base in self.bases:
            root = self.tree.resolve(base, folder)
            path = self.tree.resolve(root, script) if root is not None else None
            if path is not None and self.tree.is_file(path):
                fitting.append(base)
        return tuple(dict.fromkeys((*fitting, *self.bases)))

    # -- models --------------------------------------------------------------------------------------------------

    def _models(self) -> tuple[Model, ...]:
        value = self.node.get("model")
        if value is None or absent_value(value):
            return ()
        if isinstance(value, Mapping):
            return (self._inline_model(value, self.bases),)
        text = text_of(value)
        if text is None:
            self.references.unknown("model", value)
            return (Model(value.span, why="its name is not known", registered=True),)
        name, version, form = asset_name(text)
        if form == "name" and name:
            document, why = definition(self.assets.models, name, version, self.bases[0], value.span.path)
            if document:
                self.references.document("model", value, text, document.source.path)
                bases = document.bases or (document.source.path.rpartition("/")[0],)
                return (self._inline_model(document.node, bases, version),)
        else:
            why = "it is registered in a registry" if form == "registry" else "it is registered in the workspace"
        self.references.external("model", value, text, why)
        return (Model(value.span, name, version, registered=True, why=why),)

    def _inline_model(self, node: Mapping, bases: tuple[str, ...], version: str | None = None) -> Model:
        path_value = node.get("path")
        name = text_of(node.get("name"))
        flavour = text_of(node.get("type")) or ("custom_model" if node.get("type") is None else None)
        version = version or scalar_text(node.get("version"))
        if path_value is None:
            return Model(node.span, name, version, None, "unknown", flavour, bool(name), "it states no path")
        reference = self.references.follow("model", path_value, bases, "either")
        if reference.state != "found" or reference.path is None:
            registered = reference.state == "external"
            return Model(path_value.span, name, version, None, "unknown", flavour, registered, reference.why)
        folder = self.tree.is_folder(reference.path)
        mlmodel = self.readers.mlmodel(reference.path) if folder else None
        kind = "folder" if folder else "file"
        return Model(path_value.span, name, version, reference.path, kind, flavour, mlmodel=mlmodel)  # type: ignore[arg-type]

    # -- endpoint and variables ----------------------------------------------------------------------------------

    def _endpoint(self) -> AssetDocument | None:
        value = self.node.get("endpoint_name")
        name = text_of(value)
        found = self.deployed.endpoint or self.document.endpoint
        if found is not None and value is not None:
            self.references.document("endpoint", value, name or found.name or "", found.source.path)
            return found
        if name is None and isinstance(value, Unknown) and self.deployed.triggers:
            name = text_of(self.document.node.get("endpoint_name"))  # the command renames both ends of the link
        if value is None or name is None:
            if isinstance(value, Unknown):
                self.references.unknown("endpoint", value)
            return None
        document, why = definition(self.assets.endpoints, name, None, self.bases[0], value.span.path)
        if document:
            self.references.document("endpoint", value, name, document.source.path)
        else:
            self.references.external("endpoint", value, name, why, self._like_endpoint(name))
        return document

    def _like_endpoint(self, name: str) -> tuple[str, ...]:
        """An endpoint of the project that a name may be meant for; none where anything else speaks of that name."""
        if name in self.assets.endpoints or not self.assets.endpoints:
            return ()
        from ..spelling import nearest

        near = nearest(name, self.assets.endpoints)
        elsewhere = near and any("endpoint_name" not in line for _, line in self.tree.lines_with(name, self.bases[0]))
        return () if elsewhere else near

    def _variables(self) -> dict[str, Setting]:
        variables: dict[str, Setting] = {}
        settings = self.node.get("settings")
        nested = settings.get("environment_variables") if isinstance(settings, Mapping) else None
        for node in (nested, self.node.get("environment_variables")):
            if isinstance(node, Mapping):
                for entry in node:
                    name = f"environment_variables.{entry.key_data}"
                    variables[entry.key_data] = Setting(name, entry.key_data, entry.value, entry.key)
        return variables

    def _variables_open(self) -> str:
        node = self.node.get("environment_variables")
        if isinstance(node, Unknown):
            return node.why
        return "a placeholder may add variables" if isinstance(node, Mapping) and node.open else ""


def settings_of(node: Mapping, prefix: str = "") -> Iterator[tuple[str, Setting]]:
    """All keys of a document under their dotted paths, mappings included."""
    for entry in node:
        name = f"{prefix}{entry.key_data}"
        yield name, Setting(name, name, entry.value, entry.key)
        if isinstance(entry.value, Mapping):
            yield from settings_of(entry.value, name + ".")


def _anchor(node: Mapping) -> Span:
    """The place that stands for a whole deployment: its name, or its first key."""
    entry = node.entry("name") or (node.entries[0] if node.entries else None)
    if entry is None:
        return node.span
    value = entry.value.span
    joined = entry.key_data == "name" and value.source is entry.key.source and value.start >= entry.key.end
    return Span(entry.key.source, entry.key.start, value.end if joined else entry.key.end)


def _free_id(path: str, name: str | None, taken: set[str]) -> str:
    wanted = f"{path}:{name}" if name else path
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}#{number}" in taken:
        number += 1
    return f"{wanted}#{number}"
