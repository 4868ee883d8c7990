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
