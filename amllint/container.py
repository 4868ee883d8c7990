"""The paper container: what the running container of a unit would hold.

Every answer is yes, no or unknown, with the place that gives the reason. Rules ask; they never rebuild an answer.
Layout and variables: facts/v2.md, sections 5 ("Where the model lands") and 7.
"""

from __future__ import annotations

from .absence import absent
from .build_context import in_context
from .facts import images, known_bad, packages, platform, skus, stdlib
from .installed import Installed, asked_for, bad_combinations, has_old_pip, install, pypi_names
from .made_with import logged_twice, model_requirements
from .model import Answer, BoundUnit, Requirement
from .record import Record
from .resources import Amount, gpus_of_type, resource
from .serving import Serving, serving
from .text import Source, Span
from .values import Mapping, Unknown, text_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .bind.registered import Registered
    from .facts.images import Image
    from .facts.skus import Sku
    from .installed import Bad
    from .model import CopySource, Model
    from .resources import What, Which
    from .tree import Tree
    from .upload import Upload

APP_ROOT = "/var/azureml-app"
MODELS_ROOT = "/var/azureml-app/azureml-models"
UNKNOWN_PART = "\0"
"""Starts each part of a container path that only the service knows."""

_PLATFORM_SETS = "the platform sets it"


class JsonFile(Record):
    """A JSON file: its `data`, or the words of the `error` and the offset `at` which it stands."""

    source: Source
    data: object = None
    error: str = ""
    at: int = 0


class Container:
    """The container of one unit, made from what was bound; each answer is worked out when first asked."""

    def __init__(
        self,
        unit: BoundUnit,
        tree: Tree,
        *,
        module_map: dict[str, str] | None = None,
        assumed: tuple[str, ...] = (),
        registered: Registered | None = None,
    ) -> None:
        self._unit = unit
        self._tree = tree
        self._module_map = module_map or {}
        self._assumed = frozenset(map(packages.normalise, assumed))
        self._registered = registered
        self._env: dict[str, Answer] = {}
        self._files: dict[str, Answer] = {}
        self._packages: dict[str, Installed] | None = None
        self._open_packages: str | None = None
        self._made_with: tuple[tuple[Requirement, ...], ...] | None = None

    # -- variables -----------------------------------------------------------------------------------------------

    def env(self, name: str) -> Answer:
        """Whether an environment variable is set when `init()` runs; the value where it is known."""
        if name not in self._env:
            self._env[name] = self._variable(name)
        return self._env[name]

    def _variable(self, name: str) -> Answer:
        unit = self._unit
        stated = unit.variables.get(name)
        if stated is not None:
            value = None if isinstance(stated.value, Unknown) else stated.text
            return Answer("yes", f"`{name}` is set here", stated.key or stated.span, value)
        if name == "AZUREML_MODEL_DIR":
            return self._model_dir()
        if platform.platform_variable(name, batch=not unit.online, v1=unit.v1):
            return Answer("yes", _PLATFORM_SETS)
        environment = unit.environment
        dockerfile = environment.dockerfile if environment else None
        if dockerfile:
            for variable, value, span in reversed(dockerfile.variables):
                if variable == name:
                    return Answer("yes", "ENV sets it", span, value)
        if unit.variables_open:
            return Answer("unknown", unit.variables_open)
        if environment is None or not environment.known:
            return Answer("unknown", environment.why if environment else "its environment is not known")
        if self.image is None and not self._default_image:
            return Answer("unknown", f"the image {self.image_text or ''} may set it".replace("  ", " "))
        elsewhere = self._set_elsewhere(name)
        if elsewhere:
            return Answer("unknown", f"{elsewhere} names it and may set it")
        return Answer("no", f"neither the deployment nor its image sets `{name}`", near=self._near_variables(name))

    @property
    def _default_image(self) -> bool:
        """Whether the image is the v1 client's default one, an openmpi image: it sets only what the platform does."""
        environment = self._unit.environment
        if environment is None or not self._unit.v1:
            return False
        return environment.image is None and environment.dockerfile is None and environment.complete

    def _near_variables(self, name: str) -> tuple[str, ...]:
        from .spelling import nearest

        return nearest(name, tuple(self._unit.variables))

    def _set_elsewhere(self, name: str) -> str | None:
        """A script or pipeline of the project that names the variable and so may add it to the deployment."""
        for path, line in self._tree.lines_with(name, self._unit.path.rpartition("/")[0]):
            if path in self._unit.read_set or path.endswith((".md", ".txt")):
                continue
            if path.endswith(".py") and ("environ" in line or "getenv" in line):
                continue
            if path.endswith((".yml", ".yaml")) and self._is_deployment(path):
                continue  # what another deployment sets is not set here: blue and green differ
            return path
        return None

    def _is_deployment(self, path: str) -> bool:
        data = self._tree.read(path)
        return isinstance(data, bytes) and (b"code_configuration" in data or b"Deployment.schema" in data)

    def _model_dir(self) -> Answer:
        unit = self._unit
        if unit.node is not None and unit.node.get("model_mount_path") is not None:
            return Answer("unknown", "model_mount_path moves the model")
        if not unit.models:
            return Answer("unknown", "the deployment names no model; the command line may")
        if len(unit.models) > 1:
            return Answer("yes", _PLATFORM_SETS, unit.models[0].span, MODELS_ROOT)
        return Answer("yes", _PLATFORM_SETS, unit.models[0].span, self._home(unit.models[0]))

    def _home(self, model: Model) -> str:
        name = model.name or UNKNOWN_PART + "name"
        return f"{MODELS_ROOT}/{name}/{model.version or UNKNOWN_PART + 'version'}"

    # -- files ---------------------------------------------------------------------------------------------------

    @property
    def code_root(self) -> str | None:
        """Where the code folder lies in the container; None if it is not known."""
        code = self._unit.code
        if code is None or code.folder is None:
            return None
        return f"{APP_ROOT}/{code.folder.rpartition('/')[2] or 'code'}"

    def file(self, path: str) -> Answer:
        """Whether an absolute path exists in the container.

        The value is file or folder where it does. Where a model file is not there, but lies on another level of the
        model, the value is its true path below AZUREML_MODEL_DIR.
        """
        if path not in self._files:
            self._files[path] = self._file(path)
        return self._files[path]

    def _file(self, path: str) -> Answer:
        from posixpath import normpath

        path = normpath(path)
        if path == self.models_root or path.startswith(self.models_root + "/"):
            return self._model_file(path)
        root = self.code_root
        if root is not None and (path == root or path.startswith(root + "/")):
            return self._code_file(path[len(root) + 1 :])
        if path in ("/", "/tmp", "/var", APP_ROOT):
            return Answer("yes", "every image has it", value="folder")
        return Answer("unknown", "the image may hold it")

    def _code_file(self, below: str) -> Answer:
        code = self._unit.code
        assert code is not None and code.folder is not None
        local = f"{code.folder}/{below}" if code.folder and below else code.folder or below
        kind = self._tree.kind(local)
        if kind in ("file", "folder"):
            return Answer("yes", f"it is uploaded from {local}", code.span, kind)
        if kind == "outside":
            return Answer("unknown", "it is a link that leads out of the project")
        answer = absent(self._tree, local, self._only_read)
        if answer.no:
            return Answer("no", f"{local} is not in the code folder", code.span, near=answer.near)
        return answer

    @property
    def models_root(self) -> str:
        """The folder in which the models lie, each below its name and version; `model_mount_path` moves it."""
        node = self._unit.node
        mounted = text_of(node.get("model_mount_path")) if node is not None else None
        return mounted.rstrip("/") if mounted and mounted.startswith("/") else MODELS_ROOT

    def _model_file(self, path: str) -> Answer:
        root = self.models_root
        for model in self._unit.models:
            home = root + self._home(model)[len(MODELS_ROOT) :]
            if path == home or home.startswith(path + "/"):
                return Answer("yes", "the platform makes this folder", model.span, "folder")
            if path.startswith(home + "/"):
                return self._below_model(model, path[len(home) + 1 :])
        if not self._unit.models:
            return Answer("unknown", "the model is not known")
        return self._beside_models(path[len(root) + 1 :].split("/"))

    def _beside_models(self, parts: list[str]) -> Answer:
        """A path below the folder of all models that lies in none of them: by the names, then by the versions."""
        models = self._unit.models
        if parts[0].startswith(UNKNOWN_PART) or any(model.name is None for model in models):
            return Answer("unknown", "the name of the model is not known")
        homes = tuple(f"{model.name}/{model.version or 'VERSION'}" for model in models)
        named = next((model for model in models if model.name == parts[0]), None)
        if named is None:
            return Answer("no", "no model of the deployment lies there", models[0].span, near=homes)
        version = parts[1]
        if version.startswith(UNKNOWN_PART) or (named.version is None and (version.isdigit() or not self._unit.v1)):
            return Answer("unknown", "the version of the model is not known", named.span)
        return Answer("no", "no version of the model lies there", named.span, near=homes)

    def given(self, name: str, version: str | None = None) -> Answer:
        """Whether the deployment is given a model of a name, and that version of it.

        *No* only where all its models are known by name; `near` are then their names, or the version that is given.
        """
        models = self._unit.models
        named = next((model for model in models if model.name == name), None)
        if named is None:
            if not models or any(model.name is None for model in models):
                return Answer("unknown", "which models the deployment is given is not known")
            from .spelling import nearest

            names = tuple(model.name for model in models if model.name is not None)
            near = nearest(name, names) or names
            return Answer("no", f"the deployment is given only {', '.join(names)}", models[0].span, near=near)
        if version is not None and named.version is not None and version != named.version:
            why = f"the deployment is given version {named.version} of it"
            return Answer("no", why, named.span, named.version, (named.version,))
        return Answer("yes", "the deployment is given it", named.span, named.version)

    def registered(self, name: str, registry: str = "") -> Answer:
        """Whether a model is registered where the unit is deployed; `near` are names that are.

        *No* only where a fresh snapshot of that workspace says so and nothing in the project registers it.
        """
        if self._registered is None:
            return Answer("unknown", "what is registered is not known")
        return self._registered.find(name, self._unit, registry)

    def registered_version(self, name: str, version: str, registry: str = "") -> Answer:
        """Whether a version of a registered model is; `near` are versions that are. *No* as for `registered`."""
        if self._registered is None:
            return Answer("unknown", "what is registered is not known")
        return self._registered.find_version(name, version, self._unit, registry)

    def newer_version(self, model: Model) -> Answer:
        """Whether a newer version of a registered model is known; the value is that version."""
        if self._registered is None or model.name is None or model.version is None:
            return Answer("unknown", "what is registered is not known")
        return self._registered.newer(model.name, model.version)

    def registered_type(self, model: Model) -> Answer:
        """The type of a registered model; the value is custom_model, mlflow_model or triton_model."""
        if self._registered is None or model.name is None:
            return Answer("unknown", "what is registered is not known")
        return self._registered.type_of(model.name, model.version)

    @property
    def _only_read(self) -> frozenset[str]:
        """The unit's files that make nothing of what they name: all but the code that deploys it."""
        own = self._unit.read_set
        return own - {self._unit.source.path} if self._unit.form.startswith("sdk") else own

    @property
    def place_is_certain(self) -> bool:
        """Whether a path that the deployment names surely counts from the folder in which it was found.

        That of a script which deploys counts from the folder it is started in, often the project's root.
        """
        path = self._unit.source.path
        return not (self._unit.form.startswith("sdk") and path.endswith(".py") and "/" in path)

    def model_is_empty(self, model: Model) -> Answer:
        """Whether a model's folder holds nothing at all, and nothing in the project may fill it."""
        if model.kind != "folder" or model.path is None or self._tree.below(model.path, 1):
            return Answer("no", "it holds files, or is not known")
        answer = absent(self._tree, model.path, self._only_read)
        return Answer("unknown", answer.why) if answer.unknown else Answer("yes", f"{model.path} is empty", model.span)

    def _below_model(self, model: Model, below: str) -> Answer:
        """Look up a path under AZUREML_MODEL_DIR: a folder keeps its own name, a file lies directly there."""
        if model.path is None:
            return Answer("unknown", model.why or "the content of the model is not known", model.span)
        own = model.path.rpartition("/")[2]
        if not own or own in (".", ".."):
            return Answer("unknown", "the name of the model's folder is not known", model.span)
        first, _, rest = below.partition("/")
        if first == own:
            local = f"{model.path}/{rest}" if rest else model.path
            kind = self._tree.kind(local)
            if kind in ("file", "folder"):
                return Answer("yes", f"it is {local}", model.span, kind)
            if kind == "outside":
                return Answer("unknown", "it is a link that leads out of the project", model.span)
        return self._not_in_model(model, own, below, f"{model.path}/{rest}" if first == own and rest else None)

    def _not_in_model(self, model: Model, own: str, below: str, local: str | None) -> Answer:
        assert model.path is not None
        held = self.model_files(model)
        if not held:
            return Answer("unknown", f"{model.path} is empty here, so its content comes from elsewhere", model.span)
        if model.kind == "folder" and any(name.endswith(".dvc") for name in held):
            return Answer("unknown", f"DVC holds the content of {model.path}", model.span)
        wanted = below.rpartition("/")[2]
        same = tuple(name for name in held if name == wanted or name.endswith("/" + wanted))
        candidate = local or (f"{model.path}/{below}" if model.kind == "folder" else None)
        if candidate:
            # Code that deploys may make a file of this name; where the model has one, that is the one it makes.
            answer = absent(self._tree, candidate, self._unit.read_set if same else self._only_read)
            if answer.unknown:
                return answer
        if same:
            return Answer("no", f"the model holds no `{below}`", model.span, same[0], same[:3])
        from .spelling import nearest

        names = nearest(wanted, tuple(name.rpartition("/")[2] for name in held))
        like = tuple(name for name in held if name.rpartition("/")[2] in names)
        return Answer("no", f"the model holds no `{below}`", model.span, near=like[:3])

    def code_json(self, below: str) -> JsonFile | None:
        """A JSON file of the code folder, as the server would read it; None if it is not there, or empty."""
        code = self._unit.code
        if code is None or code.folder is None:
            return None
        path = f"{code.folder}/{below}" if code.folder else below
        source = self._tree.source(path) if self._tree.is_file(path) else None
        return _json(source) if isinstance(source, Source) and source.text else None

    def local_module(self, dotted: str) -> str | None:
        """Path of a module of the project that lies outside the code folder, at a place that an import would find it
        from if the folder above were uploaded: above the code folder, or beside the entry script's parents."""
        code = self._unit.code
        if code is None or code.folder is None:
            return None
        below = dotted.replace(".", "/")
        folder = code.folder
        while folder:
            folder = folder.rpartition("/")[0]
            for ending in (f"{below}.py", f"{below}/__init__.py"):
                path = f"{folder}/{ending}" if folder else ending
                inside = path.startswith(code.folder + "/")
                if not inside and self._tree.is_file(path):
                    return path
        return None

    def sample_requests(self) -> tuple[JsonFile, ...]:
        """Sample requests of the unit: JSON files called so, below the folders of the deployment and of its code."""
        folders = [self._unit.path.rpartition("/")[0]] if self._unit.form == "yaml" else []
        if self._unit.code is not None and self._unit.code.folder:
            folders.append(self._unit.code.folder)
        found: dict[str, JsonFile] = {}
        for folder in dict.fromkeys(folders):
            near = [folder] + [
                f"{folder}/{name}" if folder else name
                for name, kind in self._tree.entries(folder).items()
                if kind == "folder" and "sample" in name.lower()
            ]
            for at in near:
                for name, kind in self._tree.entries(at).items():
                    path = f"{at}/{name}" if at else name
                    if kind != "file" or path in found or not _is_sample(name):
                        continue
                    source = self._tree.source(path)
                    if isinstance(source, Source) and len(source.text) < 1_000_000:
                        found[path] = _json(source)
        return tuple(found.values())

    def below_model_dir(self, path: str) -> str | None:
        """The part of a container path that lies below AZUREML_MODEL_DIR; None if it lies elsewhere."""
        answer = self.env("AZUREML_MODEL_DIR")
        if answer.value is None or not path.startswith(answer.value + "/"):
            return None
        return path[len(answer.value) + 1 :]

    def is_beside_models(self, below: str) -> bool:
        """Whether a path below AZUREML_MODEL_DIR of a deployment with several models lies in none of them."""
        return self._beside_models([*below.split("/"), ""][:2]).no if self._unit.models else False

    def model_holds(self, model: Model, below: str) -> Answer:
        """Whether a local model's folder holds a file, by its path below that folder."""
        if model.path is None or model.kind != "folder":
            return Answer("unknown", model.why or "the content of the model is not known", model.span)
        return self._below_model(model, f"{model.path.rpartition('/')[2]}/{below}")

    def left_out(self, folder: str, path: str) -> Answer:
        """Whether the client leaves a local file out of the upload of its folder."""
        if self._unit.v1:
            return Answer("no", "the v1 client uploads the whole folder")
        from .upload import left_out

        return left_out(self._tree, folder, path)

    @property
    def code_upload(self) -> Upload | None:
        """What is uploaded with the code folder; None if it is not known."""
        code = self._unit.code
        if code is None or code.folder is None:
            return None
        from .upload import uploaded

        return uploaded(self._tree, code.folder)

    def model_bytes(self, model: Model) -> int | None:
        """Size of a local model in bytes, also where git LFS holds its files; None if it is not known."""
        if model.path is None:
            return None
        from .upload import stored_bytes

        return stored_bytes(self._tree, model.path)

    def model_left_out(self, model: Model) -> Answer:
        """Whether the ignore file in a model's folder keeps all of it out of the upload; the value is its path."""
        if model.path is None or model.kind != "folder":
            return Answer("no", "no ignore file counts for it")
        own = tuple(path for path in self._tree.below(model.path, 2_000) if not path.endswith(("ignore", ".gitkeep")))
        answers = [self.left_out(model.path, path) for path in own]
        if answers and all(answer.yes for answer in answers):
            return answers[0]
        return Answer("no", "some of it is uploaded")

    def model_files(self, model: Model, most: int = 2_000) -> tuple[str, ...]:
        """Files of a local model as they lie below AZUREML_MODEL_DIR, its own folder's name included."""
        if model.path is None:
            return ()
        own = model.path.rpartition("/")[2]
        if model.kind == "file":
            return (own,)
        return tuple(own + path[len(model.path) :] for path in self._tree.below(model.path, most))

    # -- packages ------------------------------------------------------------------------------------------------

    @property
    def image_text(self) -> str | None:
        """The base image as written, or None."""
        environment = self._unit.environment
        return environment.image.text if environment and environment.image else None

    @property
    def image(self) -> Image | None:
        """What is known of the base image, or None."""
        text = self.image_text
        return images.find(text) if text else None

    @property
    def packages(self) -> dict[str, Installed]:
        """Distributions that are surely installed, by PyPI name, with what they bring along."""
        if self._packages is None:
            self._packages, self._open_packages = self._install()
        return self._packages

    @property
    def packages_open(self) -> str:
        """Why more may be installed than `packages` says; empty if that is all."""
        if self._open_packages is None:
            self._packages, self._open_packages = self._install()
        return self._open_packages

    def _install(self) -> tuple[dict[str, Installed], str]:
        environment = self._unit.environment
        if environment is None:
            return {}, "the deployment names no environment; the command line may"
        if not environment.known:
            return {}, environment.why or "its definition is not known"
        return install(environment, self.image, self.image_text, self.python)

    def installs(self, distribution: str) -> Answer:
        """Whether a distribution (PyPI name) is installed; the exact version where one is pinned."""
        installed = self.packages.get(packages.normalise(distribution))
        if installed is not None:
            requirement = installed.requirement
            if installed.through:
                return Answer("yes", f"`{requirement.raw}` brings it along", requirement.span)
            return Answer("yes", f"`{requirement.raw}` installs it", requirement.span, requirement.exact_version)
        if packages.normalise(distribution) in self._assumed:
            return Answer("yes", "the configuration assumes it")
        if self.packages_open:
            return Answer("unknown", self.packages_open)
        return Answer("no", "nothing installs it", self.environment_span)

    def asked_for(self, distribution: str) -> tuple[Requirement, ...]:
        """The requirements that name a distribution (PyPI name), in file order."""
        environment = self._unit.environment
        return asked_for(environment, packages.normalise(distribution)) if environment else ()

    def names_of(self, requirement: Requirement) -> tuple[str, ...]:
        """The distributions (PyPI names) that a requirement asks for."""
        return pypi_names(requirement)

    @property
    def old_pip(self) -> bool:
        """Whether the pip that the environment states installs packages that do not fit together."""
        environment = self._unit.environment
        return environment is not None and has_old_pip(environment)

    @property
    def bad_combinations(self) -> tuple[Bad, ...]:
        """Packages asked for that are known not to go together."""
        environment = self._unit.environment
        return tuple(bad_combinations(environment, self.python)) if environment else ()

    @property
    def model_requirements(self) -> tuple[tuple[Requirement, ...], ...]:
        """What the local MLflow models of the unit were made with: the packages of each file that states some."""
        if self._made_with is None:
            self._made_with = tuple(
                requirements
                for model in self._unit.models
                if model.path is not None and model.mlmodel is not None
                for requirements in model_requirements(self._tree, model.path, model.mlmodel)
            )
        return self._made_with

    def stated_elsewhere(self, distribution: str) -> Requirement | None:
        """The pinned requirement for a distribution in the files that tell what the unit's models were made with."""
        name = packages.normalise(distribution)
        for requirements in self.model_requirements:
            for requirement in requirements:
                if name in pypi_names(requirement) and requirement.grade in ("exact", "wildcard", "bounded"):
                    return requirement
        return None

    @property
    def logged_twice(self) -> tuple[tuple[Span, Span], ...]:
        """Training scripts of the project that log a model by autolog and by hand: the places of both calls."""
        return logged_twice(self._tree)

    def imports(self, module: str) -> Answer:
        """Whether an installed distribution or the standard library provides a module (dotted name)."""
        top = module.partition(".")[0]
        if stdlib.is_stdlib(top, self.python):
            return Answer("yes", "it is in the standard library")
        mapped = self._module_map.get(module) or self._module_map.get(top)
        providers = (packages.normalise(mapped),) if mapped else packages.providers(module)
        for name in providers or (packages.same_name(module), packages.normalise(top)):
            installed = self.packages.get(name)
            if installed is not None:
                return Answer("yes", f"`{installed.requirement.raw}` provides it", installed.requirement.span, name)
            if name in self._assumed:
                return Answer("yes", "the configuration assumes it", None, name)
        if self.packages_open:
            return Answer("unknown", self.packages_open)
        if not providers and not packages.same_name(module):
            return Answer("unknown", f"which package provides `{module}` is not known")
        return Answer("no", "nothing in the environment provides it", self.environment_span, near=providers)

    @property
    def environment_span(self) -> Span | None:
        """The place to show where something is not installed: the package list, or the environment's reference."""
        environment = self._unit.environment
        if environment is None:
            return None
        if environment.conda is not None:
            node = environment.conda.node
            entry = node.entry("dependencies") if isinstance(node, Mapping) else None
            return entry.key if entry else node.span
        if environment.image is not None and environment.image.span:
            return environment.image.span
        return environment.span

    @property
    def python(self) -> str | None:
        """Version of the Python that runs the script ("3.10"), or None."""
        environment = self._unit.environment
        if environment and environment.conda:
            requirement = environment.conda.python
            version = requirement.exact_version if requirement else None
            return ".".join(version.split(".")[:2]) if version else None
        image = self.image
        return image.python if image else None

    @property
    def python_span(self) -> Span | None:
        """The place that decides the version of Python, or None."""
        environment = self._unit.environment
        if environment and environment.conda:
            return environment.conda.python.span if environment.conda.python else None
        return environment.image.span if environment and environment.image else None

    # -- machine -------------------------------------------------------------------------------------------------

    @property
    def sku(self) -> Sku | None:
        """The size of a managed instance, or None where it is not stated or not in the table."""
        if self._unit.kind != "v2-managed":
            return None
        text = self._unit.setting("instance_type").text
        return skus.find(text) if text else None

    @property
    def devices(self) -> Answer:
        """Whether the container has a GPU; the value is their number where it is known."""
        unit = self._unit
        if unit.kind == "v2-managed":
            setting = unit.setting("instance_type")
            sku = self.sku
            if sku is None or sku.gpus is None:
                return Answer("unknown", "the size is not known", setting.span)
            if sku.gpus:
                return Answer("yes", f"{sku.name} has {sku.gpus} x {sku.gpu_model}", setting.span, str(sku.gpus))
            return Answer("no", f"{sku.name} has no GPU", setting.span, "0")
        if unit.kind == "v2-kubernetes":
            for name in ("resources.limits.nvidia.com/gpu", "resources.requests.nvidia.com/gpu"):
                setting = unit.setting(name)
                if setting.number:
                    return Answer("yes", "the deployment asks for it", setting.span, str(setting.number))
            return gpus_of_type(unit)
        if unit.kind == "v1-aci":
            place = unit.setting("compute_type").span or unit.span
            return Answer("no", "Azure Container Instances has no GPU", place, "0")
        setting = unit.setting("resources.requests.nvidia.com/gpu")
        if setting.number:
            return Answer("yes", "the deployment asks for it", setting.span, str(setting.number))
        return Answer("unknown", "the compute is defined elsewhere")

    def resource(self, which: Which, what: What) -> Amount | None:
        """What the container asks for (`requests`) or may use at most (`limits`): cores, GiB or GPUs."""
        return resource(self._unit, which, what)

    @property
    def gpu_only_packages(self) -> tuple[Requirement, ...]:
        """Packages asked for by name that are GPU builds or need a GPU in normal use."""
        environment = self._unit.environment
        requirements = environment.requirements if environment else ()
        return tuple(
            requirement
            for requirement in requirements
            if known_bad.needs_gpu(requirement.name, conda=requirement.installer == "conda")
        )

    @property
    def memory_gib(self) -> float | None:
        """Memory of the instance or the container's limit (GiB), or None."""
        if self._unit.kind == "v2-kubernetes":
            limit = resource(self._unit, "limits", "memory")
            return limit.amount if limit is not None else None
        sku = self.sku
        return sku.memory_gib if sku else None

    @property
    def memory(self) -> Amount | None:
        """Memory of the container with the place that states it: what it may use at most, else all of the instance."""
        limit = resource(self._unit, "limits", "memory") or resource(self._unit, "requests", "memory")
        if limit is not None and self._unit.kind != "v2-managed":
            return limit
        setting = self._unit.setting("instance_type")
        if self.sku is None or setting.span is None:
            return None
        return Amount(self.sku.memory_gib, setting.span, setting.spelled, setting.text or "")

    @property
    def serves_only_scripts(self) -> bool:
        """Whether the image surely starts Azure's inference server, which needs a scoring script."""
        environment = self._unit.environment
        if environment is None or not environment.known or environment.inference_config is not None:
            return False
        if environment.dockerfile is not None or environment.context is not None:
            return False
        return self.image is not None and self.image.kind in ("base", "inference")

    @property
    def workers(self) -> int | None:
        """Worker processes of the inference server: WORKER_COUNT, 1 where it is not set, None where not known."""
        answer = self.env("WORKER_COUNT")
        if answer.yes and answer.why != _PLATFORM_SETS:
            return int(answer.value) if answer.value is not None and answer.value.isdigit() else None
        return None if answer.unknown else 1

    @property
    def server(self) -> Answer:
        """Whether Azure's inference server answers requests; the value names the distribution that brings it."""
        environment = self._unit.environment
        if environment is not None and environment.inference_config is not None:
            return Answer("unknown", "inference_config names the image's own server", environment.inference_config.span)
        answer = self.installs("azureml-inference-server-http")
        if answer.no and self.installs("azureml-defaults").yes:
            return Answer("unknown", "an old azureml-defaults brings a web server of its own")
        if answer.no and self._unit.v1:
            return self._server_v1(answer)
        if answer.no and self.packaged:
            return Answer("unknown", "it is deployed with --package-model, which adds the server")
        return answer

    def _server_v1(self, answer: Answer) -> Answer:
        """The server of v1: azureml-defaults before 1.34 brings Flask and gunicorn, which the images then start."""
        defaults, gunicorn = self.installs("azureml-defaults"), self.installs("gunicorn")
        if defaults.yes:
            return defaults
        return Answer("unknown", "gunicorn is installed and may start a server") if gunicorn.yes else answer

    @property
    def packaged(self) -> bool:
        """Whether a command of the project may deploy the unit with `--package-model`, or code with `with_package`."""
        name = self._unit.path.rpartition("/")[2]
        if not self._unit.deployed_with("package-model").no:
            return True
        folder = self._unit.path.rpartition("/")[0]
        return any(name in line for _, line in self._tree.lines_with("with_package", folder))

    @property
    def listens_on(self) -> Answer:
        """The port that requests reach; the value is its number."""
        environment = self._unit.environment
        config = environment.inference_config if environment else None
        if isinstance(config, Mapping):
            route = config.get("scoring_route")
            port = route.get("port") if isinstance(route, Mapping) else None
            number = text_of(port) or getattr(port, "text", None)
            if number and port is not None:
                return Answer("yes", "scoring_route states it", port.span, number)
            return Answer("unknown", "the image's own server listens", config.span)
        if self.server.yes:
            return Answer("yes", "the inference server listens on 5001", value="5001")
        return Answer("unknown", "the server is not known")

    @property
    def serving(self) -> Serving | None:
        """What answers requests in the image; None if that is not known."""
        environment = self._unit.environment
        return serving(environment) if environment is not None and environment.known else None

    def copied(self, source: CopySource) -> Answer:
        """Whether what a COPY or ADD names is in the build context; unknown where the context is."""
        environment = self._unit.environment
        if environment is None or environment.dockerfile is None or environment.context is None:
            return Answer("unknown", "the build context is not known")
        return in_context(self._tree, environment.context, environment.dockerfile.source.path, source.path)

    @property
    def user(self) -> Answer:
        """The user that the image's last stage runs as; the value is the name or number."""
        environment = self._unit.environment
        if environment and environment.dockerfile and environment.dockerfile.user:
            name, span = environment.dockerfile.user
            return Answer("yes", "USER states it", span, name)
        return Answer("unknown", "the image decides")


def _is_sample(name: str) -> bool:
    plain = name.lower().replace("_", "-")
    return plain.endswith(".json") and plain.startswith(("sample-request", "sample-input", "request-sample"))


def _json(source: Source) -> JsonFile:
    import json

    try:
        return JsonFile(source, json.loads(source.text))
    except json.JSONDecodeError as error:
        return JsonFile(source, None, error.msg, error.pos)
    except (RecursionError, ValueError) as error:
        return JsonFile(source, None, str(error))
