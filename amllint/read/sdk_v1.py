"""The classes of the v1 SDK (azureml-core) in the words of the v1 files.

Parameters and behaviour: azureml-core 1.61.0.post4 (azureml.core: model, environment, conda_dependencies, webservice).
"""

from __future__ import annotations

from ..model import Option, Trigger
from ..python.values import Choice, Const, DictOf, External, ListOf, Made, TupleOf, options_of, text_of
from ..values import Entry, Listing, Mapping, Scalar, Unknown, Value
from .code_values import CodeValues, keyword_span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..python.trace import Argument, Call
    from ..python.values import AbstractValue
    from ..text import Span

COMPUTE_TYPES = {
    "AksWebservice.deploy_configuration": "AKS",
    "AciWebservice.deploy_configuration": "ACI",
    "LocalWebservice.deploy_configuration": "local",
    "AksEndpoint.deploy_configuration": "AKSENDPOINT",
}
_INFERENCE = (
    *("entry_script", "runtime", "conda_file", "extra_docker_file_steps", "source_directory", "enable_gpu"),
    *("description", "base_image", "base_image_registry", "cuda_version", "environment"),
)
_POSITIONAL = {
    "Model.deploy": ("workspace", "name", "models", "inference_config", "deployment_config", "deployment_target"),
    "Model.package": ("workspace", "models", "inference_config"),
    "Model.register": ("workspace", "model_path", "model_name"),
    "AciWebservice.deploy_configuration": ("cpu_cores", "memory_gb"),
    "InferenceConfig": _INFERENCE,
    "Environment.get": ("workspace", "name", "version"),
    "Environment.from_conda_specification": ("name", "file_path"),
    "Environment.from_pip_requirements": ("name", "file_path"),
    "Environment.from_dockerfile": ("name", "dockerfile", "conda_specification", "pip_requirements"),
    "Environment.from_docker_image": ("name", "image", "container_registry", "conda_specification", "pip_requirements"),
    "Environment": ("name",),
    "Model": ("workspace", "name"),
    "CondaDependencies": ("conda_dependencies_file_path",),
    "CondaDependencies.create": ("pip_indexurl", "pip_packages", "conda_packages", "python_version"),
}
_PARTS = ("python", "docker")
CALLS = "\0calls"
"""The attribute under which the calls of a CondaDependencies object's methods are kept, in order."""
OF = "\0of"
"""The attribute that holds the CondaDependencies of a text made by `serialize_to_string`."""
_BY_SDK = "{{VERSION OF THE SDK}}"


def v1_name(value: AbstractValue | None) -> str:
    """What of the v1 SDK made a value, without its module: "InferenceConfig", "Model.deploy"; "" for anything else."""
    dotted = value.dotted if isinstance(value, (Made, External)) else ""
    if not dotted.startswith(("azureml.core", "azureml.pipeline", "azureml.contrib")):
        return ""
    parts = dotted.split(".")
    first = next((number for number, part in enumerate(parts) if part[:1].isupper()), len(parts))
    return ".".join(parts[first:])


def given(made: Made, name: str) -> Argument | None:
    """An argument by its name, by keyword or position."""
    positional = _POSITIONAL.get(v1_name(made), ())
    return made.argument(name, positional.index(name) if name in positional else None)


def is_environment(value: AbstractValue | None) -> bool:
    """Whether a value is an Environment that code defines."""
    name = v1_name(value)
    return isinstance(value, Made) and (name == "Environment" or name.startswith("Environment.from_"))


class SdkV1:
    """Reads the objects that code makes from the SDK's classes.

    `folder` is that of the file; `conda_files` are CondaDependencies objects that the code saves, by path as written.
    """

    def __init__(self, folder: str, conda_files: dict[str, Made]) -> None:
        self._conda_files = conda_files
        self.values = CodeValues(folder, self.made)

    def made(self, made: Made, used: Span, depth: int = 0) -> Value | None:
        """An object as a value of a document; None if it is none of the SDK's."""
        if is_environment(made):
            return self.environment(made, used)
        name = v1_name(made)
        if name == "Environment.get":
            return self._reference(made, used)
        return Unknown(used, f"what {name} gives is not known") if name else None

    def _value(self, argument: Argument | None) -> Value | None:
        """The value of an argument; None where it is not given, or None."""
        if argument is None:
            return None
        value = self.values.value(argument.value, argument.span)
        return None if isinstance(value, Scalar) and value.data is None else value

    def _reference(self, made: Made, used: Span) -> Value:
        name, version = self._value(given(made, "name")), self._value(given(made, "version"))
        if not isinstance(name, Scalar):
            return Unknown(used, "its name is not known")
        text = str(name.data)
        if isinstance(version, Scalar):
            text += f":{version.data}"
        elif version is not None:
            return Unknown(used, f"the version of {text} is not known")
        return Scalar(name.span, text, text, True)

    # -- configurations ----------------------------------------------------------------------------------------------

    def configuration(self, made: Made, place: Span) -> Mapping:
        """An InferenceConfig, ParallelRunConfig or deployment configuration: parameters are keys."""
        entries: dict[str, Entry] = {}
        compute = COMPUTE_TYPES.get(v1_name(made))
        if compute is not None:
            where = self._callee(made) or place
            entries["computeType"] = Entry(where, "computeType", Scalar(where, compute, compute, True))
        for name, argument in zip(_POSITIONAL.get(v1_name(made), ()), made.args):
            self._enter(entries, name, argument.span, argument)
        for name, argument in made.keywords.items():
            self._enter(entries, name, keyword_span(made, name, argument), argument)
        for attribute, changed in made.attributes.items():
            where = changed.span or place
            if isinstance(attribute, str):
                entries[attribute] = Entry(where, attribute, self.values.value(changed, where))
        return Mapping(made.span or place, tuple(entries.values()), (), made.open)

    def _enter(self, entries: dict[str, Entry], name: str, key: Span, argument: Argument) -> None:
        value = self._value(argument)
        if value is not None:
            entries[name] = Entry(key, name, value)

    def _callee(self, made: Made) -> Span | None:
        if made.origin is None:
            return None
        module, node = made.origin
        func = getattr(node, "func", None)
        return module.span(func) if func is not None else None

    # -- environments ------------------------------------------------------------------------------------------------

    def environment(self, made: Made, used: Span) -> Mapping:
        """An Environment in the words of azureml_environment.json."""
        place = made.span or used
        root: dict[str, Entry] = {}
        python: dict[str, Entry] = {}
        docker: dict[str, Entry] = {}
        name = v1_name(made)
        self._put(root, "name", given(made, "name"))
        file = given(made, "file_path" if name == "Environment.from_conda_specification" else "conda_specification")
        if file is not None:
            self._conda_file(python, file)
        requirements = given(made, "file_path" if name == "Environment.from_pip_requirements" else "pip_requirements")
        if requirements is not None:
            python["condaDependencies"] = Entry(place, "condaDependencies", self._pip_file(requirements, place))
        self._put(docker, "baseImage", given(made, "image"))
        self._put(docker, "baseDockerfile", given(made, "dockerfile"))
        self._attributes(made, root, python, docker, place)
        for key, block in (("python", python), ("docker", docker)):
            if block:
                root[key] = Entry(place, key, Mapping(place, tuple(block.values())))
        return Mapping(place, tuple(root.values()), (), made.open)

    def _put(self, block: dict[str, Entry], key: str, argument: Argument | None) -> None:
        value = self._value(argument)
        if value is not None:
            block[key] = Entry(value.span, key, value)

    def _conda_file(self, python: dict[str, Entry], file: Argument) -> None:
        """The conda file that an environment names: as the code itself has saved it, or one on disk."""
        saved = self._conda_files.get(_plain(text_of(file.value)))
        if saved is not None:
            python["condaDependencies"] = Entry(file.span, "condaDependencies", self.conda(saved, file.span))
        else:
            self._put(python, "condaDependenciesFile", file)

    def _attributes(
        self, made: Made, root: dict[str, Entry], python: dict[str, Entry], docker: dict[str, Entry], place: Span
    ) -> None:
        variables = made.attributes.get("environment_variables")
        if variables is not None:
            value = self.values.value(variables, variables.span or place)
            root["environmentVariables"] = Entry(value.span, "environmentVariables", value)
        for part, block, keys in (
            ("python", python, {"user_managed_dependencies": "userManagedDependencies"}),
            ("docker", docker, {"base_image": "baseImage", "base_dockerfile": "baseDockerfile"}),
        ):
            holder = made.attributes.get(part)
            if not isinstance(holder, Made):
                if holder is not None:
                    block["condaDependencies" if part == "python" else "baseImage"] = Entry(
                        place, part, Unknown(place, f"its {part} part is not known")
                    )
                continue
            for attribute, key in keys.items():
                stated = holder.attributes.get(attribute)
                if stated is not None and not (isinstance(stated, Const) and stated.data is None):
                    value = self.values.value(stated, stated.span or place)
                    block[key] = Entry(value.span, key, value)
            self._conda_attribute(holder, block, place)

    def _conda_attribute(self, python: Made, block: dict[str, Entry], place: Span) -> None:
        conda = python.attributes.get("conda_dependencies")
        if isinstance(conda, Made) and v1_name(conda).startswith("CondaDependencies"):
            file = given(conda, "conda_dependencies_file_path")
            if file is not None and CALLS not in conda.attributes:
                self._conda_file(block, file)
            else:
                block["condaDependencies"] = Entry(place, "condaDependencies", self.conda(conda, place))
        elif conda is not None:
            unknown = Unknown(conda.span or place, "what its conda environment holds is not known")
            block["condaDependencies"] = Entry(place, "condaDependencies", unknown)
        path = python.attributes.get("conda_dependencies_file")
        if path is not None:
            value = self.values.value(path, path.span or place)
            block["condaDependenciesFile"] = Entry(value.span, "condaDependenciesFile", value)

    def _pip_file(self, file: Argument, place: Span) -> Value:
        """`from_pip_requirements`: Python and pip as the SDK likes, and the packages of the file."""
        value = self._value(file)
        if not isinstance(value, Scalar):
            return Unknown(place, "its requirements file is not known")
        line = f"-r {value.data}"
        return self._conda(place, [_default(place, "python")], [Scalar(value.span, line, line, True)])

    # -- conda dependencies ------------------------------------------------------------------------------------------

    def conda(self, made: Made, used: Span) -> Value:
        """A CondaDependencies object as a conda environment.

        The SDK fills in Python, pip and channels, and pins azureml packages given to `create` to its own version.
        """
        place = made.span or used
        if v1_name(made) not in ("CondaDependencies", "CondaDependencies.create"):
            return Unknown(place, "what it holds is not known")
        if given(made, "conda_dependencies_file_path") is not None:
            return Unknown(place, "it is a conda file that the code changes")
        python: Value = self._value(given(made, "python_version")) or _default(place, "python")
        if isinstance(python, Scalar):
            python = Scalar(python.span, f"python={python.data}", f"python={python.data}", True)
        pip = given(made, "pip_packages")
        pips: list[Value] = self._items(pip) if pip is not None else [_default(place, "azureml-defaults")]
        pinned = given(made, "pin_sdk_version")
        if pinned is None or pinned.value.truth is True:
            pips = [_pinned_by_sdk(item) for item in pips]
        condas = self._items(given(made, "conda_packages"))
        for one in _calls(made):
            python = self._changed(one, python, condas, pips, place)
        return self._conda(place, [python, *condas], pips)

    def _items(self, argument: Argument | None) -> list[Value]:
        value = self._value(argument)
        if isinstance(value, Listing):
            return list(value.items)
        return [] if value is None else [Unknown(value.span, "the packages are not known")]

    def _changed(
        self, call: AbstractValue, python: Value, condas: list[Value], pips: list[Value], place: Span
    ) -> Value:
        """What one call of a method (its name, then its arguments) does to the lists; returns the Python entry."""
        items = call.items if isinstance(call, TupleOf) else ()
        method = text_of(items[0]) if items else None
        argument = self.values.value(items[1], items[1].span or place) if len(items) > 1 else None
        if method == "add_pip_package" and argument is not None:
            pips.append(argument)
        elif method == "add_conda_package" and argument is not None:
            condas.append(argument)
        elif method == "set_python_version" and argument is not None:
            return (
                Scalar(argument.span, f"python={argument.text}", "", True) if isinstance(argument, Scalar) else argument
            )
        elif method == "set_pip_requirements" and isinstance(argument, Listing):
            pips[:] = argument.items
        elif method == "add_tensorflow_pip_package":
            pips.append(Unknown(place, "the SDK chooses the version", f"tensorflow=={_BY_SDK}"))
        elif method == "add_tensorflow_conda_package":
            condas.append(Unknown(place, "the SDK chooses the version", f"tensorflow={_BY_SDK}"))
        elif method not in ("add_channel", "set_pip_option", "set_pip_index_url"):
            pips.append(Unknown(place, "what is added or removed is not known"))
        return python

    def _conda(self, place: Span, condas: list[Value], pips: list[Value]) -> Mapping:
        pip = Mapping(place, (Entry(place, "pip", Listing(place, tuple(pips))),))
        dependencies = Listing(place, (*condas, _default(place, "pip"), pip))
        channels = Listing(place, (Scalar(place, "conda-forge", "conda-forge", True),))
        return Mapping(place, (Entry(place, "channels", channels), Entry(place, "dependencies", dependencies)))

    # -- deployments -------------------------------------------------------------------------------------------------

    def trigger(self, call: Call, folders: tuple[str, ...]) -> Trigger:
        """`Model.deploy` or `Model.package` as the command that it stands for."""
        made = call.made
        options: list[Option] = []
        name = self._value(given(made, "name"))
        if name is not None:
            options.append(Option("name", name, name.span, name.text if isinstance(name, Scalar) else "\0"))
        models = given(made, "models")
        listed = self._models(models.value) if models is not None else ()
        for model in listed or ():
            text = self._model(model, model.span or call.span)
            options.append(Option("model", text, text.span, text.text if isinstance(text, Scalar) else "\0"))
        words = ("model", v1_name(made).rpartition(".")[2])
        return Trigger(call.span, words, tuple(options), folders, call.open or listed is None)

    def _models(self, value: AbstractValue) -> tuple[AbstractValue, ...] | None:
        return value.items if isinstance(value, (ListOf, TupleOf)) else None

    def _model(self, value: AbstractValue, used: Span) -> Value:
        """The name and version of a model that is registered, or registered by the code itself."""
        if isinstance(value, Choice):
            return Unknown(used, "it is one of several models")
        if isinstance(value, Made):
            name = self._value(given(value, "model_name") or given(value, "name"))
            version = self._value(given(value, "version"))
            if isinstance(name, Scalar) and (version is None or isinstance(version, Scalar)):
                text = f"{name.data}:{version.data}" if version is not None else str(name.data)
                return Scalar(name.span, text, text, True)
        return Unknown(used, "which model it is is not known")

    def registered(self, made: Made, place: Span) -> Mapping:
        """`Model.register` as a model document."""
        entries: dict[str, Entry] = {}
        self._put(entries, "name", given(made, "model_name"))
        self._put(entries, "path", given(made, "model_path"))
        return Mapping(made.span or place, tuple(entries.values()))


def _calls(made: Made) -> tuple[AbstractValue, ...]:
    """The calls of an object's methods; where branches and loops differ, what they share and something unknown."""
    stated = made.attributes.get(CALLS)
    options = [option.items for option in options_of(stated) if isinstance(option, TupleOf)] if stated else []
    if not options:
        return ()
    shared = 0
    while shared < min(map(len, options)) and all(items[shared] is options[0][shared] for items in options):
        shared += 1
    return options[0] if len(options) == 1 else (*options[0][:shared], TupleOf(()))


def _default(place: Span, package: str) -> Unknown:
    """An entry that the SDK adds in a version of its own choice."""
    return Unknown(place, "the SDK adds it", f"{package}=={_BY_SDK}")


def _pinned_by_sdk(item: Value) -> Value:
    """`create` pins the SDK's own packages that have no version."""
    if isinstance(item, Scalar) and isinstance(item.data, str) and item.data.startswith("azureml"):
        if not any(sign in item.data for sign in "=<>~"):
            return Unknown(item.span, "the SDK pins it to its own version", f"{item.data}=={_BY_SDK}")
    return item


def _plain(path: str | None) -> str:
    """A relative path without a leading `./`."""
    return (path or "").removeprefix("./")


def part_of(made: Made, name: str) -> AbstractValue | None:
    """The object that an attribute of an Environment holds before anything is set; None for a plain value."""
    own = v1_name(made)
    if is_environment(made):
        if name in _PARTS:
            return Made(f"azureml.core.EnvironmentPart.{name}", (), {})
        return DictOf() if name == "environment_variables" else None
    if own == "EnvironmentPart.python" and name == "conda_dependencies":
        return Made("azureml.core.CondaDependencies", (), {})
    return None


def saved_path(method: str, made: Made) -> str:
    """The path to which `save_to_file` or `save` of a CondaDependencies object writes, "" if it is not known."""
    if method == "save":
        path = made.argument("path", 0)
        return _plain(text_of(path.value)) if path is not None else ""
    base, file = made.argument("base_directory", 0), made.argument("conda_file_path", 1)
    folder = _plain(text_of(base.value) if base is not None else None).strip("./")
    name = _plain(text_of(file.value) if file is not None else None)
    return f"{folder}/{name}" if folder and name else name
