from __future__ import annotations

from io import BytesIO

import pytest
from dockerfile_parse import DockerfileParser  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from amllint.model import Dockerfile
from amllint.read.dockerfile import read_dockerfile
from amllint.text import Source


def read(text: str) -> Dockerfile:
    return read_dockerfile(Source("Dockerfile", text))


def installed(text: str) -> list[str]:
    return [item.name + item.specifier for item in read("FROM a\n" + text).requirements]


def test_instructions_have_places_and_joined_values() -> None:
    document = read('# top\nFROM python:3.11\n\nRUN echo a \\\n  # note\n\n  && echo b\n# end\nCMD ["x", "y"]\n')
    assert [(i.keyword, i.value, i.span.place.line, i.span.place.end_line) for i in document.instructions] == [
        ("FROM", "python:3.11", 2, 2),
        ("RUN", "echo a   && echo b", 4, 7),
        ("CMD", '["x", "y"]', 9, 9),
    ]
    assert document.instructions[0].span.text == "FROM python:3.11"
    assert document.command is not None and document.command.words == ("x", "y") and document.command.json_form
    assert document.base is not None and document.base[0] == "python:3.11"


def test_stages_variables_and_scopes() -> None:
    document = read(
        'ARG TAG=1.0\nARG BARE\nFROM base:${TAG} AS build\nENV A=one B="two words"\nRUN pip install ignored\n'
        "FROM other AS last\nARG TAG\nARG MINE=m\nENV C=$TAG-$MINE-${NOT:-d}-${UNSET} D='$MINE'\nENV OLD form $MINE\n"
    )
    assert [(stage.name, stage.base) for stage in document.stages] == [("build", "base:1.0"), ("last", "other")]
    assert [(name, value) for name, value, _ in document.variables] == [
        ("C", "1.0-m-d-${UNSET}"),
        ("D", "$MINE"),
        ("OLD", "form m"),
    ]
    assert [(name, value) for name, value, _ in read('FROM a\nENV A=one B="two words" C=a\\ b\n').variables] == [
        ("A", "one"),
        ("B", "two words"),
        ("C", "a b"),
    ]
    assert document.requirements == ()
    assert read("ARG X\nFROM img:$X\n").base is None
    assert read("FROM img:{{TAG}}\n").base is None


def test_the_last_stage_stands_on_earlier_ones() -> None:
    document = read(
        "FROM img AS one\nWORKDIR /app\nRUN pip install a\nCMD old\nFROM one AS two\nRUN pip install b\n"
        'FROM two\nWORKDIR sub\nENTRYPOINT ["e"]\nUSER me\nEXPOSE 5001/tcp 8000\n'
    )
    assert [item.name for item in document.requirements] == ["a", "b"]
    assert document.base is not None and document.base[0] == "img"
    assert document.workdir == "/app/sub"
    assert document.command is None and document.entrypoint is not None
    assert document.user is not None and document.user[0] == "me"
    assert [port for port, _ in document.ports] == [5001, 8000]


def test_heredocs() -> None:
    document = read(
        "FROM a\nRUN <<EOF\npip install numpy==1.26.4\nFROM nowhere\nEOF\n"
        "COPY <<-'X' /conf\n\tkey=1\n\tX\nRUN pip install b\n"
    )
    assert [stage.base for stage in document.stages] == ["a"]
    assert [item.name for item in document.requirements] == ["numpy", "b"]
    assert document.requirements[0].span.text == "numpy==1.26.4"
    assert [(name, span.text) for name, span in document.instructions[1].heredocs] == [
        ("EOF", "pip install numpy==1.26.4\nFROM nowhere\n")
    ]
    assert document.copies == ()
    (problem,) = read("FROM a\nRUN cat <<EOF\nx\n").problems
    assert "no closing line `EOF`" in problem.message and problem.span.place.line == 2


def test_escape_directive_and_keyword_alone() -> None:
    assert [i.value for i in read("# escape=`\nFROM a\nRUN x `\n  y\\\n").instructions] == ["a", "x   y\\"]
    assert [i.value for i in read("FROM a\nRUN\\\n  x\n").instructions] == ["a", "x"]
    assert [i.value for i in read("FROM a\nRUN x \\").instructions] == ["a", "x"]


def test_copies() -> None:
    document = read(
        'FROM a AS b\nFROM c\nCOPY x y/ /t/\nWORKDIR /app\nCOPY --chown=1:1 ["a b", "."]\nADD https://e/x /x\n'
        "RUN --mount=type=bind,source=r.txt,target=/tmp/r.txt pip install -r /tmp/r.txt\nCOPY --from=b /bin/x /bin/x\n"
    )
    assert [(copy.path, copy.target) for copy in document.copies] == [
        ("x", "/t/"),
        ("y/", "/t/"),
        ("a b", "/app/"),
        ("r.txt", "/tmp/r.txt"),
    ]
    assert [(path, span.text) for path, span in document.installs_from] == [("/tmp/r.txt", "/tmp/r.txt")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("RUN pip install numpy==1.26.4 'pandas>=2,<3' \"a[x]~=1.0\"", ["numpy==1.26.4", "pandas>=2,<3", "a~=1.0"]),
        (
            "RUN pip3 install --no-cache-dir -U x -i https://p/simple y && true; python3 -m pip install z",
            ["x", "y", "z"],
        ),
        ("RUN uv pip install --system x==1", ["x==1"]),
        ("RUN /opt/env/bin/pip install x", ["x"]),
        ("RUN pip install x>=2 # note", ["x"]),
        ("RUN apt-get update && apt-get install -y curl python3-pip", []),
        ("RUN conda install -y -c conda-forge numpy=1.26 'scipy>=1' && conda clean -a", ["numpy=1.26", "scipy>=1"]),
        ("RUN micromamba create -n e python=3.11 pytorch::torchvision", ["python=3.11", "torchvision"]),
        ("RUN conda run -n e pip install x", ["x"]),
        ('RUN ["/bin/bash", "-c", "source activate e && pip install x==1.0"]', ["x==1.0"]),
        ('RUN ["pip", "install", "x==1.0"]', ["x==1.0"]),
        ("RUN bash -lc 'pip install x'", ["x"]),
        ("ARG V=1.5\nENV N=numpy\nRUN pip install $N==${V}", ["numpy==1.5"]),
        ("RUN V=2 && export W=3 && pip install a==$V b==$W", ["a==2", "b==3"]),
        ("RUN if [ -f x ]; then pip install a; fi", ["a"]),
        ("RUN pip install a \\\n    b==1 \\\n    # c\n    d", ["a", "b==1", "d"]),
        ("RUN pip uninstall -y a && pip freeze > x", []),
        ("RUN echo pip install a", []),
    ],
)
def test_installs_that_can_be_read_off(text: str, names: list[str]) -> None:
    assert installed(text) == names
    assert not read("FROM a\n" + text).opaque


@pytest.mark.parametrize(
    "line",
    [
        "./install.sh",
        "bash setup.sh",
        "curl https://x | bash",
        "echo 'pip install a' | sh",
        "pip install .",
        "pip install -e .",
        "pip install ./a-1.0-py3-none-any.whl",
        "pip install git+https://g/x.git",
        "poetry install",
        "uv sync --frozen",
        "pip install $PACKAGES",
        "pip install -r $FILE",
        "eval $X",
        "$TOOL install a",
        "for p in a b; do pip install $p; done",
        "cat x | xargs pip install",
        "python setup.py install",
        "apt-get install -y python3-numpy",
        "conda install --file list.txt",
    ],
)
def test_installs_that_cannot_be_read_off_are_opaque(line: str) -> None:
    assert read(f"FROM a\nRUN {line}\n").opaque


def test_spans_of_installs() -> None:
    text = "FROM a\nRUN apt-get update && \\\n  pip install \\\n   numpy==1.0 'x>=1' -r req.txt\n"
    document = read(text)
    assert [item.span.text for item in document.requirements] == ["numpy==1.0", "'x>=1'"]
    assert document.requirements[0].span.place.line == 4
    assert [(path, span.text) for path, span in document.installs_from] == [("/req.txt", "req.txt")]
    json_form = read('FROM a\nRUN ["bash", "-c", "pip install  x==1"]\n')
    assert json_form.requirements[0].span.text == "x==1"


def test_files_are_absolute_by_workdir_and_cd() -> None:
    document = read(
        "FROM a\nWORKDIR /app\nRUN pip install -r r.txt && cd sub && pip install --requirement=s.txt\n"
        "RUN conda env update -f e.yml\n"
    )
    assert [path for path, _ in document.installs_from] == ["/app/r.txt", "/app/sub/s.txt", "/app/e.yml"]


def test_a_known_name_with_a_hidden_version() -> None:
    document = read("FROM a\nRUN export V=$(x) && pip install server==$V\n")
    (server,) = document.requirements
    assert (server.name, server.specifier, server.grade, server.exact_version) == ("server", "", "url", None)
    assert not document.opaque


def test_packages_copied_from_a_stage_are_opaque() -> None:
    assert read("FROM a AS b\nRUN pip install x\nFROM c\nCOPY --from=b /venv /venv\n").opaque
    assert not read("FROM c\nCOPY --from=ghcr.io/astral-sh/uv:0.5 /uv /bin/\n").opaque


def test_problems() -> None:
    (problem,) = read("FROM a\nRUN pip install numpy=1.26\n").problems
    assert "write `numpy==1.26`" in problem.message and problem.span.text == "numpy=1.26"
    assert [problem.message for problem in read("").problems] == ["the Dockerfile has no FROM"]


LINES = """FROM a AS b|FROM b|RUN pip install x==$V|RUN <<E|E|COPY ["a","b"]|COPY --from=b x y|ENV A=b C="d
ARG V|ARG V=1|CMD x \\|  # c||# escape=`|WORKDIR $A/x|USER a:b|EXPOSE 1-2|RUN bash -c 'x "|\\
RUN conda install -n|RUN pip install -r|ENV
RUN --mount=type=bind,target=/x pip install 'a' b>=1|RUN $(x `y` ${z|RUN\\|RUN ["sh", "-c", "pip install a\\"b"]
""".replace("\n", "|").split("|")


@settings(deadline=None)
@given(st.lists(st.sampled_from(LINES), max_size=12).map("\n".join) | st.text())
def test_any_text_reads_without_an_exception(text: str) -> None:
    document = read(text)
    size = len(text)
    spans = [item.span for item in document.instructions]
    spans += [item.span for item in document.requirements]
    spans += [item.span for item in document.copies]
    spans += [item.span for item in document.problems]
    spans += [span for _, span in document.installs_from]
    for span in spans:
        assert 0 <= span.start <= span.end <= size


def test_hostile_text_costs_little() -> None:
    for piece in ("<<A ", "RUN <<A\n", "$(", "`", "\\", '"', "ENV X=$X$X\n", "FROM a AS a\n", "-", "pip install a;"):
        read("FROM a\nENV X=xxxxxxxxxx\nRUN " + piece * 2_000)


PLAIN_LINES = ["FROM a", "RUN echo x", "RUN a \\\n  && b", "# note", 'CMD ["x"]', "COPY a b", "ENV A=1 \\\n    B=2"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PLAIN_LINES), min_size=1, max_size=8).map("\n".join))
def test_agrees_with_dockerfile_parse_where_it_is_right(text: str) -> None:
    ours = [(i.keyword, i.span.place.line, "".join(i.value.split())) for i in read(text).instructions]
    theirs = [
        (item["instruction"], item["startline"] + 1, "".join(item["value"].split()))
        for item in DockerfileParser(fileobj=BytesIO(text.encode())).structure
        if item["instruction"] != "COMMENT"
    ]
    assert ours == theirs
