"""Mutations of the model and of the path by which the script opens it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from . import Expected, Mutant, kind
from .sample import Python, Sample

_LEVEL = ("AML203", "AML202")


class Opened:
    """A literal in the script that ends in a model file's name (or starts with the model folder's), and its lines.

    The lines are those of the expression in which it stands and of the calls that the resulting name is passed to.
    """

    def __init__(self, python: Python, literal: ast.Constant) -> None:
        self.literal = literal
        self.value = str(literal.value)
        self.lines = frozenset(_flow(python.tree, literal))

    def changed(self, python: Python, new: str) -> str | None:
        """The script with another literal; None if it is not written plainly."""
        line = self.literal.lineno
        for quote in ('"', "'"):
            if f"{quote}{self.value}{quote}" in python.lines[line - 1]:
                return python.line_replaced(line, f"{quote}{self.value}{quote}", f"{quote}{new}{quote}")
        return None


def _flow(tree: ast.Module, literal: ast.Constant) -> Iterator[int]:
    scope: ast.AST = next(
        (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and any(s is literal for s in ast.walk(n))), tree
    )
    names: set[str] = set()
    for node in ast.walk(scope):
        if isinstance(node, (ast.Assign, ast.Return, ast.Expr)) and any(sub is literal for sub in ast.walk(node)):
            yield from range(node.lineno, (literal.end_lineno or node.lineno) + 1)
            names |= _targets(node)
    for _ in range(3):
        for node in ast.walk(scope):
            if isinstance(node, ast.Assign) and node.lineno >= literal.lineno and _uses(node.value, names):
                yield node.lineno
                names |= _targets(node) if not isinstance(node.value, ast.Call) or _joins(node.value) else set()
            elif isinstance(node, ast.Call) and node.lineno >= literal.lineno and _passes(node, names):
                yield node.lineno


def _targets(node: ast.AST) -> set[str]:
    targets = node.targets if isinstance(node, ast.Assign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _uses(node: ast.AST, names: set[str]) -> bool:
    return any(isinstance(sub, ast.Name) and sub.id in names for sub in ast.walk(node))


def _passes(call: ast.Call, names: set[str]) -> bool:
    return any(isinstance(argument, ast.Name) and argument.id in names for argument in call.args)


def _joins(call: ast.Call) -> bool:
    return ast.unparse(call.func) in ("os.path.join", "join", "Path", "pathlib.Path", "str")


def opened_files(sample: Sample) -> Iterator[tuple[Python, Opened, str]]:
    """Literals that name a file of the model, each once in the script; with the file's path."""
    python = sample.python
    if python is None or "AZUREML_MODEL_DIR" not in python.text:
        return
    for path in sample.model_files:
        name = path.rpartition("/")[2]
        literals = [
            node
            for node in ast.walk(python.tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.split("/")[-1] == name
        ]
        if len(literals) == 1:
            yield python, Opened(python, literals[0]), path


def opened_folders(sample: Sample) -> Iterator[tuple[Python, Opened]]:
    """Literals whose first part is the model folder's own name, in the script that opens it."""
    python = sample.python
    if python is None or sample.model is None or sample.model_kind != "folder":
        return
    if "AZUREML_MODEL_DIR" not in python.text:
        return
    own = sample.model.rpartition("/")[2]
    for node in ast.walk(python.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.split("/")[0] == own:
            yield python, Opened(python, node)


def _expected(python: Python, opened: Opened, codes: tuple[str, ...]) -> tuple[Expected, ...]:
    return tuple(Expected(code, python.path, opened.lines) for code in codes)


@kind("AML202")
def rename_model_file(sample: Sample) -> Iterator[Mutant]:
    """The model file gets another name, the script keeps the old one."""
    for python, opened, path in opened_files(sample):
        if path == sample.model:
            continue  # the deployment itself names the file: another kind
        folder, _, name = path.rpartition("/")
        new = f"{folder}/final_{name}"
        yield Mutant(
            f"{path} becomes {new}", {path: None, new: sample.files[path]}, _expected(python, opened, ("AML202",))
        )


@kind("AML202")
def rename_model_file_and_path(sample: Sample) -> Iterator[Mutant]:
    """The model is one file: it is renamed, in the deployment too, but not in the script."""
    for python, opened, path in opened_files(sample):
        if path != sample.model or sample.markup.value("model", "path") is None:
            continue
        folder, _, name = path.rpartition("/")
        stated = sample.markup.value("model", "path") or ""
        changes: dict[str, str | bytes | None] = {
            path: None,
            f"{folder}/final_{name}": sample.files[path],
            sample.deployment: sample.markup.with_value(stated.replace(name, f"final_{name}"), "model", "path"),
        }
        yield Mutant(f"{path} gets another name", changes, _expected(python, opened, ("AML202",)))


@kind("AML203")
def move_model_file(sample: Sample) -> Iterator[Mutant]:
    """The model file moves one folder down."""
    for python, opened, path in opened_files(sample):
        if path != sample.model:
            folder, _, name = path.rpartition("/")
            new = f"{folder}/v2/{name}"
            yield Mutant(
                f"{path} becomes {new}", {path: None, new: sample.files[path]}, _expected(python, opened, ("AML203",))
            )


@kind("AML202")
def delete_model_file(sample: Sample) -> Iterator[Mutant]:
    """The model file is deleted, a note stays in its folder."""
    for python, opened, path in opened_files(sample):
        if path != sample.model:
            note = f"{path.rpartition('/')[0]}/NOTES"
            yield Mutant(f"{path} is deleted", {path: None, note: b"v2\n"}, _expected(python, opened, ("AML202",)))


@kind("AML203")
def model_folder_becomes_file(sample: Sample) -> Iterator[Mutant]:
    """The deployment names the model file itself instead of its folder, so that the folder's name falls away."""
    for python, opened, path in opened_files(sample):
        stated = sample.markup.value("model", "path")
        if path != sample.model and sample.model_kind == "folder" and stated is not None and sample.model is not None:
            below = path[len(sample.model) + 1 :]
            text = sample.markup.with_value(f"{stated.rstrip('/')}/{below}", "model", "path")
            yield Mutant(f"model.path names {below}", {sample.deployment: text}, _expected(python, opened, ("AML203",)))


@kind("AML203")
def script_drops_folder(sample: Sample) -> Iterator[Mutant]:
    """The script opens the file without the folder's own name."""
    for python, opened in opened_folders(sample):
        text = opened.changed(python, opened.value.partition("/")[2]) if "/" in opened.value else None
        if text is not None:
            yield Mutant(f"{opened.value} loses its folder", {python.path: text}, _expected(python, opened, _LEVEL[:1]))


@kind("AML203")
def script_adds_folder(sample: Sample) -> Iterator[Mutant]:
    """The script opens the file one folder too deep."""
    for python, opened, _ in opened_files(sample):
        folder, slash, name = opened.value.rpartition("/")
        text = opened.changed(python, f"{folder}{slash}artifacts/{name}")
        if text is not None:
            yield Mutant(f"{opened.value} gets a folder", {python.path: text}, _expected(python, opened, _LEVEL[:1]))


@kind("AML203", "AML202")
def script_names_other_folder(sample: Sample) -> Iterator[Mutant]:
    """The script uses another name for the model's folder."""
    for python, opened in opened_folders(sample):
        _, slash, rest = opened.value.partition("/")
        text = opened.changed(python, f"artifacts{slash}{rest}")
        if text is not None:
            yield Mutant(f"{opened.value}: another folder", {python.path: text}, _expected(python, opened, _LEVEL))


@kind("AML203", "AML202")
def rename_model_folder(sample: Sample) -> Iterator[Mutant]:
    """The model's folder is renamed, in the deployment too, but not in the script."""
    stated = sample.markup.value("model", "path")
    for python, opened in opened_folders(sample):
        if stated is None or sample.model is None or stated.rstrip("/").rpartition("/")[2] in (".", "..", ""):
            continue
        new = f"{sample.model}-2026"
        changes: dict[str, str | bytes | None] = {}
        for path in sample.model_files:
            changes[path] = None
            changes[new + path[len(sample.model) :]] = sample.files[path]
        changes[sample.deployment] = sample.markup.with_value(f"{stated.rstrip('/')}-2026", "model", "path")
        yield Mutant(f"{sample.model} becomes {new}", changes, _expected(python, opened, _LEVEL))


@kind("AML202")
def script_wrong_case(sample: Sample) -> Iterator[Mutant]:
    """The script writes the file's name in another case."""
    for python, opened, _ in opened_files(sample):
        folder, slash, name = opened.value.rpartition("/")
        other = name.title() if name.title() != name else name.upper()
        text = opened.changed(python, f"{folder}{slash}{other}")
        if text is not None:
            yield Mutant(f"{name} is written {other}", {python.path: text}, _expected(python, opened, ("AML202",)))


@kind("AML202")
def script_wrong_ending(sample: Sample) -> Iterator[Mutant]:
    """The script asks for another ending of the file."""
    for python, opened, _ in opened_files(sample):
        stem, dot, ending = opened.value.rpartition(".")
        text = opened.changed(python, f"{stem}.{'joblib' if ending == 'pkl' else 'pkl'}") if dot else None
        if text is not None:
            yield Mutant(f"{opened.value}: another ending", {python.path: text}, _expected(python, opened, ("AML202",)))


@kind("AML207")
def model_path_typo(sample: Sample) -> Iterator[Mutant]:
    """The deployment names a model path that is not there."""
    stated = sample.markup.value("model", "path")
    if stated is not None and sample.model is not None and stated.rstrip("/")[-1:].isalnum():
        text = sample.markup.with_value(f"{stated.rstrip('/')}s_v9", "model", "path")
        expected = (Expected("AML207", sample.deployment, frozenset({sample.markup.line("model", "path")})),)
        yield Mutant("model.path is misspelled", {sample.deployment: text}, expected)


@kind("AML208")
def model_reference_bare(sample: Sample) -> Iterator[Mutant]:
    """A registered model is named without `azureml:`, or a local one without `path:`."""
    expected: tuple[Expected, ...] = ()
    pair = sample.markup.pair("model")
    if pair is not None:
        expected = (Expected("AML208", sample.deployment, frozenset({pair[0].start_mark.line + 1})),)
    stated = sample.markup.value("model")
    if stated is not None and stated.startswith("azureml:"):
        text = sample.markup.with_value(stated.removeprefix("azureml:"), "model")
        yield Mutant("model loses its azureml:", {sample.deployment: text}, expected)
    elif sample.markup.value("model", "path") is not None and pair is not None:
        lines = sample.markup.without("model")
        text = f"model: {sample.markup.value('model', 'path')}\n"
        if not lines.startswith("---"):
            first = (Expected("AML208", sample.deployment, frozenset({1})),)
            yield Mutant("model is a path without its key", {sample.deployment: text + lines}, first)


@kind("AML208")
def model_path_is_reference(sample: Sample) -> Iterator[Mutant]:
    """`path` names a registered model."""
    if sample.markup.value("model", "path") is not None:
        text = sample.markup.with_value("azureml:credit:1", "model", "path")
        expected = (Expected("AML208", sample.deployment, frozenset({sample.markup.line("model", "path")})),)
        yield Mutant("path is a reference", {sample.deployment: text}, expected)


@kind("AML209")
def model_type_mlflow(sample: Sample) -> Iterator[Mutant]:
    """A custom model is said to be one of MLflow."""
    held = {path.rpartition("/")[2] for path in sample.model_files}
    if sample.markup.value("model", "path") is None or "MLmodel" in held:
        return
    line = sample.markup.line("model", "path")
    expected = (Expected("AML209", sample.deployment, frozenset({line})),)
    if sample.markup.value("model", "type") == "custom_model":
        text = sample.markup.with_value("mlflow_model", "model", "type")
    elif sample.markup.pair("model", "type") is None:
        lines = sample.markup.text.splitlines(keepends=True)
        own = lines[line - 1]
        if own.lstrip().startswith("-") or "{" in own:
            return
        indent = own[: len(own) - len(own.lstrip())]
        lines.insert(line, f"{indent}type: mlflow_model\n")
        text = "".join(lines)
    else:
        return
    yield Mutant("the type is mlflow_model", {sample.deployment: text}, expected)


@kind("AML209")
def delete_mlmodel(sample: Sample) -> Iterator[Mutant]:
    """An MLflow model loses its file MLmodel."""
    if sample.markup.value("model", "type") == "mlflow_model" and sample.model is not None:
        path = f"{sample.model}/MLmodel"
        if path in sample.files and len(sample.model_files) > 1:
            expected = (Expected("AML209", sample.deployment, frozenset({sample.markup.line("model", "path")})),)
            yield Mutant(f"{path} is deleted", {path: None}, expected)


@kind("AML213")
def script_loads_folder(sample: Sample) -> Iterator[Mutant]:
    """The script gives the folder of the model to what loads a file: the join is lost."""
    for python, opened, _ in opened_files(sample):
        joins = [
            node
            for node in ast.walk(python.tree)
            if isinstance(node, ast.Call)
            and ast.unparse(node.func) in ("os.path.join", "join")
            and node.args
            and node.args[-1] is opened.literal
        ]
        if len(joins) != 1:
            continue
        whole = ast.get_source_segment(python.text, joins[0])
        first = ast.get_source_segment(python.text, joins[0].args[0])
        if whole is None or first is None or python.text.count(whole) != 1:
            continue
        lost = whole.count("\n") - first.count("\n")
        lines = frozenset(line - lost if line > joins[0].lineno else line for line in opened.lines)
        expected = (Expected("AML213", python.path, lines | opened.lines),)
        yield Mutant("the file's name is lost", {python.path: python.text.replace(whole, first)}, expected)
