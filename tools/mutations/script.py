"""Mutations of the scoring script."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from . import Mutant, at, kind
from .environment import listed
from .sample import Python, Sample


def _indented(text: str) -> str:
    return "".join(f"    {line}" if line.strip() else line for line in text.splitlines(keepends=True))


def _with_os(python: Python, text: str) -> tuple[str, int]:
    """A changed text that can use `os`, and how many lines came before it."""
    if "os" in python.imports() and "\nimport os" in "\n" + python.text:
        return text, 0
    return "import os\n" + text, 1


@kind("AML103")
def new_variable_in_init(sample: Sample) -> Iterator[Mutant]:
    """init() needs a variable that nothing sets."""
    python = sample.python
    statement = python.first_statement("init") if python is not None else None
    if python is None or statement is None or not sample.image_is_told:
        return
    for what in ('endpoint = os.environ["FEATURE_STORE_ADDRESS"]', 'limit = int(os.environ["MOST_ROWS_AT_ONCE"])'):
        text, moved = _with_os(python, python.inserted(statement.lineno, what))
        yield Mutant(what, {python.path: text}, at("AML103", python.path, statement.lineno + moved))


@kind("AML103")
def new_variable_on_import(sample: Sample) -> Iterator[Mutant]:
    """The module needs a variable that nothing sets."""
    python = sample.python
    if python is None or not sample.image_is_told:
        return
    init = python.function("init")
    if init is not None and not init.decorator_list:
        text, moved = _with_os(python, python.inserted(init.lineno, 'REGION = os.environ["SCORING_REGION_NAME"]'))
        yield Mutant("a variable at module level", {python.path: text}, at("AML103", python.path, init.lineno + moved))


@kind("AML103")
def unset_variable(sample: Sample) -> Iterator[Mutant]:
    """The deployment no longer sets a variable that the script needs."""
    python = sample.python
    if python is None or not sample.image_is_told:
        return
    for node in ast.walk(python.tree):
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            name = node.slice.value if isinstance(node.slice, ast.Constant) else None
            if isinstance(name, str) and sample.markup.value("environment_variables", name) is not None:
                text = sample.markup.with_key(f"OTHER_{name}", "environment_variables", name)
                yield Mutant(f"{name} is not set", {sample.deployment: text}, at("AML103", python.path, node.lineno))


@kind("AML105")
def rename_init(sample: Sample) -> Iterator[Mutant]:
    """init() gets another name."""
    yield from _renamed(sample, "init", "initialize")


@kind("AML105")
def rename_run(sample: Sample) -> Iterator[Mutant]:
    """run() gets another name."""
    yield from _renamed(sample, "run", "predict")


def _renamed(sample: Sample, name: str, new: str) -> Iterator[Mutant]:
    python = sample.python
    function = python.function(name) if python is not None else None
    if python is not None and function is not None:
        text = python.line_replaced(function.lineno, f"def {name}", f"def {new}")
        yield Mutant(f"{name}() becomes {new}()", {python.path: text}, at("AML105", python.path, 1))


def _wrapped(sample: Sample, head: str) -> Iterator[Mutant]:
    python = sample.python
    init = python.function("init") if python is not None else None
    if python is None or init is None or init.decorator_list:
        return
    lines = python.lines
    end = init.end_lineno or init.lineno
    body = _indented("".join(lines[init.lineno - 1 : end]))
    text = "".join([*lines[: init.lineno - 1], f"{head}\n", body, *lines[end:]])
    yield Mutant(head, {python.path: text}, at("AML105", python.path, 1))


@kind("AML105")
def init_in_class(sample: Sample) -> Iterator[Mutant]:
    """init() is defined in a class."""
    yield from _wrapped(sample, "class Scorer:")


@kind("AML105")
def init_under_main(sample: Sample) -> Iterator[Mutant]:
    """init() is defined only when the script is run."""
    yield from _wrapped(sample, 'if __name__ == "__main__":')


@kind("AML101")
def unhandle(sample: Sample) -> Iterator[Mutant]:
    """The handler around all that init() does is taken away: the load may raise and nobody says anything."""
    python = sample.python
    init = python.function("init") if python is not None else None
    first = python.first_statement("init") if python is not None else None
    if python is None or init is None or first is None or any(isinstance(n, ast.Try) for n in ast.walk(init)):
        return
    loads = [
        node.lineno
        for node in ast.walk(init)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[2] in ("load", "load_model", "from_pretrained")
    ]
    if not loads:
        return
    lines = python.lines
    end = init.end_lineno or first.lineno
    statements = [node for node in init.body if not isinstance(node, ast.Global)]
    names = sorted({name for node in ast.walk(init) if isinstance(node, ast.Global) for name in node.names})
    start = next(node.lineno for node in statements if node.lineno >= first.lineno)
    body = "".join(line for line in lines[start - 1 : end] if not line.strip().startswith("global "))
    handled = "".join(
        [
            *lines[: init.body[0].lineno - 1 if init.body[0] is first else start - 1],
            f"    global {', '.join(names)}\n" if names else "",
            "    try:\n",
            _indented(body),
            "    except Exception as error:\n",
            '        print(f"init() failed: {error}")\n',
            '        raise RuntimeError(f"init() failed: {error}") from error\n',
            *lines[end:],
        ]
    )
    try:
        ast.parse(handled)
    except SyntaxError:
        return
    yield Mutant("nothing handles init()", {}, at("AML101", python.path, *loads), {python.path: handled})


@kind("AML101")
def unhandled_load_added(sample: Sample) -> Iterator[Mutant]:
    """init() reads one more file, whose content may be broken, without a handler."""
    python = sample.python
    init = python.function("init") if python is not None else None
    statement = python.first_statement("init") if python is not None else None
    if python is None or init is None or statement is None or sample.code_folder is None:
        return
    call = 'labels = json.load(open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "labels.json")))'
    text, moved = _with_os(python, "import json\n" + python.inserted(statement.lineno, call))
    labels = f"{python.path.rpartition('/')[0]}/labels.json"
    yield Mutant(
        "init() reads labels.json",
        {python.path: text, labels: b'["no", "yes"]\n'},
        at("AML101", python.path, statement.lineno + moved + 1),
    )


@kind("AML601")
def cuda_on_cpu_size(sample: Sample) -> Iterator[Mutant]:
    """The script moves its tensors to a GPU that the size does not have."""
    python, conda = sample.python, listed(sample)
    init = python.function("init") if python is not None else None
    statement = python.first_statement("init") if python is not None else None
    size = sample.markup.value("instance_type") or ""
    if python is None or conda is None or init is None or statement is None or sample.kind != "v2-managed":
        return
    if "torch" in conda.text or "tensorflow" in conda.text or "_N" in size or not size:
        return
    number = next((number for number in conda.names if conda.names[number] not in ("python", "pip")), None)
    if number is None:
        return
    line = conda.lines[number - 1]
    torch = "torch==2.5.1" if _in_pip(conda.lines, number) else "pytorch=2.5.1"
    entry = f"{line[: len(line) - len(line.lstrip())]}- {torch}\n"
    packages = "".join([*conda.lines[: number - 1], entry, *conda.lines[number - 1 :]])
    calls = ("weights = torch.zeros(1).cuda()", 'weights = torch.zeros(1).to("cuda")')
    for call in calls:
        ready = "import torch\n" + python.inserted(statement.lineno, "weights = torch.zeros(1)")
        broken = "import torch\n" + python.inserted(statement.lineno, call)
        before: dict[str, str | bytes | None] = {conda.path: packages, python.path: ready}
        changes: dict[str, str | bytes | None] = {conda.path: packages, python.path: broken}
        yield Mutant(call, changes, at("AML601", python.path, statement.lineno + 1), before)


def _in_pip(lines: list[str], number: int) -> bool:
    return any("pip:" in line.replace(" ", "") for line in lines[: number - 1])


# -- what the Script issue brings ------------------------------------------------------------------------------------


@kind("AML102")
def init_not_written(sample: Sample) -> Iterator[Mutant]:
    """init() raises on every path."""
    python = sample.python
    statement = python.first_statement("init") if python is not None else None
    if python is not None and statement is not None:
        text = python.inserted(statement.lineno, "raise NotImplementedError")
        yield Mutant("raise NotImplementedError", {python.path: text}, at("AML102", python.path, statement.lineno))


@kind("AML106")
def init_wants_argument(sample: Sample) -> Iterator[Mutant]:
    """init() has a required parameter."""
    python = sample.python
    init = python.function("init") if python is not None else None
    if python is not None and init is not None and "init()" in python.lines[init.lineno - 1]:
        text = python.line_replaced(init.lineno, "init()", "init(context)")
        yield Mutant("def init(context)", {python.path: text}, at("AML106", python.path, init.lineno))


@kind("AML108")
def async_init(sample: Sample) -> Iterator[Mutant]:
    """init() is a coroutine, which nobody awaits."""
    python = sample.python
    init = python.function("init") if python is not None else None
    if python is not None and init is not None:
        text = python.line_replaced(init.lineno, "def init", "async def init")
        yield Mutant("async def init", {python.path: text}, at("AML108", python.path, init.lineno))


@kind("AML111")
def broken_syntax(sample: Sample) -> Iterator[Mutant]:
    """A colon is lost."""
    python = sample.python
    init = python.function("init") if python is not None else None
    if python is not None and init is not None and "init():" in python.lines[init.lineno - 1]:
        text = python.line_replaced(init.lineno, "init():", "init()")
        yield Mutant("a colon is lost", {python.path: text}, at("AML111", python.path, init.lineno))


@kind("AML112")
def relative_import(sample: Sample) -> Iterator[Mutant]:
    """The entry script imports its neighbour relatively."""
    python = sample.python
    if python is not None and python.after_imports <= len(python.lines):
        line = python.after_imports
        neighbour = f"{python.path.rpartition('/')[0]}/features.py"
        text = python.inserted(line, "from .features import prepare")
        changes: dict[str, str | bytes | None] = {python.path: text, neighbour: b"def prepare(x):\n    return x\n"}
        yield Mutant("from .features import", changes, at("AML112", python.path, line))
