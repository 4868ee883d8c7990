"""What the files of a project are, told by their content and never by their name alone."""

from __future__ import annotations

from .model import AssetDocument, Document, ReadProblem
from .record import Record
from .text import Source
from .values import Mapping, Scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import DocumentKind
    from .tree import Tree

# A YAML file that holds none of these cannot be any of the documents below; a byte search costs a hundredth of a parse.
_NEEDLES = (
    b"code_configuration",
    b"instance_type",
    b"endpoint_name",
    b"eployment.schema.json",
    b"ndpoint.schema.json",
    b"nvironment.schema.json",
    b"odel.schema.json",
    b"auth_mode",
    b"conda_file",
    b"inference_config",
    b"custom_model",
    b"mlflow_model",
    b"triton_model",
)

_SCHEMAS: dict[str, DocumentKind] = {
    "managedonlinedeployment": "managed-deployment",
    "kubernetesonlinedeployment": "kubernetes-deployment",
    "onlinedeployment": "managed-deployment",
    "batchdeployment": "batch-deployment",
    "modelbatchdeployment": "model-batch-deployment",
    "pipelinecomponentbatchdeployment": "pipeline-batch-deployment",
    "managedonlineendpoint": "online-endpoint",
    "onlineendpoint": "online-endpoint",
    "kubernetesonlineendpoint": "kubernetes-endpoint",
    "batchendpoint": "batch-endpoint",
    "environment": "environment",
    "model": "model",
}

# Keys that other documents of the same look have: workflows, jobs, components, compose files, Kubernetes manifests.
_FOREIGN = frozenset(
    {
        "jobs", "on", "steps", "stages", "command", "inputs", "outputs", "services", "apiVersion", "kind", "pool",
        "trigger", "runs", "component", "trial", "repos", "openapi", "swagger", "parameters", "$id", "definitions",
    }
)  # fmt: skip

_ENVIRONMENT_KEYS = frozenset(
    {
        "$schema", "name", "version", "image", "build", "conda_file", "inference_config", "os_type", "description",
        "tags", "properties", "datastore", "auto_delete_setting",
    }
)  # fmt: skip
_MODEL_TYPES = frozenset({"custom_model", "mlflow_model", "triton_model"})
_AUTH_MODES = frozenset({"key", "aml_token", "aad_token", "amltoken", "aadtoken"})


class Discovered(Record):
    """What was found: documents of known kind, and files that could not be read though they look like one."""

    documents: tuple[AssetDocument, ...]
    problems: tuple[ReadProblem, ...]


def discover(tree: Tree) -> Discovered:
    """Look at every file that may hold a deployment, endpoint, environment or model document."""
    documents: list[AssetDocument] = []
    problems: list[ReadProblem] = []
    for path in tree.walk():
        if not path.endswith((".yml", ".yaml", ".YAML", ".YML")):
            continue
        data = tree.read(path)
        if not isinstance(data, bytes) or not _worth_reading(data):
            tree.forget(path)
            continue
        source = tree.source(path)
        if not isinstance(source, Source):
            why = getattr(source, "reason", "it cannot be read")
            problems.append(ReadProblem(f"{path} looks like a deployment file but {why}", Source(path, "").span(0, 0)))
            continue
        document = read_markup(source)
        found = list(_classify(source, document))
        documents.extend(found)
        if document.problems and (found or _looks_deployable(source.text)):
            problems.extend(document.problems)
    return Discovered(tuple(documents), tuple(problems))


def read_markup(source: Source) -> Document:
    """Read a YAML or JSON text, by its file's ending."""
    from .read.markup import read_json, read_yaml

    return read_json(source) if source.path.endswith(".json") else read_yaml(source)


def _worth_reading(data: bytes) -> bool:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.replace(b"\0", b"")
    return any(needle in data for needle in _NEEDLES)


def _classify(source: Source, document: Document) -> Iterator[AssetDocument]:
    for root in document.roots:
        if isinstance(root, Mapping):
            kind = kind_of(root)
            if kind:
                yield AssetDocument(kind, source, root)


def kind_of(node: Mapping) -> DocumentKind | None:
    """The kind of a document: by `$schema` where it has one, else by the keys that only one kind has.

    As the client does, `type: kubernetes` and `compute` decide the kind of online deployments and endpoints, and
    `type` that of batch deployments (facts/v2.md, sections 0 and 3).
    """
    schema = text_of(node.get("$schema"))
    if schema is not None:
        stem = schema.rpartition("/")[2].removesuffix(".json").removesuffix(".schema").lower()
        kind = _SCHEMAS.get(stem)
    else:
        kind = _kind_by_keys(node)
    if kind in ("managed-deployment", "kubernetes-deployment"):
        return _online_kind(node, kind)
    if kind in ("batch-deployment", "model-batch-deployment"):
        stated = text_of(node.get("type"))
        if stated == "model":
            return "model-batch-deployment"
        return "pipeline-batch-deployment" if stated == "pipeline" else kind
    if kind in ("online-endpoint", "kubernetes-endpoint"):
        return "kubernetes-endpoint" if node.get("compute") is not None else "online-endpoint"
    return kind


def _online_kind(node: Mapping, by_schema: DocumentKind) -> DocumentKind:
    stated = node.get("type")
    if isinstance(stated, Scalar):
        return "kubernetes-deployment" if stated.data == "kubernetes" else "managed-deployment"
    return by_schema if stated is not None else "managed-deployment"


def _kind_by_keys(node: Mapping) -> DocumentKind | None:
    keys = frozenset(node.keys())
    if keys & _FOREIGN - {"component", "inputs"}:
        return None
    code = node.get("code_configuration")
    stated = text_of(node.get("type"))
    if isinstance(code, Mapping) or ("endpoint_name" in keys and keys & {"model", "environment", "code_configuration"}):
        if keys & {"mini_batch_size", "output_action", "error_threshold", "retry_settings", "settings"} or (
            stated in ("model", "pipeline")
        ):
            return "model-batch-deployment" if stated == "model" else "batch-deployment"
        if "compute" in keys and "instance_type" not in keys and "instance_count" not in keys:
            return "batch-deployment"
        return "managed-deployment"
    if {"model", "instance_type", "name"} <= keys and "code" not in keys:
        return "managed-deployment"
    if (text_of(node.get("auth_mode")) or "").lower() in _AUTH_MODES and "instance_type" not in keys:
        return "online-endpoint"
    if keys <= _ENVIRONMENT_KEYS and keys & {"image", "build"} and keys & {"conda_file", "inference_config", "build"}:
        return "environment"
    if stated in _MODEL_TYPES and "path" in keys:
        return "model"
    return None


def _looks_deployable(text: str) -> bool:
    return any(
        word in text
        for word in ("code_configuration", "OnlineDeployment.schema", "BatchDeployment.schema", "OnlineEndpoint.schema")
    )
