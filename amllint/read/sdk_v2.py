"""The classes of the v2 SDK (azure-ai-ml) in the words of the v2 YAML files.

Parameters are those of azure-ai-ml 1.35.2 (`azure.ai.ml.entities`, signatures of the constructors).
"""

from __future__ import annotations

from ..facts.sdk_v2 import parameters
from ..python.values import Made
from ..record import Record
from ..text import Span
from ..values import Entry, Mapping, Scalar, Unknown, Value
from .code_values import CodeValues, keyword_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..model import DocumentKind
    from ..python.values import AbstractValue


class SdkClass(Record):
    """A class of the SDK.

    `kind` is that of the document that it makes, "" for a part of one; `positional` the names of its positional
    parameters; `moved` those that have another place in YAML (an empty one for those that have none); `implied` keys
    that the class itself stands for.
    """

    kind: DocumentKind | str = ""
    positional: tuple[str, ...] = ()
    moved: dict[str, tuple[str, ...]] = {}
    implied: tuple[tuple[str, str], ...] = ()


_CODE: dict[str, tuple[str, ...]] = {
    "code_path": ("code_configuration", "code"),
    "scoring_script": ("code_configuration", "scoring_script"),
}
_SERVICE_FILLS: dict[str, tuple[str, ...]] = dict.fromkeys(
    ("kind", "scoring_uri", "openapi_uri", "utc_time_created", "provisioning_state"), ()
)
_RESOURCES = ("requests", "limits")

CLASSES: dict[str, SdkClass] = {
    "ManagedOnlineDeployment": SdkClass("managed-deployment", (), {**_CODE, **_SERVICE_FILLS}),
    "KubernetesOnlineDeployment": SdkClass("kubernetes-deployment", (), {**_CODE, **_SERVICE_FILLS}),
    "BatchDeployment": SdkClass("batch-deployment", (), {**_CODE, "instance_count": ("resources", "instance_count")}),
    "ModelBatchDeployment": SdkClass("model-batch-deployment", (), _CODE),
    "PipelineComponentBatchDeployment": SdkClass("pipeline-batch-deployment"),
    "ManagedOnlineEndpoint": SdkClass("online-endpoint", (), _SERVICE_FILLS),
    "KubernetesOnlineEndpoint": SdkClass("kubernetes-endpoint", (), _SERVICE_FILLS),
    "BatchEndpoint": SdkClass(
        "batch-endpoint", (), {**_SERVICE_FILLS, "default_deployment_name": ("defaults", "deployment_name")}
    ),
    "Environment": SdkClass("environment"),
    "Model": SdkClass("model", (), _SERVICE_FILLS),
    "CodeConfiguration": SdkClass("", ("code", "scoring_script")),
    "BuildContext": SdkClass(),
    "OnlineRequestSettings": SdkClass(
        "", ("max_concurrent_requests_per_instance", "request_timeout_ms", "max_queue_wait_ms")
    ),
    "ProbeSettings": SdkClass(),
    "DefaultScaleSettings": SdkClass("", (), {}, (("type", "default"),)),
    "TargetUtilizationScaleSettings": SdkClass("", (), {}, (("type", "target_utilization"),)),
    "ModelBatchDeploymentSettings": SdkClass(),
    "BatchRetrySettings": SdkClass(),
    "ResourceConfiguration": SdkClass(),
    "JobResourceConfiguration": SdkClass(),
    "ResourceRequirementsSettings": SdkClass("", _RESOURCES),
    "ResourceSettings": SdkClass("", ("cpu", "memory", "gpu"), {"gpu": ("nvidia.com/gpu",)}),
    "DataCollector": SdkClass("", ("collections",)),
    "DeploymentCollection": SdkClass(),
    "DataAsset": SdkClass(),
    "RequestLogging": SdkClass(),
    "IdentityConfiguration": SdkClass(),
    "ManagedIdentityConfiguration": SdkClass(),
}

LOADERS: dict[str, str] = {
    "load_online_deployment": "deployment",
    "load_batch_deployment": "deployment",
    "load_model_batch_deployment": "deployment",
    "load_pipeline_component_batch_deployment": "deployment",
    "load_online_endpoint": "endpoint",
    "load_batch_endpoint": "endpoint",
    "load_environment": "environment",
    "load_model": "model",
}
"""Functions that read a YAML file, and what is in it."""


def sdk_class(made: AbstractValue) -> SdkClass | None:
    """The SDK's class that made a value; None for anything else."""
    if not isinstance(made, Made) or not made.dotted.startswith("azure.ai.ml."):
        return None
    return CLASSES.get(made.dotted.rpartition(".")[2])


def loader(made: AbstractValue) -> str | None:
    """What a call of a `load_...` function reads; None for any other value."""
    if not isinstance(made, Made) or not made.dotted.startswith("azure.ai.ml."):
        return None
    return LOADERS.get(made.dotted.rpartition(".")[2])


class SdkV2:
    """Reads the objects that code makes from the SDK's classes; `folder` is that of the file.

    `refused` gathers the keyword arguments that a class does not take: the class, the place, the name.
    """

    def __init__(self, folder: str) -> None:
        self.refused: list[tuple[str, Span, str]] = []
        self.values = CodeValues(folder, self.made)

    def made(self, made: Made, used: Span, depth: int = 0) -> Value | None:
        """An object as the value of a document; None if it is none of the SDK's."""
        cls = sdk_class(made)
        if cls is not None:
            return self.mapping(made, cls, used, depth)
        if loader(made) == "environment":
            source = made.argument("source", 0)
            path = self.values.value(source.value, source.span, depth + 1) if source is not None else None
            if isinstance(path, Scalar) and isinstance(path.data, str):
                return Scalar(path.span, f"file:{path.data}", path.text)
        return None

    def mapping(self, made: Made, cls: SdkClass, used: Span, depth: int = 0) -> Mapping:
        """An object of the SDK in the words of YAML; a parameter that is None counts as not given."""
        place = made.span or used
        root = _Block(place)
        for implied, text in cls.implied:
            root.put((implied,), place, Scalar(place, text, text))
        is_open = made.open
        for name, argument in zip(cls.positional, made.args):
            root.put(_path(cls, name), argument.span, self.values.value(argument.value, argument.span, depth + 1))
        class_name = made.dotted.rpartition(".")[2]
        taken = parameters(class_name)
        for name, argument in made.keywords.items():
            key = keyword_span(made, name, argument)
            if taken is not None and name not in taken:
                self.refused.append((class_name, key, name))
            root.put(_path(cls, name), key, self.values.value(argument.value, argument.span, depth + 1))
        for attribute, value in made.attributes.items():
            where = value.span or place
            if isinstance(attribute, str):
                # What is changed to something unknown (often a part of what the service gave back) leaves it as it was.
                changed = self.values.value(value, where, depth + 1)
                if attribute not in made.keywords or not _vague(changed):
                    root.put(_path(cls, attribute), where, changed)
        return root.mapping(is_open)


class _Block:
    """A mapping that is being filled."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.entries: dict[str, tuple[Span, Value | _Block]] = {}

    def put(self, path: tuple[str, ...], key: Span, value: Value) -> None:
        """Set a value, below the blocks that the path names; None takes it away."""
        if not path:
            return
        name, rest = path[0], path[1:]
        if rest:
            old = self.entries.get(name)
            block = old[1] if old is not None else None
            if not isinstance(block, _Block):
                inner = _Block(key)
                if isinstance(block, Mapping):
                    inner.entries.update({entry.key_data: (entry.key, entry.value) for entry in block})
                    inner.span = block.span
                elif block is not None:
                    return
                self.entries[name] = (old[0] if old is not None else key, inner)
                block = inner
            block.put(rest, key, value)
        elif isinstance(value, Scalar) and value.data is None:
            self.entries.pop(name, None)
        else:
            self.entries[name] = (key, value)

    def mapping(self, is_open: bool = False) -> Mapping:
        """The finished mapping."""
        entries = tuple(
            Entry(key, name, value.mapping() if isinstance(value, _Block) else value)
            for name, (key, value) in self.entries.items()
        )
        return Mapping(self.span, entries, (), is_open)


def _vague(value: Value) -> bool:
    """Whether a value, or anything in it, is not known."""
    if isinstance(value, Mapping):
        return value.open or any(_vague(entry.value) for entry in value)
    return isinstance(value, Unknown)


def _path(cls: SdkClass, name: str) -> tuple[str, ...]:
    return cls.moved.get(name, (name,))
