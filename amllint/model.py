"""What rules see: immutable records of a project's deployments, every value with its place.

Readers make documents, `bind` joins them into units, `container` and `boot` answer questions about a unit.
"""

from __future__ import annotations

from .record import Record
from .text import Source, Span
from .values import Mapping, Scalar, Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    State = Literal["yes", "no", "unknown"]
    UnitKind = Literal[
        "v2-managed",
        "v2-kubernetes",
        "v2-batch",
        "v1-aks",
        "v1-aci",
        "v1-local",
        "v1-aksendpoint",
        "v1-batch",
        "v1-unknown",
        "v2-unknown",
    ]
    DocumentKind = Literal[
        "managed-deployment",
        "kubernetes-deployment",
        "batch-deployment",
        "model-batch-deployment",
        "pipeline-batch-deployment",
        "online-endpoint",
        "kubernetes-endpoint",
        "batch-endpoint",
        "environment",
        "model",
        "v1-inference-config",
        "v1-deployment-config",
        "v1-environment",
        "v1-action-parameters",
        "instance-type",
        "autoscale-setting",
        "aks-cluster",
        "model-path-call",
    ]
    Form = Literal["yaml", "json", "sdk-v2", "sdk-v1", "command"]
    Installer = Literal["conda", "pip", "image"]
    PinGrade = Literal["exact", "wildcard", "bounded", "lower", "none", "url"]


# -- answers ---------------------------------------------------------------------------------------------------------


class Answer(Record):
    """Yes, no or unknown. Only *no* may become an error.

    `why` is a clause that gives the reason ("set by environment_variables"), `span` the place that gives it, `value`
    what was asked for where it is known, `near` names that do exist and look alike.
    """

    state: State
    why: str
    span: Span | None = None
    value: str | None = None
    near: tuple[str, ...] = ()

    @property
    def yes(self) -> bool:
        """Proven true."""
        return self.state == "yes"

    @property
    def no(self) -> bool:
        """Proven false."""
        return self.state == "no"

    @property
    def unknown(self) -> bool:
        """The files do not tell."""
        return self.state == "unknown"


class Setting(Record):
    """One value of a deployment under its canonical name (the v2 YAML path), however the project writes it.

    `spelled` is the user's own spelling (`autoScaler.minReplicas`, `autoscale_min_replicas`). `value` is None when
    the setting is absent. `key` is the place of the key, `default` what the platform uses when it is absent.
    """

    name: str
    spelled: str
    value: Value | None = None
    key: Span | None = None

    @property
    def given(self) -> bool:
        """Whether the files state the setting, be its value known or not."""
        return self.value is not None

    @property
    def known(self) -> bool:
        """Whether the value itself is known."""
        return isinstance(self.value, Scalar)

    @property
    def span(self) -> Span | None:
        """The place of the value."""
        return self.value.span if self.value is not None else None

    @property
    def number(self) -> int | float | None:
        """The value as a number (text digits count), or None."""
        from .values import number_of

        return number_of(self.value)

    @property
    def text(self) -> str | None:
        """The value as text, or None; numbers and booleans are given as written."""
        if isinstance(self.value, Scalar) and self.value.data is not None:
            return self.value.data if isinstance(self.value.data, str) else self.value.text
        return None

    @property
    def flag(self) -> bool | None:
        """The value as a boolean, or None if it is none."""
        if isinstance(self.value, Scalar) and isinstance(self.value.data, bool):
            return self.value.data
        return None


class Reference(Record):
    """One file naming another, and what came of it.

    `role` is what the target is for ("scoring script", "conda file"); `text` what is written; `path` the target
    relative to the root, if it is a local one. `state`: found, missing, external (registered elsewhere, a URL), or
    unknown (a placeholder, outside the root, written by something in the project). `why` is a clause.
    """

    role: str
    span: Span
    text: str
    state: Literal["found", "missing", "external", "unknown"]
    path: str | None = None
    why: str = ""
    near: tuple[str, ...] = ()


# -- documents -------------------------------------------------------------------------------------------------------


class ReadProblem(Record):
    """Why a document, or a part of it, could not be read: `message` is a sentence without a full stop."""

    message: str
    span: Span
    kind: Literal["syntax", "encoding", "too-deep", "too-large", "duplicate-key", "invalid"] = "syntax"


class Document(Record):
    """A YAML or JSON text: one root value a document of the stream; problems instead of exceptions."""

    source: Source
    roots: tuple[Value, ...]
    problems: tuple[ReadProblem, ...] = ()

    @property
    def root(self) -> Value | None:
        """The first root, or None if nothing could be read."""
        return self.roots[0] if self.roots else None


class AssetDocument(Record):
    """A document whose kind discovery has told: `node` is its root mapping.

    `form` tells how it is written; code states it in the same words (a keyword argument is a key). `bases` are the
    folders that its relative paths may count from, empty for the folder of its file. `deployments` are the names of
    all deployments that may belong to an endpoint, empty where one of them is not known. `written` are the files
    that the notebook or script which holds it writes, by path: they stand in place of those on disk.
    `endpoint` is that of a deployment in code, which may share a name with it that no file shows. `refused` are the
    keyword arguments that a class of the SDK does not take: the class, the place, the name.
    """

    kind: DocumentKind
    source: Source
    node: Mapping
    form: Form = "yaml"
    bases: tuple[str, ...] = ()
    deployments: tuple[str, ...] = ()
    written: dict[str, Source] = {}
    endpoint: AssetDocument | None = None
    refused: tuple[tuple[str, Span, str], ...] = ()

    @property
    def name(self) -> str | None:
        """The value of `name`, if it is known text."""
        from .values import text_of

        return text_of(self.node.get("name"))


class Requirement(Record):
    """One package that something asks to be installed.

    `name` is normalised (PEP 503: lower case, hyphens) and is the name in the installer's own world (conda names are
    not PyPI names); `specifier` is the version part as PEP 440 or a conda match spec, empty if there is none; `raw`
    the whole entry; `installer` who installs it. `url` covers direct references, editable installs and local wheels.
    """

    name: str
    raw: str
    span: Span
    installer: Installer
    specifier: str = ""
    extras: tuple[str, ...] = ()
    marker: str = ""
    url: str = ""
    channel: str = ""
    grade: PinGrade = "none"

    @property
    def exact_version(self) -> str | None:
        """The version where exactly one satisfies the specifier (`==1.2.3`, `===1.2.3`, conda `=1.2.3`), else None.

        A conda `=1.2` is a prefix match but names the version well enough for "at least" comparisons: it is given.
        """
        if self.grade in ("exact", "wildcard"):
            clause = next((part for part in self.specifier.split(",") if part.startswith("=")), "")
            return clause.lstrip("=").split("=")[0].removesuffix("*").removesuffix(".").strip() or None
        return None


class RequirementsFile(Record):
    """A requirements file: `includes` are `-r` files, `constraints` are `-c` files, both as written with their place.

    `indexes` are `--index-url`, `--extra-index-url` and `--find-links` values.
    """

    source: Source
    requirements: tuple[Requirement, ...]
    includes: tuple[tuple[str, Span], ...] = ()
    constraints: tuple[tuple[str, Span], ...] = ()
    indexes: tuple[tuple[str, Span], ...] = ()
    problems: tuple[ReadProblem, ...] = ()


class CondaFile(Record):
    """A conda environment (file, inline mapping, or dict in code).

    `python` is the requirement on python itself; `requirements` holds all others, conda's and pip's, in file order;
    `pip_block` the place of the `pip:` key; `includes` are `-r` lines of the pip block. `complete` is False where a
    placeholder may add packages.
    """

    source: Source
    node: Value
    requirements: tuple[Requirement, ...]
    python: Requirement | None = None
    channels: tuple[tuple[str, Span], ...] = ()
    pip_block: Span | None = None
    pip_listed: Requirement | None = None
    includes: tuple[tuple[str, Span], ...] = ()
    constraints: tuple[tuple[str, Span], ...] = ()
    indexes: tuple[tuple[str, Span], ...] = ()
    problems: tuple[ReadProblem, ...] = ()
    complete: bool = True


class Instruction(Record):
    """One Dockerfile instruction: `keyword` in capitals, `value` its arguments with continuations joined and ARG/ENV
    substituted (unknown variables stay as written), `words` the JSON form or shell words where they can be told,
    `heredocs` the bodies by delimiter."""

    keyword: str
    value: str
    span: Span
    stage: int
    words: tuple[str, ...] = ()
    json_form: bool = False
    flags: tuple[tuple[str, str], ...] = ()
    heredocs: tuple[tuple[str, Span], ...] = ()


class Stage(Record):
    """One build stage: `base` is the image or the name of an earlier stage with variables substituted, None where a
    variable without default hides it."""

    number: int
    name: str | None
    base: str | None
    span: Span


class CopySource(Record):
    """One source of a COPY or ADD from the build context (not `--from`, no URL)."""

    path: str
    target: str
    span: Span
    stage: int


class Dockerfile(Record):
    """A Dockerfile: what the last stage and the stages it stands on do.

    `requirements` are packages that RUN lines of these stages install by name; `installs_from` are requirement files
    and conda files named there, as paths in the image (`-r /tmp/requirements.txt`). `opaque` is true where a RUN line
    installs something that cannot be read off (a script, a variable, a wheel), so that "not installed" is unknown.
    """

    source: Source
    instructions: tuple[Instruction, ...]
    stages: tuple[Stage, ...]
    requirements: tuple[Requirement, ...] = ()
    installs_from: tuple[tuple[str, Span], ...] = ()
    copies: tuple[CopySource, ...] = ()
    variables: tuple[tuple[str, str, Span], ...] = ()
    command: Instruction | None = None
    entrypoint: Instruction | None = None
    user: tuple[str, Span] | None = None
    ports: tuple[tuple[int, Span], ...] = ()
    workdir: str | None = None
    opaque: bool = False
    problems: tuple[ReadProblem, ...] = ()

    @property
    def base(self) -> tuple[str, Span] | None:
        """The external image that the last stage finally stands on, with the place of its FROM; None if hidden."""
        by_name = {stage.name.lower(): stage for stage in self.stages if stage.name}
        stage = self.stages[-1] if self.stages else None
        for _ in self.stages:
            if stage is None or stage.base is None:
                return None
            earlier = by_name.get(stage.base.lower())
            if earlier is None or earlier.number >= stage.number:
                return stage.base, stage.span
            stage = earlier
        return None


class MLmodel(Record):
    """An MLmodel file: its flavours and the environment files it names (as written, relative to its folder)."""

    source: Source
    node: Mapping
    flavors: tuple[tuple[str, Span], ...]
    environment_files: tuple[tuple[str, Span], ...] = ()
    python: tuple[str, Span] | None = None
    mlflow_version: str | None = None


# -- commands --------------------------------------------------------------------------------------------------------


class Option(Record):
    """An option of a command under its long name without dashes; `value` is None where it is given without one.

    `pattern` is the value's text with the parts that the files do not show as control characters (read/commands.py).
    """

    name: str
    value: Value | None
    span: Span
    pattern: str = ""


class Assignment(Record):
    """What a command sets in a document: `path` is the dotted path of the key, `key` its place in the command."""

    path: str
    value: Value
    key: Span
    pattern: str = ""


class Trigger(Record):
    """A command of the project that deploys a document.

    `words` name the command ("online-deployment", "create"). `open` tells that it may have more options than were
    read. `folders` are those it may run in, relative to the root, empty if unknown. `prose` is true for a command that
    a person is to type (README).
    """

    span: Span
    words: tuple[str, ...]
    options: tuple[Option, ...]
    folders: tuple[str, ...] = ()
    open: bool = False
    prose: bool = False

    def option(self, name: str) -> Option | None:
        """The last option of a name (the one that counts), or None."""
        return next((option for option in reversed(self.options) if option.name == name), None)


# -- units -----------------------------------------------------------------------------------------------------------


class Code(Record):
    """The scoring code of a unit: `folder` is the uploaded folder and `script` the entry script, both relative to the
    root; either is None where it is not known or not there (the references tell). `span` is where the script is named,
    `entry` as it is named there."""

    span: Span
    folder: str | None
    script: str | None
    entry: str | None = None


class Model(Record):
    """One model of a unit.

    `path` is the local file or folder relative to the root, None if it is not local; `kind` tells which; `name` and
    `version` where they are known; `flavour` is custom_model, mlflow_model or triton_model, None if unknown.
    `registered` means that only the service knows the content.
    """

    span: Span
    name: str | None = None
    version: str | None = None
    path: str | None = None
    kind: Literal["file", "folder", "unknown"] = "unknown"
    flavour: str | None = None
    registered: bool = False
    why: str = ""
    mlmodel: MLmodel | None = None


class Environment(Record):
    """The environment of a unit with the files that define it.

    `known` tells whether the project holds its definition; if not, `why` says who does. `image` is the base image as
    written; `conda`, `dockerfile` what was read; `context` the build context relative to the root. `requirements`
    are the packages of conda file, requirement files and Dockerfile together, with included files followed.
    `complete` is False where something may install more than can be read.
    """

    span: Span
    known: bool
    why: str = ""
    name: str | None = None
    image: Setting | None = None
    conda: CondaFile | None = None
    dockerfile: Dockerfile | None = None
    context: str | None = None
    inference_config: Value | None = None
    requirements: tuple[Requirement, ...] = ()
    complete: bool = True
    node: Value | None = None
    curated: bool = False


class Traffic(Record):
    """What the configuration states of an endpoint's traffic.

    `target_rps` requests a second, `request_seconds` the time one takes (s), `burst_factor` the peak as a multiple of
    the target, `start_seconds` until a new replica answers (s). `share` is the part of the endpoint's traffic that
    this deployment gets (1 = all), mirrored traffic added. `origin` says where it is stated.
    """

    target_rps: str
    request_seconds: str | None = None
    burst_factor: str | None = None
    start_seconds: str | None = None
    share: str = "1"
    origin: str = "[tool.amllint.traffic]"


class BoundUnit(Record):
    """A deployment with everything that belongs to it.

    `id` is stable: the anchor's path and the deployment's name. `settings` are keyed by canonical name (the v2 YAML
    path without lists, see `SETTING_NAMES` in bind). `variables` are those of the deployment and the environment, in
    the order in which the later wins; `variables_open` is a clause where something unseen may add more.
    `read_set` names every path looked at, also absent ones. `instance_types` are the names of the Kubernetes instance
    types that the project defines, `instance_type` the definition of the one that the unit names; `quota_cores` are
    the cores that the configuration says are free for its size, `cluster` the one AKS cluster that the project makes.
    `form` and `written` are those of its document.
    """

    id: str
    kind: UnitKind
    source: Source
    span: Span
    name: str | None
    endpoint_name: str | None
    node: Mapping | None
    settings: dict[str, Setting]
    code: Code | None
    models: tuple[Model, ...]
    environment: Environment | None
    endpoint: AssetDocument | None = None
    variables: dict[str, Setting] = {}
    variables_open: str = ""
    references: tuple[Reference, ...] = ()
    read_set: frozenset[str] = frozenset()
    traffic: Traffic | None = None
    triggers: tuple[Trigger, ...] = ()
    instance_types: tuple[str, ...] = ()
    instance_type: AssetDocument | None = None
    quota_cores: int | None = None
    cluster: AssetDocument | None = None
    form: Form = "yaml"
    written: dict[str, Source] = {}

    def deployed_with(self, option: str) -> Answer:
        """Whether the commands that deploy the unit are given an option (its long name without dashes).

        Yes if all of them are, no if none is, unknown if they differ or one may have options that were not read.
        """
        given = [found for trigger in self.triggers if (found := trigger.option(option)) is not None]
        if given and len(given) == len(self.triggers):
            return Answer("yes", f"it is deployed with --{option}", given[0].span)
        if given:
            return Answer("unknown", f"one of {len(self.triggers)} commands deploys it with --{option}", given[0].span)
        unread = next((trigger for trigger in self.triggers if trigger.open), None)
        if unread is not None:
            return Answer("unknown", f"the command may be given --{option}", unread.span)
        return Answer("no", f"no command of the project deploys it with --{option}")

    @property
    def path(self) -> str:
        """Path of the anchor file."""
        return self.source.path

    def setting(self, name: str) -> Setting:
        """A setting by its canonical name; one that the files do not state is given with no value."""
        return self.settings.get(name) or Setting(name, name)

    @property
    def online(self) -> bool:
        """Whether requests are answered over HTTP."""
        return not self.kind.endswith("batch")

    @property
    def v1(self) -> bool:
        """Whether this is a deployment of the v1 platform."""
        return self.kind.startswith("v1")
