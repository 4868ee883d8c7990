from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Parsed
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from amllint.model import ReadProblem, Requirement, RequirementsFile
from amllint.read.requirements import read_requirement, read_requirements
from amllint.text import Source


def one(text: str) -> Requirement | ReadProblem:
    return read_requirement(text, Source("r.txt", text).span(0, len(text)))


def read(text: str) -> RequirementsFile:
    return read_requirements(Source("r.txt", text))


@pytest.mark.parametrize(
    ("text", "name", "specifier", "grade", "version"),
    [
        ("numpy==1.26.4", "numpy", "==1.26.4", "exact", "1.26.4"),
        ("Scikit_Learn == 1.5", "scikit-learn", "==1.5", "exact", "1.5"),
        ("a===1.0-x", "a", "===1.0-x", "exact", "1.0-x"),
        ("a==1.2.*", "a", "==1.2.*", "wildcard", "1.2"),
        ("a>=1, <2", "a", ">=1,<2", "bounded", None),
        ("a~=1.4", "a", "~=1.4", "bounded", None),
        ("a>=1", "a", ">=1", "lower", None),
        ("a!=1", "a", "!=1", "none", None),
        ("a", "a", "", "none", None),
        ("ruamel.yaml", "ruamel-yaml", "", "none", None),
        ("a>=1,==1.5", "a", ">=1,==1.5", "exact", "1.5"),
        ("torch==2.1.0+cu118", "torch", "==2.1.0+cu118", "exact", "2.1.0+cu118"),
        ("a=={{VERSION}}", "a", "", "url", None),
        ("a==${VERSION}", "a", "", "url", None),
    ],
)
def test_grades(text: str, name: str, specifier: str, grade: str, version: str | None) -> None:
    read = one(text)
    assert isinstance(read, Requirement)
    assert (read.name, read.specifier, read.grade, read.exact_version) == (name, specifier, grade, version)
    assert read.installer == "pip" and read.raw == text


@pytest.mark.parametrize(
    ("text", "name", "url"),
    [
        ("pkg @ https://h/x.zip", "pkg", "https://h/x.zip"),
        ("pkg[a]@git+https://h/x.git@v1", "pkg", "git+https://h/x.git@v1"),
        (
            "git+https://h/x.git#egg=The_Name&subdirectory=y",
            "the-name",
            "git+https://h/x.git#egg=The_Name&subdirectory=y",
        ),
        ("git+https://h/x.git", "", "git+https://h/x.git"),
        ("https://h/en_core_web_sm-3.7.1.tar.gz", "en-core-web-sm", "https://h/en_core_web_sm-3.7.1.tar.gz"),
        ("./wheels/My_Pkg-1.0-py3-none-any.whl", "my-pkg", "./wheels/My_Pkg-1.0-py3-none-any.whl"),
        ("my_pkg-1.0-py3-none-any.whl", "my-pkg", "my_pkg-1.0-py3-none-any.whl"),
        ("./local", "", "./local"),
        (".", "", "."),
        ("{{PACKAGE}}", "", "{{PACKAGE}}"),
    ],
)
def test_urls_and_paths(text: str, name: str, url: str) -> None:
    read = one(text)
    assert isinstance(read, Requirement)
    assert (read.name, read.url, read.grade) == (name, url, "url")


def test_markers_extras_and_options() -> None:
    read = one('a[y,x]>=1 ; python_version < "3.12" --hash=sha256:00')
    assert isinstance(read, Requirement)
    assert (read.name, read.extras, read.specifier, read.marker) == ("a", ("x", "y"), ">=1", 'python_version < "3.12"')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("numpy=1.26", "`numpy=1.26` is not a pip requirement: a single `=` is conda's form, and pip stops with "
         '"Invalid requirement"; write `numpy==1.26`'),
        ("numpy=1.26=py_0", "write `numpy==1.26`"),
        ("'torch>=1',", 'pip stops with "Invalid requirement"'),
        ("numpy 1.2", 'pip stops with "Invalid requirement"'),
        ("a==", 'pip stops with "Invalid requirement"'),
    ],
)  # fmt: skip
def test_invalid_entries(text: str, message: str) -> None:
    read = one(text)
    assert isinstance(read, ReadProblem)
    assert read.kind == "invalid" and message in read.message


def test_a_file() -> None:
    text = (
        "# comment\n-r base.txt\n--requirement=more.txt\n-c limits.txt  # why\n--index-url https://i/simple\n"
        "--extra-index-url=https://e/simple --pre\n-f ./wheels\n-e git+https://h/x.git#egg=x\n\n"
        "numpy==1.26.4  # pinned\npandas \\\n  >=2 \\\n  --hash=sha256:aa \\\n  --hash=sha256:bb\na#b\nlast"
    )
    document = read(text)
    assert [(value, span.text) for value, span in document.includes] == [(v, v) for v in ("base.txt", "more.txt")]
    assert [value for value, _ in document.constraints] == ["limits.txt"]
    assert [value for value, _ in document.indexes] == ["https://i/simple", "https://e/simple", "./wheels"]
    assert [(item.name, item.specifier) for item in document.requirements] == [
        ("x", ""),
        ("numpy", "==1.26.4"),
        ("pandas", ">=2"),
        ("last", ""),
    ]
    assert document.requirements[1].span.text == "numpy==1.26.4"
    assert document.requirements[2].span.place.line == 11
    assert document.requirements[2].span.place.end_line == 14
    (problem,) = document.problems
    assert problem.span.text == "a#b"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n"])
def test_line_ends(end: str) -> None:
    document = read(f"é # x{end}numpy==1{end}😀{end}b{end}".replace("é ", ""))
    assert [item.span.text for item in document.requirements] == ["numpy==1", "b"]
    assert [problem.span.text for problem in document.problems] == ["😀"]


def test_an_option_without_its_value() -> None:
    (problem,) = read("-r\n").problems
    assert problem.message == "`-r` needs a value, and pip stops reading the file here"


def test_plain_pins_do_not_load_packaging() -> None:
    import subprocess

    code = (
        "import sys; from amllint.text import Source; from amllint.read.requirements import read_requirements as r;"
        "assert len(r(Source('f', 'a==1\\nb[x]>=1,<2\\nc\\n-r d\\n')).requirements) == 3;"
        "assert not [name for name in ('packaging', 'yaml', 'json') if name in sys.modules]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


NAMES = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,6}[A-Za-z0-9])?", fullmatch=True)
VERSIONS = st.from_regex(
    r"[0-9]{1,3}(\.[0-9]{1,2}){0,3}((a|b|rc)[0-9])?(\.post1|\.dev2)?(\+cu11)?(\.\*)?", fullmatch=True
)
CLAUSES = st.tuples(st.sampled_from(["==", ">=", "<=", "<", ">", "~=", "!=", "===", " == "]), VERSIONS).map("".join)
REQUIREMENTS = st.builds(
    lambda name, extras, clauses, marker: name + extras + ",".join(clauses) + marker,
    NAMES,
    st.sampled_from(["", "[x]", "[x,y_z]", "[ x ]"]),
    st.lists(CLAUSES, max_size=3),
    st.sampled_from(["", '; python_version < "3.12"', " ; sys_platform == 'linux'", "; bad"]),
)


@settings(deadline=None)
@given(REQUIREMENTS | st.text("ab1=<>!~.,*[]; @-", max_size=14))
def test_agrees_with_packaging(text: str) -> None:
    ours = one(text)
    try:
        theirs = Parsed(text)
    except InvalidRequirement:
        assert isinstance(ours, ReadProblem) or ours.url or " -" in text
        return
    if isinstance(ours, Requirement) and not ours.url:
        assert ours.name == canonicalize_name(theirs.name)
        assert SpecifierSet(ours.specifier) == theirs.specifier
        assert set(ours.extras) == theirs.extras
        assert ours.marker == (str(theirs.marker) if theirs.marker else "")
        if ours.grade == "exact":
            assert ours.exact_version
    else:
        assert isinstance(ours, Requirement) and (theirs.url or "/" in text or text.endswith((".zip", ".whl")))


PIECES = ["a", "==", "1.2", "\\\n", "\n", " ", "-r", "-e ", "--index-url", "=", "#"]
PIECES += [";", "[", "]", "@", "://", "./", "'", "\u2028", "\r", "-", "{{x}}"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join) | st.text())
def test_any_text_reads_without_an_exception(text: str) -> None:
    document = read(text)
    spans = [*(item.span for item in document.requirements), *(item.span for item in document.problems)]
    spans += [span for _, span in (*document.includes, *document.constraints, *document.indexes)]
    for span in spans:
        assert 0 <= span.start <= span.end <= len(text)
    for value, span in (*document.includes, *document.constraints, *document.indexes):
        assert span.text == value or "\\" in span.text
