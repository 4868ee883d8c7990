from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amllint.model import CondaFile
from amllint.read.conda import read_conda
from amllint.read.markup import read_yaml
from amllint.text import Source
from amllint.values import Mapping


def read(text: str) -> CondaFile:
    source = Source("conda.yml", text)
    document = read_yaml(source)
    return read_conda(source, document.root or Mapping(source.span(0, 0), ()))


def test_a_conda_file() -> None:
    conda = read(
        "name: x\nchannels: [conda-forge, defaults]\ndependencies:\n- python=3.11\n- pip=24.0\n- 'numpy >=1,<2'\n"
        "- pytorch::torchvision\n- pip:\n  - scikit-learn==1.5.2  # pin\n  - -r more.txt\n  - -c limits.txt\n"
        "  - --extra-index-url https://e/simple\n  - 'a[x]; python_version < \"3.12\"'\n  - -e ./src\n- scipy\n"
    )
    assert conda.problems == ()
    assert [channel for channel, _ in conda.channels] == ["conda-forge", "defaults"]
    assert conda.python is not None and conda.python.exact_version == "3.11"
    assert conda.python.span.text == "python=3.11"
    assert conda.pip_listed is not None and conda.pip_listed.specifier == "=24.0"
    assert conda.pip_block is not None and conda.pip_block.text == "pip"
    assert [(item.installer, item.name, item.specifier, item.channel) for item in conda.requirements] == [
        ("conda", "pip", "=24.0", ""),
        ("conda", "numpy", ">=1,<2", ""),
        ("conda", "torchvision", "", "pytorch"),
        ("pip", "scikit-learn", "==1.5.2", ""),
        ("pip", "a", "", ""),
        ("pip", "", "", ""),
        ("conda", "scipy", "", ""),
    ]
    assert conda.requirements[3].span.text == "scikit-learn==1.5.2"
    assert conda.requirements[4].marker == 'python_version < "3.12"'
    assert [(value, span.text) for value, span in conda.includes] == [("more.txt", "more.txt")]
    assert [(value, span.text) for value, span in conda.constraints] == [("limits.txt", "limits.txt")]
    assert [value for value, _ in conda.indexes] == ["https://e/simple"]
    # What `-e ./src` brings along cannot be seen.
    assert not conda.complete


@pytest.mark.parametrize(
    ("text", "message", "spot"),
    [
        ("dependencies: numpy\n", "`dependencies` must be a list", "numpy"),
        ("dependencies:\n", "`dependencies` must be a list", "dependencies"),
        ("dependencies:\n- pip: [a]\n- pip: [b]\n", "a second `pip:` block", "pip"),
        ("dependencies:\n- pip: [numpy=1.26]\n", "write `numpy==1.26`", "numpy=1.26"),
        ("dependencies:\n- pip: a\n", "`pip:` must hold a list", "a"),
        ("dependencies:\n- pip:\n  - {a: 1}\n", "an entry below `pip:` must be text", "{a: 1}"),
        ("dependencies:\n- 1.5\n", "an entry of `dependencies` must be text", "1.5"),
        ("dependencies:\n- numpy: 1.26\n", "`numpy:` is no dependency", "numpy"),
        ("dependencies:\n- '!!'\n", "`!!` is no conda package specification", "'!!'"),
        ("- numpy\n", "a conda environment is a mapping", "- numpy"),
    ],
)
def test_problems_stand_at_their_place(text: str, message: str, spot: str) -> None:
    (problem,) = read(text).problems
    assert problem.kind == "invalid"
    assert message in problem.message
    assert problem.span.text == spot


def test_the_second_pip_block_is_read_too() -> None:
    conda = read("dependencies:\n- pip: [a]\n- pip: [b]\n")
    assert [item.name for item in conda.requirements] == ["a", "b"]


def test_placeholders() -> None:
    conda = read("dependencies:\n- python={{PY}}\n- numpy=$(np)\n- pip:\n  - torch=={{T}}\n")
    assert conda.complete and conda.problems == ()
    assert conda.python is not None and conda.python.exact_version is None
    assert [(item.name, item.grade) for item in conda.requirements] == [("numpy", "url"), ("torch", "url")]
    for text in ("dependencies: {{D}}\n", "dependencies:\n- {{D}}\n", "dependencies:\n- pip: [{{D}}]\n", "{{D}}\n"):
        conda = read(text)
        assert not conda.complete and conda.problems == ()


def test_python_twice() -> None:
    conda = read("dependencies: [python=3.10, python=3.11]\n")
    assert conda.python is not None and conda.python.specifier == "=3.10"
    assert [item.specifier for item in conda.requirements] == ["=3.11"]


PIECES = ["dependencies:\n", "- ", "  - ", "pip:\n", "a=1", "-r ", "x", "\n"]
PIECES += ["{", "}", "[", "]", ": ", "'", "{{x}}", "# ", "|\n", "&a ", "*a"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join).map("dependencies:\n".__add__))
def test_any_text_reads_without_an_exception(text: str) -> None:
    conda = read(text)
    for span in (*(item.span for item in conda.requirements), *(item.span for item in conda.problems)):
        assert 0 <= span.start <= span.end <= len(text)
