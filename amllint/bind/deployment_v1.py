"""Binds v1 deployments: an inference configuration, a deployment configuration, and what they name.

The files do not say from where their paths count: that is the working directory of the caller. Where no command of the
project shows it, every folder from the configuration's own up to the root is asked, and a path is missing only if it is
missing from all of them and from every other folder of the project too. `entryScript` and `condaFile` count from
`sourceDirectory` where that is stated (facts/v1.md, sections 6 and 7).
"""

from __future__ import annotations

from ..facts import schema
from ..model import AssetDocument, BoundUnit, Code, Environment, Model, Setting
from ..read.environment_v1 import EnvironmentV1, read_environment_v1
from ..record import replace
from ..text import Span
from ..values import Entry, Mapping, Scalar, Unknown, text_of
from .assets import Assets, definition, scalar_text
from .environments import EnvironmentBinder, absent_value
from .pairs_v1 import ACTION, ENVIRONMENT, INFERENCE, Pair, literal
from .references import References

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Literal

    from ..model import UnitKind
    from ..tree import Tree
    from ..values import Value
    from .readers import Readers
    from .references import Wanted

# How one setting is called: canonical (the v2 path where v2 has it), in the file of CLI v1, as a parameter of the SDK.
# Amounts keep their unit: `memory_gb` is a number of GB, not a Kubernetes quantity.
_SETTINGS = (
    ("scale_settings.enabled", "autoScaler.autoscaleEnabled", "autoscale_enabled"),
    ("scale_settings.min_instances", "autoScaler.minReplicas", "autoscale_min_replicas"),
    ("scale_settings.max_instances", "autoScaler.maxReplicas", "autoscale_max_replicas"),
    ("scale_settings.polling_interval", "autoScaler.refreshPeriodInSeconds", "autoscale_refresh_seconds"),
    ("scale_settings.target_utilization_percentage", "autoScaler.targetUtilization", "autoscale_target_utilization"),
    ("instance_count", "numReplicas", "num_replicas"),
    ("request_settings.request_timeout_ms", "scoringTimeoutMs", "scoring_timeout_ms"),
    ("request_settings.max_concurrent_requests_per_instance", "maxConcurrentRequestsPerContainer",
     "replica_max_concurrent_requests"),
    ("request_settings.max_queue_wait_ms", "maxQueueWaitMs", "max_request_wait_time"),
    ("resources.requests.cpu", "containerResourceRequirements.cpu", "cpu_cores"),
    ("resources.requests.memory_gb", "containerResourceRequirements.memoryInGB", "memory_gb"),
    ("resources.requests.nvidia.com/gpu", "gpuCores", "gpu_cores"),
    ("resources.limits.cpu", "containerResourceRequirements.cpuLimit", "cpu_cores_limit"),
    ("resources.limits.memory_gb", "containerResourceRequirements.memoryInGBLimit", "memory_gb_limit"),
    ("liveness_probe.period", "livenessProbeRequirements.periodSeconds", "period_seconds"),
    ("liveness_probe.initial_delay", "livenessProbeRequirements.initialDelaySeconds", "initial_delay_seconds"),
    ("liveness_probe.timeout", "livenessProbeRequirements.timeoutSeconds", "timeout_seconds"),
    ("liveness_probe.success_threshold", "livenessProbeRequirements.successThreshold", "success_threshold"),
    ("liveness_probe.failure_threshold", "livenessProbeRequirements.failureThreshold", "failure_threshold"),
    ("app_insights_enabled", "appInsightsEnabled", "enable_app_insights"),
    ("collect_model_data", "dataCollection.storageEnabled", "collect_model_data"),
    ("auth_enabled", "authEnabled", "auth_enabled"),
    ("token_auth_enabled", "tokenAuthEnabled", "token_auth_enabled"),
    ("compute", "computeTargetName", "compute_target_name"),
    ("compute_type", "computeType", ""),
    ("namespace", "namespace", "namespace"),
    ("version_name", "versionName", "version_name"),
    ("traffic_percentile", "trafficPercentile", "traffic_percentile"),
    ("primary_key", "keys.primaryKey", "primary_key"),
    ("secondary_key", "keys.secondaryKey", "secondary_key"),
    ("location", "location", "location"),
    ("ssl_enabled", "sslEnabled", "ssl_enabled"),
    ("ssl_cert_pem_file", "sslCertificate", "ssl_cert_pem_file"),
    ("ssl_key_pem_file", "sslKey", "ssl_key_pem_file"),
    ("ssl_cname", "cname", "ssl_cname"),
    ("dns_name_label", "dnsNameLabel", "dns_name_label"),
    ("vnet_name", "vnetName", "vnet_name"),
    ("subnet_name", "subnetName", "subnet_name"),
    ("port", "port", "port"),
    ("entry_script", "entryScript", "entry_script"),
    ("source_directory", "sourceDirectory", "source_directory"),
    ("conda_file", "condaFile", "conda_file"),
    ("environment", "environment", "environment"),
    ("runtime", "runtime", "runtime"),
    ("enable_gpu", "enableGpu", "enable_gpu"),
    ("base_image", "baseImage", "base_image"),
    ("cuda_version", "cudaVersion", "cuda_version"),
    ("extra_docker_file_steps", "extraDockerfileSteps", "extra_docker_file_steps"),
)  # fmt: skip
_OTHER_SPELLINGS = {"extra_docker_file_steps": ("extraDockerFileSteps",)}

# The parameter file of the Azure/aml-deploy action is in the SDK's words, but for these (its code/main.py).
_ACTION_NAMES = {
    "entry_script": "inference_entry_script",
    "source_directory": "inference_source_directory",
    "compute": "deployment_compute_target",
    "auth_enabled": "authentication_enabled",
    "collect_model_data": "model_data_collection_enabled",
    "app_insights_enabled": "app_insights_enabled",
}
_ACTION_FOLDER = "code/deploy"
_ACTION_DEFAULTS = {"entry_script": "score.py", "conda_file": "environment.yml"}

_LEGACY_CUDA = "9.1"


class DeploymentV1Binder:
    """Binds the files of one deployment; references and the read set are gathered on the way."""

    def __init__(self, tree: Tree, readers: Readers, assets: Assets, environments: Environments, pair: Pair) -> None:
        self.tree = tree
        self.readers = readers
        self.assets = assets
        self.environments = environments
        self.pair = pair
        self.anchor = anchor = pair.anchor
        self.references = References(tree)
        self.kind = _unit_kind(pair)
        self.settings = dict(_settings(pair, self.kind))
        if anchor.kind == ACTION:
            self.settings.update(_action_defaults(tree, self.settings, _anchor_span(anchor.node)))
        self.folders = Folders(tree, pair)
        self.roots: tuple[str, ...] = ()
        self.variables: dict[str, Setting] = {}
        self.variables_open = ""

    def unit(self, taken: set[str]) -> BoundUnit:
        """The unit of the pair; its id differs from those taken."""
        read_set = {d.source.path for d in (self.pair.deployment, self.pair.inference) if d is not None}
        before, self.tree.recorded = self.tree.recorded, read_set
        try:
            self.folders.choose([self._text(name) for name in ("source_directory", "entry_script", "conda_file")])
            self.roots = self._roots()
            code = self._code()
            environment = self._environment()
            models = self._models()
            steps = self._stated("extra_docker_file_steps").value
            if steps is not None and self.roots:
                self._follow("Docker file steps", steps, self._text("extra_docker_file_steps"), self.roots, "file")
        finally:
            self.tree.recorded = before
        name = self.anchor.name if self.anchor.kind == ACTION else self._service()
        return BoundUnit(
            id=_free_id(self.anchor.source.path, self.pair.label, taken),
            kind=self.kind,
            source=self.anchor.source,
            span=_anchor_span(self.anchor.node),
            name=name,
            endpoint_name=None,
            node=self.anchor.node,
            settings=self.settings,
            code=code,
            models=models,
            environment=environment,
            variables=self.variables,
            variables_open=self.variables_open,
            references=tuple(self.references.found),
            read_set=frozenset(read_set),
            triggers=self.pair.triggers,
            form=self.anchor.form,
            written=self.anchor.written,
        )

    def _service(self) -> str | None:
        """The service's name, if all commands give it the same."""
        names = {literal(trigger.option("name")) for trigger in self.pair.triggers}
        return names.pop() if len(names) == 1 else None

    # -- models --------------------------------------------------------------------------------------------------

    def _models(self) -> tuple[Model, ...]:
        """The models that the commands give, if all give the same; none if that is not known."""
        triggers = self.pair.triggers
        stated = [tuple(option for option in trigger.options if option.name == "model") for trigger in triggers]
        if not stated or any(trigger.open or trigger.option("model-metadata-file") for trigger in triggers):
            return ()
        if any([o.pattern for o in options] != [o.pattern for o in stated[0]] for options in stated):
            return ()
        return tuple(self._model(option.value) for option in stated[0] if option.value is not None)

    def _model(self, value: Value) -> Model:
        text = text_of(value)
        if text is None:
            self.references.unknown("model", value)
            return Model(value.span, registered=True, why="its name is not known")
        name, _, version = text.partition(":")
        here = value.span.path
        document, why = definition(self.assets.models, name, version or None, here.rpartition("/")[0], here)
        path_value = document.node.get("path") if document is not None else None
        if document is None or path_value is None:
            self.references.external("model", value, text, why or "it is registered in the workspace")
            return Model(value.span, name, version or None, registered=True, why=why)
        self.references.document("model", value, text, document.source.path)
        bases = document.bases or (_folder(document),)
        reference = self.references.follow("model", path_value, bases, "either")
        if reference.state != "found" or reference.path is None:
            return Model(path_value.span, name, version or None, registered=True, why=reference.why)
        folder = self.tree.is_folder(reference.path)
        mlmodel = self.readers.mlmodel(reference.path) if folder else None
        kind: Literal["file", "folder"] = "folder" if folder else "file"
        return Model(path_value.span, name, version or None, reference.path, kind, "custom_model", mlmodel=mlmodel)

    def _stated(self, name: str) -> Setting:
        return self.settings.get(name) or Setting(name, name)

    def _text(self, name: str) -> str | None:
        """The path that a setting states, with forward slashes."""
        text = self._stated(name).text
        return text.replace("\\", "/") if text else None

    # -- code ----------------------------------------------------------------------------------------------------

    def _roots(self) -> tuple[str, ...]:
        """The folders that entry script and conda file may count from, the likeliest first; none if not known."""
        source = self._stated("source_directory").value
        if source is None:
            return self.folders.bases
        if isinstance(source, Unknown):
            self.references.unknown("code folder", source)
            return ()
        text = self._text("source_directory")
        if text is None or self._follow("code folder", source, text, self.folders.bases, "folder") is None:
            return ()
        resolved = [self.tree.resolve(base, text) for base in self.folders.bases]
        return tuple(dict.fromkeys(path for path in resolved if path is not None and self.tree.is_folder(path)))

    def _code(self) -> Code | None:
        script = self._stated("entry_script")
        if script.value is None:
            return None
        if isinstance(script.value, Unknown):
            self.references.unknown("scoring script", script.value)
            return None
        if not self.roots:
            self.references.unknown("scoring script", script.value, "its code folder is not known")
            return Code(script.value.span, None, None, script.text)
        found = self._follow("scoring script", script.value, self._text("entry_script"), self.roots, "file")
        if self._stated("source_directory").given:
            return Code(script.value.span, self.roots[0], found, script.text)
        # Without a source directory only the script is uploaded; what lies beside it is given the benefit of the doubt.
        return Code(script.value.span, None if found is None else found.rpartition("/")[0], found, script.text)

    def _follow(self, role: str, value: Value, text: str | None, bases: tuple[str, ...], wants: Wanted) -> str | None:
        """Resolve a path that a setting states; None where it is missing or not known."""
        if text is None:
            self.references.unknown(role, value)
            return None
        elsewhere = self.folders.elsewhere(text, bases, wants)
        if elsewhere is not None:
            why = (
                f"the working directory of the caller is not known, and seen from {elsewhere or 'the root'} it is there"
            )
            self.references.unknown(role, value, why)
            return None
        reference = self.references.follow(role, Scalar(value.span, text, text, True), bases, wants)
        return reference.path if reference.state == "found" else None

    # -- environment ---------------------------------------------------------------------------------------------

    def _environment(self) -> Environment | None:
        if self.pair.inference is None:
            return None
        stated = self._stated("environment")
        if isinstance(stated.value, Mapping):
            return self._embedded(read_environment_v1(stated.value), self.folders.bases)
        if stated.value is not None:
            return self._named(stated.value)
        return self._parts()

    def _named(self, value: Value) -> Environment:
        text = text_of(value)
        if text is None:
            self.references.unknown("environment", value)
            return Environment(value.span, False, "its name is not known")
        name, _, version = text.partition(":")
        bases = self.folders.bases
        document, why = definition(self.environments, name, version or None, bases[0], value.span.path)
        if document is None:
            self.references.external("environment", value, text, why)
            return Environment(value.span, False, why, name)
        self.references.document("environment", value, text, document.source.path)
        return self._embedded(read_environment_v1(document.node), (_folder(document),))

    def _embedded(self, stated: EnvironmentV1, bases: tuple[str, ...]) -> Environment:
        """An environment object: its conda environment, or that of the file it names, on its image."""
        self._set_variables(stated)
        conda: Entry | None = None
        if not stated.own_python:
            if stated.conda is not None:
                conda = Entry(stated.conda.span, "conda_file", stated.conda)
            elif stated.conda_file is not None:
                conda = stated.conda_file
            else:
                conda = self._beside(stated)
        environment = self._defined(stated.node, conda, stated.image, bases)
        if stated.dockerfile is not None:
            why = "its Dockerfile is a text in the configuration, which is not read"
            known = environment.conda is not None
            return replace(environment, known=known, why=why, image=None, complete=False, name=stated.name)
        return replace(environment, name=stated.name)

    def _beside(self, stated: EnvironmentV1) -> Entry | None:
        """The conda file that `az ml environment` keeps in the folder of azureml_environment.json."""
        path = stated.node.span.path
        folder = path.rpartition("/")[0]
        beside = f"{folder}/conda_dependencies.yml" if folder else "conda_dependencies.yml"
        if path.rpartition("/")[2] != "azureml_environment.json" or not self.tree.is_file(beside):
            return None
        name = "conda_dependencies.yml"
        return Entry(stated.node.span, "conda_file", Scalar(stated.node.span, name, name, True))

    def _set_variables(self, stated: EnvironmentV1) -> None:
        if isinstance(stated.variables, Unknown):
            self.variables_open = stated.variables.why
        if not isinstance(stated.variables, Mapping):
            return
        entry = stated.node.entry("environmentVariables")
        if entry is not None:
            name = "environment_variables"
            self.settings[name] = Setting(name, "environmentVariables", entry.value, entry.key)
        for variable in stated.variables:
            name = f"environment_variables.{variable.key_data}"
            self.variables[variable.key_data] = Setting(name, variable.key_data, variable.value, variable.key)
        if stated.variables.open:
            self.variables_open = "a placeholder may add variables"

    def _parts(self) -> Environment:
        """The environment that the client makes of conda file, runtime and base image (deprecated, and most usual)."""
        assert self.pair.inference is not None
        node = self.pair.inference.node
        conda, image = self._stated("conda_file"), self._stated("base_image")
        environment = self._defined(node, _entry_of(conda), _entry_of(image), self.roots)
        return environment if self._made_by_client() else replace(environment, complete=False)

    def _made_by_client(self) -> bool:
        """Whether the client makes a plain environment of the parts; else the service builds an image as it likes.

        Source: azureml._model_management._util.convert_parts_to_environment (azureml-core 1.61.0.post4).
        """
        cuda = self._stated("cuda_version").text
        image_and_gpu = self._stated("base_image").given and (cuda is not None or self._stated("enable_gpu").flag)
        return (
            (self._stated("runtime").text or self._action_runtime()) == "python"
            and not self._stated("extra_docker_file_steps").given
            and cuda != _LEGACY_CUDA
            and not image_and_gpu
        )

    def _action_runtime(self) -> str | None:
        return "python" if self.anchor.kind == ACTION and not self._stated("runtime").given else None

    def _defined(self, node: Mapping, conda: Entry | None, image: Entry | None, bases: tuple[str, ...]) -> Environment:
        """The environment in the words of v2, which `EnvironmentBinder` reads."""
        base = ""
        if conda is not None and isinstance(conda.value, Scalar):
            found = self._conda_base(conda, bases)
            if found is None:
                return Environment(node.span, False, "its conda file is not known")
            base = found
        words = tuple(
            Entry(entry.key, name, entry.value)
            for name, entry in (("image", image), ("conda_file", conda))
            if entry is not None
        )
        binder = EnvironmentBinder(self.tree, self.readers, self.assets, self.references, (base,))
        environment = binder.defined(Mapping(node.span, words), (base,), node.span)
        if image is not None and environment.image is not None:
            environment = replace(environment, image=Setting("image", image.key_data, image.value, image.key))
        return environment if words else replace(environment, why="it is the default one of the service")

    def _conda_base(self, conda: Entry, bases: tuple[str, ...]) -> str | None:
        """The folder from which the conda file is there; None, with a reference kept, where that is not known."""
        text = text_of(conda.value)
        path = text.replace("\\", "/") if text is not None else None
        if not bases:
            self.references.unknown("conda file", conda.value, "its code folder is not known")
        elif self._follow("conda file", conda.value, path, bases, "file") is not None:
            # The binder of environments follows it once more and keeps the reference.
            self.references.found.pop()
            return next(base for base in bases if self.folders.holds(base, path or "", "file"))
        return None


Environments = dict[str, tuple[AssetDocument, ...]]


def environments_of(documents: Iterable[AssetDocument]) -> Environments:
    """The environment objects of the project by name."""
    named: Environments = {}
    for document in documents:
        if document.kind == ENVIRONMENT and document.name:
            named[document.name] = (*named.get(document.name, ()), document)
    return named


class Folders:
    """The folders that the paths of one pair may count from; `bases` begins with the one that fits best."""

    def __init__(self, tree: Tree, pair: Pair) -> None:
        self._tree = tree
        inference = pair.inference
        self._known = bool(pair.folders) or (inference is not None and inference.kind == ACTION)
        if pair.folders:
            self.bases: tuple[str, ...] = pair.folders
        elif inference is None or inference.kind == ACTION:
            self.bases = ("",)
        else:
            self.bases = inference.bases or tuple(_upwards(_folder(inference)))

    def choose(self, texts: list[str | None]) -> None:
        """Put the folder first from which most of source directory, entry script and conda file are there.

        Where none of the likely ones has them all and exactly one other folder of the project does, it is that one.
        """
        source, *files = texts
        wanted = [text for text in files if text]
        if not wanted:
            return
        scores = [self._score(base, source, wanted) for base in self.bases]
        best = max(scores)
        first = self.bases[scores.index(best)]
        if best < len(wanted) and not self._known:
            others = self._unrecorded(lambda base: self._score(base, source, wanted) == len(wanted))
            if len(others) == 1:
                first = others[0]
        self.bases = (first, *(base for base in self.bases if base != first))

    def _score(self, base: str, source: str | None, wanted: list[str]) -> int:
        root = self._tree.resolve(base, source) if source else base
        if root is None:
            return -1
        paths = [self._tree.resolve(root, text) for text in wanted]
        return sum(path is not None and self._tree.is_file(path) for path in paths)

    def elsewhere(self, text: str, bases: tuple[str, ...], wants: Wanted) -> str | None:
        """Another folder from which a path is there that is not there from any of `bases`; None if there is none."""
        if self._known or any(self.holds(base, text, wants) for base in bases):
            return None
        others = self._unrecorded(lambda base: self.holds(base, text, wants))
        return others[0] if others else None

    def holds(self, base: str, text: str, wants: Wanted) -> bool:
        """Whether a path is there, seen from a folder."""
        path = self._tree.resolve(base, text)
        kind = self._tree.kind(path) if path is not None else None
        return kind == wants or (kind is not None and wants == "either")

    def _unrecorded(self, fits: Callable[[str], bool]) -> list[str]:
        """The folders of the project that fit; looking at all of them makes none a part of the unit."""
        before, self._tree.recorded = self._tree.recorded, None
        try:
            folders = {above for path in self._tree.walk() for above in _upwards(path.rpartition("/")[0])}
            return [folder for folder in sorted(folders) if fits(folder)]
        finally:
            self._tree.recorded = before


def _upwards(folder: str) -> Iterator[str]:
    """A folder and those above it, up to the root."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]
    yield ""


def _folder(document: AssetDocument) -> str:
    return document.source.path.rpartition("/")[0]


def _unit_kind(pair: Pair) -> UnitKind:
    deployment = pair.deployment
    if deployment is None:
        return "v1-batch" if pair.batch else "v1-unknown"
    if deployment.kind == ACTION:
        target = deployment.node.get(_ACTION_NAMES["compute"])
        if isinstance(target, Unknown):
            return "v1-unknown"
        return "v1-aks" if text_of(target) else "v1-aci"
    return schema.compute_kind(deployment.node) or "v1-unknown"  # type: ignore[return-value]


def _settings(pair: Pair, kind: UnitKind) -> Iterator[tuple[str, Setting]]:
    """The settings of both files that the client looks at; those without a value are given with their spelling."""
    for document in (pair.deployment, pair.inference if pair.inference is not pair.deployment else None):
        if document is None:
            continue
        described = INFERENCE if document.kind == INFERENCE else kind
        for name, in_file, in_code in _SETTINGS:
            spelled = in_file
            if document.kind == ACTION:
                spelled = _ACTION_NAMES.get(name, in_code)
            elif document.form in ("sdk-v1", "command"):
                spelled = in_code
            path = tuple(spelled.split("."))
            of_kind = document.kind == ACTION or _read(described, tuple(in_file.split(".")))
            if not spelled or not of_kind:
                continue
            entry = _entry_at(document.node, path)
            for other in _OTHER_SPELLINGS.get(name, ()):
                entry = entry or document.node.entry(other)
            if entry is None or absent_value(entry.value) or scalar_text(entry.value) == "":
                yield name, Setting(name, spelled)
            else:
                yield name, Setting(name, spelled, entry.value, entry.key)


def _entry_of(setting: Setting) -> Entry | None:
    """The entry of a setting that is stated, under the name that it is spelled with."""
    if setting.value is None:
        return None
    return Entry(setting.key or setting.value.span, setting.spelled, setting.value)


def _action_defaults(tree: Tree, settings: dict[str, Setting], place: Span) -> Iterator[tuple[str, Setting]]:
    """What the action takes for paths that are not stated, where it is there (its code/main.py)."""
    source = settings.get("source_directory")
    folder = source.text.rstrip("/") if source is not None and source.text else _ACTION_FOLDER
    if source is not None and not source.given:
        there = tree.is_folder(_ACTION_FOLDER)
        why = f"nothing is stated, and the default {_ACTION_FOLDER} is not there"
        value = Scalar(place, _ACTION_FOLDER, _ACTION_FOLDER, True) if there else Unknown(place, why)
        yield source.name, replace(source, value=value)
    for name, default in _ACTION_DEFAULTS.items():
        setting = settings.get(name)
        if setting is not None and not setting.given and tree.is_file(f"{folder}/{default}"):
            yield name, replace(setting, value=Scalar(place, default, default, True))


def _read(kind: str, path: schema.Path) -> bool:
    """Whether the client reads a key of a file of a kind; all are taken where the kind is not known."""
    return kind == "v1-unknown" or schema.field(kind, path) is not None


def _entry_at(node: Mapping, path: tuple[str, ...]) -> Entry | None:
    for step in path[:-1]:
        value = node.get(step)
        if isinstance(value, Unknown):
            return node.entry(step)
        if not isinstance(value, Mapping):
            return None
        node = value
    return node.entry(path[-1])


def _anchor_span(node: Mapping) -> Span:
    """The place that stands for a deployment: what tells its compute, its script or its name, or its first key."""
    for key in ("computeType", "entryScript", "name", "inference_entry_script"):
        entry = node.entry(key)
        if entry is not None:
            return Span(entry.key.source, entry.key.start, entry.value.span.end)
    return node.entries[0].key if node.entries else node.span


def _free_id(path: str, name: str | None, taken: set[str]) -> str:
    wanted = f"{path}:{name}" if name else path
    number, free = 2, wanted
    while free in taken:
        free = f"{wanted}#{number}"
        number += 1
    return free
