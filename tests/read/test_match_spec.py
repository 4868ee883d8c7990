from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amllint.model import Requirement
from amllint.read.match_spec import read_match_spec
from amllint.text import Source


def read(text: str) -> Requirement:
    return read_match_spec(text, Source("c.yml", text).span(0, len(text)))


@pytest.mark.parametrize(
    ("text", "name", "specifier", "grade", "version", "channel"),
    [
        ("numpy", "numpy", "", "none", None, ""),
        ("numpy=1.26", "numpy", "=1.26", "wildcard", "1.26", ""),
        ("numpy=1.26.4", "numpy", "=1.26.4", "exact", "1.26.4", ""),
        ("numpy=1.26.*", "numpy", "=1.26.*", "wildcard", "1.26", ""),
        ("numpy==1.26", "numpy", "==1.26", "exact", "1.26", ""),
        ("numpy = 1.26", "numpy", "=1.26", "wildcard", "1.26", ""),
        ("numpy 1.26", "numpy", "==1.26", "exact", "1.26", ""),
        ("numpy 1.26.*", "numpy", "=1.26.*", "wildcard", "1.26", ""),
        ("numpy=1.26=py311_0", "numpy", "=1.26=py311_0", "exact", "1.26", ""),
        ("numpy 1.26.4 py311_0", "numpy", "=1.26.4=py311_0", "exact", "1.26.4", ""),
        ("numpy>=1.2,<2", "numpy", ">=1.2,<2", "bounded", None, ""),
        ("numpy >= 1.2, < 2", "numpy", ">=1.2,<2", "bounded", None, ""),
        ("numpy >=1.2", "numpy", ">=1.2", "lower", None, ""),
        ("numpy=1.2|=1.3", "numpy", "=1.2|=1.3", "bounded", None, ""),
        ("numpy~=1.2", "numpy", "~=1.2", "bounded", None, ""),
        ("numpy!=1.2", "numpy", "!=1.2", "none", None, ""),
        ("numpy *", "numpy", "", "none", None, ""),
        ("conda-forge::Typing_Extensions=4", "typing-extensions", "=4", "wildcard", "4", "conda-forge"),
        ("numpy[version='>=1.2,<2', channel=x]", "numpy", ">=1.2,<2", "bounded", None, "x"),
        ("numpy[version=1.26, build=py_0]", "numpy", "=1.26=py_0", "exact", "1.26", ""),
        ("python=3.11  # comment", "python", "=3.11", "wildcard", "3.11", ""),
    ],
)
def test_specs(text: str, name: str, specifier: str, grade: str, version: str | None, channel: str) -> None:
    spec = read(text)
    assert (spec.name, spec.specifier, spec.grade, spec.exact_version, spec.channel) == (
        name,
        specifier,
        grade,
        version,
        channel,
    )
    assert spec.installer == "conda"


def test_archives_and_what_is_no_spec() -> None:
    archive = read("https://conda.anaconda.org/conda-forge/noarch/my_pkg-1.0-py_0.conda")
    assert (archive.name, archive.grade) == ("my-pkg", "url")
    assert read("!!").name == ""
    assert read("").name == ""


@given(st.text("ab1=<>!~.,*|[]:'\" -_/", max_size=20) | st.text())
def test_any_text_reads_without_an_exception(text: str) -> None:
    spec = read(text)
    assert spec.exact_version != ""
