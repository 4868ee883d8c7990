"""What the files of a project are, told by their content and never by their name alone."""

from __future__ import annotations

from .model import AssetDocument, Document, ReadProblem
from .record import Record
from .text import Source
from .values import Listing, Mapping, Scalar, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .model import DocumentKind
    from .read.deploy_code import DeployCode
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
    b"InstanceType",
    b"entryScript",
    b"computeType",
)
# A JSON file is only looked at if it holds one of these: v1 configurations and environments, parameters of actions.
_JSON_NEEDLES = (
    b"entryScript",
    b"computeType",
    b"inference_entry_script",
    b"inference_source_directory",
    b"deployment_compute_target",
    b"userManagedDependencies",
)
# Classes and functions of the SDKs that deploy, and `load_..._deployment(`.
_CODE_NEEDLES = (
    *(b"OnlineDeployment", b"BatchDeployment", b"_deployment("),
    *(b"InferenceConfig", b"deploy_configuration", b"ParallelRunConfig"),
)
_INFRASTRUCTURE = (".sh", ".bash", ".azcli", ".ps1", ".bicep", ".tf", ".json", ".yml", ".yaml")
_AUTOSCALE_NEEDLES = (b"autoscaleSettings", b"azurerm_monitor_autoscale_setting", b"az monitor autoscale")
_CLUSTER_NEEDLES = (b"az aks create", b"ContainerService/managedClusters@", b"azurerm_kubernetes_cluster")
_LARGEST_JSON = 1_000_000
"""Bytes; the largest configuration met in real projects has 4 kB, data files have any size."""

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
_V1_KINDS = frozenset({"aci", "aks", "aksendpoint", "local"})
_V1_DEPLOYMENT_KEYS = frozenset(
    {
        "containerResourceRequirements", "autoScaler", "scoringTimeoutMs", "maxConcurrentRequestsPerContainer",
        "maxQueueWaitMs", "numReplicas", "gpuCores", "livenessProbeRequirements", "dataCollection",
        "appInsightsEnabled",
    }
)  # fmt: skip
_ACTION_KEYS = frozenset({"inference_entry_script", "inference_source_directory", "deployment_compute_target"})
_MODEL_TYPES = frozenset({"custom_model", "mlflow_model", "triton_model"})
_AUTH_MODES = frozenset({"key", "aml_token", "aad_token", "amltoken", "aadtoken"})


class Discovered(Record):
    """What was found: documents of known kind, files that could not be read though they look like one, and what code
    deploys (its documents are among `documents`). `pipelines` are the YAML files and the code that may hold commands of
    `az ml`, or call templates that do."""

    documents: tuple[AssetDocument, ...]
    problems: tuple[ReadProblem, ...]
    codes: tuple[DeployCode, ...] = ()
    pipelines: tuple[str, ...] = ()


def discover(tree: Tree) -> Discovered:
    """Look at every file that may hold a deployment, endpoint, environment or model document."""
    documents: list[AssetDocument] = []
    problems: list[ReadProblem] = []
    codes: list[DeployCode] = []
    pipelines: list[str] = []
    for path in tree.walk():
        if path.endswith((".py", ".ipynb")):
            if _may_command(tree, path):
                pipelines.append(path)
            if path.endswith(".ipynb"):
                documents.extend(_model_path_calls(tree, path))
            code = _deploying_code(tree, path)
            if code is not None:
                codes.append(code)
                documents.extend(code.documents)
            continue
        documents.extend(_infrastructure(tree, path))
        json = path.endswith(".json")
        if not json and not path.endswith((".yml", ".yaml", ".YAML", ".YML")):
            continue
        if json and (tree.size(path) or 0) > _LARGEST_JSON:
            continue
        if not json and _may_command(tree, path):
            pipelines.append(path)
        data = tree.read(path)
        if not isinstance(data, bytes) or not _worth_reading(data, _JSON_NEEDLES if json else _NEEDLES):
            tree.forget(path)
            continue
        source = tree.source(path)
        if not isinstance(source, Source):
            why = getattr(source, "reason", "it cannot be read")
            problems.append(ReadProblem(f"{path} looks like a deployment file but {why}", Source(path, "").span(0, 0)))
            continue
        document = read_markup(source)
        found = list(documents_of(source, document))
        documents.extend(found)
        if document.problems and (found or _looks_deployable(source.text)):
            problems.extend(document.problems)
    return Discovered(tuple(documents), tuple(problems), tuple(codes), tuple(pipelines))


def _infrastructure(tree: Tree, path: str) -> Iterator[AssetDocument]:
    """Autoscale settings and clusters that a script, a pipeline, a template, a Bicep or a Terraform file makes."""
    if not path.endswith(_INFRASTRUCTURE) or (path.endswith(".json") and (tree.size(path) or 0) > _LARGEST_JSON):
        return
    data = tree.read(path)
    scales = isinstance(data, bytes) and any(needle in data for needle in _AUTOSCALE_NEEDLES)
    makes = isinstance(data, bytes) and any(needle in data for needle in _CLUSTER_NEEDLES)
    source = tree.source(path) if scales or makes else None
    if scales and isinstance(source, Source):
        from .read.autoscale_settings import read_autoscale_settings

        yield from read_autoscale_settings(source, read_markup(source).root if path.endswith(".json") else None)
    if makes and isinstance(source, Source) and not path.endswith(".json"):
        from .read.aks_clusters import read_aks_clusters

        yield from read_aks_clusters(source)
    if not path.endswith((".json", ".yml", ".yaml")):
        tree.forget(path)


def _may_command(tree: Tree, path: str) -> bool:
    """Whether a pipeline, a script or a notebook may hold a command of `az ml`, or call a template that does."""
    data = tree.read(path)
    if not isinstance(data, bytes):
        return False
    if path.endswith(".py"):
        return b"az ml " in data or b'"az", "ml"' in data or b"'az', 'ml'" in data
    return b"az ml " in data or (path.endswith(("ml", "ML")) and (b"template:" in data or b"uses: ./" in data))


def _may_deploy(data: bytes) -> bool:
    """Whether code may make a deployment, or write the file of one."""
    writes = b"%%writefile" in data and (b"code_configuration" in data or b"eployment.schema.json" in data)
    return writes or any(needle in data for needle in _CODE_NEEDLES)


def _deploying_code(tree: Tree, path: str) -> DeployCode | None:
    """What a .py file or a notebook deploys; None for the many that deploy nothing."""
    data = tree.read(path)
    if not isinstance(data, bytes) or not _may_deploy(data):
        tree.forget(path)
        return None
    source = tree.source(path)
    if not isinstance(source, Source):
        return None
    from .read.deploy_code import read_notebook, read_python

    code = read_notebook(source) if path.endswith(".ipynb") else read_python(source)
    tree.forget(path)
    return code


def _model_path_calls(tree: Tree, path: str) -> tuple[AssetDocument, ...]:
    """The calls of a notebook that look for a model among local files."""
    data = tree.read(path)
    source = tree.source(path) if isinstance(data, bytes) and b"get_model_path(" in data else None
    if not isinstance(source, Source):
        return ()
    from .read.model_path_calls import read_model_path_calls

    return read_model_path_calls(source)


def read_markup(source: Source) -> Document:
    """Read a YAML or JSON text, by its file's ending."""
    from .read.markup import read_json, read_yaml

    return read_json(source) if source.path.endswith(".json") else read_yaml(source)


def _worth_reading(data: bytes, needles: tuple[bytes, ...]) -> bool:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = data.replace(b"\0", b"")
    return any(needle in data for needle in needles)


def documents_of(source: Source, document: Document) -> Iterator[AssetDocument]:
    """The documents of known kind in a YAML or JSON text."""
    for root in document.roots:
        if isinstance(root, Mapping):
            if text_of(root.get("kind")) in ("InstanceType", "InstanceTypeList"):
                yield from _instance_types(source, root)
                continue
            kind = kind_of(root)
            json = source.path.endswith(".json")
            if kind and (not json or kind.startswith("v1-")):
                yield AssetDocument(kind, source, root, "json" if json else "yaml")


def _instance_types(source: Source, root: Mapping) -> Iterator[AssetDocument]:
    """The Kubernetes instance types of a manifest: one, or the items of a list."""
    items = root.get("items")
    for node in items.items if isinstance(items, Listing) else (root,):
        if isinstance(node, Mapping):
            yield AssetDocument("instance-type", source, node)


def kind_of(node: Mapping) -> DocumentKind | None:
    """The kind of a document: by `$schema` where it has one, else by the keys that only one kind has.

    The client ignores `$schema`: where the keys are those of another family, they decide. As the client does,
    `type: kubernetes` and `compute` decide the kind of online deployments and endpoints, and `type` that of batch
    deployments (facts/v2.md, sections 0 and 3).
    """
    schema = text_of(node.get("$schema"))
    kind: DocumentKind | None
    if schema is not None:
        stem = schema.rpartition("/")[2].removesuffix(".json").removesuffix(".schema").lower()
        kind = _SCHEMAS.get(stem)
        by_keys = _kind_by_keys(node) if kind else None
        if kind and by_keys and _family(kind) != _family(by_keys):
            kind = by_keys
    else:
        kind = _v1_kind(node) or _kind_by_keys(node)
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


def _family(kind: DocumentKind) -> str:
    """What the command that takes a document of this kind makes: a deployment, an endpoint, an environment, a model."""
    return kind.rpartition("-")[2]


def _online_kind(node: Mapping, by_schema: DocumentKind) -> DocumentKind:
    stated = node.get("type")
    if isinstance(stated, Scalar):
        return "kubernetes-deployment" if stated.data == "kubernetes" else "managed-deployment"
    return by_schema if stated is not None else "managed-deployment"


def _v1_kind(node: Mapping) -> DocumentKind | None:
    """The kind of a v1 document, which has no schema; the bodies of REST calls and ARM templates are none."""
    keys = frozenset(node.keys())
    if keys & _FOREIGN or {"properties", "computeType"} <= keys:
        return None
    if "entryScript" in keys and not isinstance(node.get("entryScript"), Mapping):
        return "v1-inference-config"
    if "computeType" in keys:
        known = (text_of(node.get("computeType")) or "").lower() in _V1_KINDS
        return "v1-deployment-config" if known or keys & _V1_DEPLOYMENT_KEYS else None
    if keys & _ACTION_KEYS:
        return "v1-action-parameters"
    from .read.environment_v1 import is_environment_v1

    return "v1-environment" if "python" in keys and is_environment_v1(node) else None


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
        return "batch-endpoint" if "defaults" in keys else "online-endpoint"
    if keys <= _ENVIRONMENT_KEYS and keys & {"image", "build"} and keys & {"conda_file", "inference_config", "build"}:
        return "environment"
    if stated in _MODEL_TYPES and "path" in keys:
        return "model"
    return None


def _looks_deployable(text: str) -> bool:
    return any(
        word in text
        for word in (
            "code_configuration", "OnlineDeployment.schema", "BatchDeployment.schema", "OnlineEndpoint.schema",
            "entryScript", "inference_entry_script", "containerResourceRequirements",
        )
    )  # fmt: skip
