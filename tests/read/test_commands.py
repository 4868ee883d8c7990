"""Commands of `az ml` in the texts that hold them: words, options, places; and no text may raise."""

from __future__ import annotations

import json
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amllint.read.command_files import origin_of, worth_reading
from amllint.read.commands import (
    OWN,
    ROOT,
    UNKNOWN,
    AzCommand,
    Values,
    command_of,
    read_invocations,
)
from amllint.read.pipelines import definitions, step_at
from amllint.read.rewrites import read_rewrites
from amllint.read.shell_words import Region, command_words
from amllint.text import Source
from amllint.values import Scalar, Unknown

CREATE = "az ml online-deployment create"


def commands(text: str, path: str = "deploy.sh") -> list[AzCommand]:
    origin = origin_of(path)
    assert origin is not None
    source = Source(path, textwrap.dedent(text))
    found = []
    for invocation in read_invocations(source, origin):
        command = command_of(invocation, Values(invocation.region, lambda piece: None))
        if command is not None:
            found.append(command)
    return found


def command(text: str, path: str = "deploy.sh") -> AzCommand:
    (found,) = commands(text, path)
    return found


def options(found: AzCommand) -> dict[str, str | None]:
    return {option.name: option.pattern if option.value is not None else None for option in found.options}


# -- words and options -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-f d.yml -n blue -e credit", {"file": "d.yml", "name": "blue", "endpoint-name": "credit"}),
        ("--file=d.yml --endpoint credit", {"file": "d.yml", "endpoint-name": "credit"}),
        ("--all-traffic --file d.yml --local", {"all-traffic": None, "file": "d.yml", "local": None}),
        ("--with-package -f d.yml", {"package-model": None, "file": "d.yml"}),
        ("--skip-script-validation", {"skip-script-validation": None}),
        ("-g group -w workspace --query name -o tsv -f d.yml", {"file": "d.yml"}),
        ('-f "a b.yml"', {"file": "a b.yml"}),
        ("-f 'a b.yml'", {"file": "a b.yml"}),
        ("-f a\\ b.yml", {"file": "a b.yml"}),
        ("-f d.yml; az account show -n x", {"file": "d.yml"}),
        ("-f d.yml && true -n x", {"file": "d.yml"}),
        ("-f d.yml | tee log -n x", {"file": "d.yml"}),
        ("-f d.yml > log 2>&1", {"file": "d.yml"}),
        ("-f d.yml # -n x", {"file": "d.yml"}),
        ("\\\n  -f d.yml \\\n  -n x", {"file": "d.yml", "name": "x"}),
        ("`\n  -f d.yml `\n  -n x", {"file": "d.yml", "name": "x"}),
        ("^\r\n  -f d.yml ^\r\n  -n x", {"file": "d.yml", "name": "x"}),
        ("-f d.yml\n-n x", {"file": "d.yml"}),
        ("-n <your name> -f d.yml", {"name": UNKNOWN, "file": "d.yml"}),
        ("-n {{NAME}} -f d.yml", {"name": UNKNOWN, "file": "d.yml"}),
        ("-n $(date) -f d-$(date +%s).yml", {"name": UNKNOWN, "file": f"d-{UNKNOWN}.yml"}),
        ("-n ${X:-y} -f $PWD/d.yml", {"name": UNKNOWN, "file": "./d.yml"}),
        ("-f $GITHUB_WORKSPACE/d.yml", {"file": f"{ROOT}/d.yml"}),
        ("-f ${{ github.workspace }}/d.yml", {"file": f"{ROOT}/d.yml"}),
        ("-f '$(Build.SourcesDirectory)/d.yml'", {"file": f"{ROOT}/d.yml"}),
        ('-f "$(dirname "$0")/d.yml"', {"file": f"{OWN}/d.yml"}),
        ("-f %FILE%", {"file": UNKNOWN}),
        ("-f $env:FILE", {"file": UNKNOWN}),
    ],
)
def test_options(text: str, expected: dict[str, str | None]) -> None:
    assert options(command(f"{CREATE} {text}\n")) == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("model deploy -n s -m m:1 --ic i.json --dc d.json --ct aks", ("model", "deploy"),
         {"name": "s", "model": "m:1", "inference-config-file": "i.json", "deploy-config-file": "d.json",
          "compute-target": "aks"}),
        ("model deploy -n s --es score.py --cf c.yml -e env", ("model", "deploy"),
         {"name": "s", "entry-script": "score.py", "conda-file": "c.yml", "environment-name": "env"}),
        ("model register -n m -p model.pkl --asset-path o/m.pkl", ("model", "register"),
         {"name": "m", "path": "model.pkl", "asset-path": "o/m.pkl"}),
        ("computetarget create aks -n c -s Standard_D3_v2", ("computetarget", "create"),
         {"name": "c", "vm-size": "Standard_D3_v2"}),
        ("model create -n m -v 3 -p ./m -t mlflow_model", ("model", "create"),
         {"name": "m", "version": "3", "path": "./m", "type": "mlflow_model"}),
        ("batch-endpoint update -n e", ("batch-endpoint", "update"), {"name": "e"}),
    ],
)  # fmt: skip
def test_commands_of_both_generations(text: str, words: tuple[str, ...], expected: dict[str, str]) -> None:
    found = command(f"az ml {text}\n")
    assert found.words == words
    assert options(found) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("--set a=1 b.c=x", {"a": 1, "b.c": "x"}),
        ("--set a=true --set b=1.5", {"a": True, "b": 1.5}),
        ('--set "a=x y" b="z"', {"a": "x y", "b": "z"}),
        ("--set a=Standard_D2_v2 -f d.yml", {"a": "Standard_D2_v2"}),
        ("--set a=1=2", {"a": "1=2"}),
    ],
)
def test_assignments(text: str, expected: dict[str, object]) -> None:
    found = command(f"{CREATE} {text}\n").assignments
    assert {one.path: one.value.data for one in found if isinstance(one.value, Scalar)} == expected


def test_places_are_exact() -> None:
    found = command(f"{CREATE} -f 'd.yml' --set instance_count=\"3\" a.b=$X\n")
    file = found.option("file")
    assert file is not None
    assert (file.span.start, file.span.end, file.span.text) == (35, 40, "d.yml")
    first, second = found.assignments
    assert (first.key.text, first.value.span.text, second.key.text, second.value.span.text) == (
        "instance_count", "3", "a.b", "$X")  # fmt: skip
    assert isinstance(second.value, Unknown)
    assert found.span.text == f"{CREATE} -f 'd.yml' --set instance_count=\"3\" a.b=$X"


# -- variables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "value"),
    [
        ("X=a", "a"),
        ('export X="a"', "a"),
        ("Y=b\nX=a-$Y", "a-b"),
        ("X=a\nX=b", "b"),
        ("X=a\nX=$X-b", "a-b"),
        ("X=$(date)", UNKNOWN),
        ("X=<name>", UNKNOWN),
        ("X=a\nif true; then\n  X=b\nfi", UNKNOWN),
        ("if true; then\n  X=a\nelse\n  X=a\nfi", "a"),
        ("X=a\nfor X in b c; do", UNKNOWN),
        ("X=a\nread X ", UNKNOWN),
        ("XY=a", UNKNOWN),
        ("X==a", UNKNOWN),
        ("tool --set X=a", UNKNOWN),
        ("X=$X", UNKNOWN),
        ("$X = 'a'", "a"),
        ("$env:X = 'a'", "a"),
        ("set X=a", "a"),
    ],
)
def test_variables(before: str, value: str) -> None:
    found = command(f"{before}\n{CREATE} -n $X\nX=later\n").option("name")
    assert found is not None
    assert found.pattern == value


def test_what_a_variable_holds_is_cut_into_words() -> None:
    found = command(f'ARGS="-n blue -f d.yml"\n{CREATE} $ARGS --set x=1\n')
    assert options(found) == {"name": "blue", "file": "d.yml"}
    assert not found.open
    assert command(f"{CREATE} $ARGS -f d.yml\n").open


# -- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "file", "folder"),
    [
        ("Makefile", f"F := d.yml\ndeploy:\n\t@cd ml && {CREATE} -f $(F)\n", "d.yml", "ml"),
        ("Jenkinsfile", f'stage("x") {{ sh "{CREATE} -f $F/d.yml" }}\n', f"{UNKNOWN}/d.yml", ""),
        ("x.groovy", f"sh '''\n  cd ml\n  {CREATE} -f d.yml\n'''\n", "d.yml", "ml"),
        ("README.md", f"Run `{CREATE} -f d.yml` now.\n", "d.yml", ""),
        ("README.md", f"```sh\ncd ml\n{CREATE} -f d.yml\n```\n", "d.yml", "ml"),
        ("README.md", f"    $ {CREATE} -f d.yml\n", "d.yml", ""),
        ("x.py", f'import os\nos.system("{CREATE} -f d.yml")\n', "d.yml", ""),
        ("x.py", f'run(f"""\n{CREATE} -f {{folder}}/d.yml\n""")\n', f"{UNKNOWN}/d.yml", ""),
        ("x.py", 'run(["az", "ml", "online-deployment", "create", "-f", path])\n', UNKNOWN, ""),
        ("w.yml", f"on: push\njobs:\n  a:\n    steps:\n      - run: {CREATE} -f d.yml\n", "d.yml", ""),
        ("w.yml", f"steps:\n  - run: |\n      cd ml\n      {CREATE} \\\n        -f d.yml\n    working-directory: x\n",
         "d.yml", "x/ml"),
        ("w.yml", f"jobs:\n  a:\n    steps:\n      - run: >\n          {CREATE}\n          -f d.yml\n", "d.yml", ""),
        ("w.yml", "defaults:\n  run:\n    working-directory: x\njobs:\n  a:\n    steps:\n"
                  f"      - run: {CREATE} -f d.yml\n", "d.yml", "x"),
        ("p.yml", f"steps:\n- task: AzureCLI@2\n  inputs:\n    inlineScript: '{CREATE} -f d.yml'\n"
                  "    workingDirectory: $(System.DefaultWorkingDirectory)/ml\n", "d.yml", f"{ROOT}/ml"),
        (".gitlab-ci.yml", f"deploy:\n  script:\n    - cd ml\n    - {CREATE} -f d.yml\n", "d.yml", ""),
        ("x.sh", f"(cd other && ls)\n{CREATE} -f d.yml\n", "d.yml", ""),
        ("x.sh", f"pushd a\npopd\ncd b\n{CREATE} -f d.yml\n", "d.yml", "b"),
        ("x.sh", f'cd "$HERE"\n{CREATE} -f d.yml\n', "d.yml", UNKNOWN),
        ("x.sh", f"R=$({CREATE} -f d.yml --query name)\n", "d.yml", ""),
        ("x.sh", f"R=`{CREATE} -f d.yml`\n", "d.yml", ""),
        ("x.sh", f"if ! {CREATE} -f d.yml; then exit 1; fi\n", "d.yml", ""),
        ("x.sh", f'bash -c "{CREATE} -f d.yml"\n', "d.yml", ""),
    ],
)  # fmt: skip
def test_texts(path: str, text: str, file: str, folder: str) -> None:
    found = command(text, path)
    option = found.option("file")
    assert option is not None
    assert (option.pattern, found.folder) == (file, folder)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("x.sh", f"# {CREATE} -f d.yml"),
        ("x.sh", f"ls # {CREATE} -f d.yml"),
        ("x.sh", f"echo '{CREATE} -f d.yml'"),
        ("x.cmd", f"REM {CREATE} -f d.yml"),
        ("w.yml", f"# run: {CREATE} -f d.yml"),
        ("w.yml", f"description: {CREATE} -f d.yml"),
        ("README.md", f"The command {CREATE} deploys."),
        ("x.py", f'"""Like {CREATE} -f d.yml."""'),
        ("x.py", f"# {CREATE} -f d.yml"),
        ("x.sh", "az ml online-deployment delete -n x"),
        ("x.sh", "az ml job create -f d.yml"),
    ],
)
def test_what_is_no_command(path: str, text: str) -> None:
    assert commands(text + "\n", path) == []


def test_notebook_cells() -> None:
    def cell(kind: str, *lines: str) -> dict[str, object]:
        return {"cell_type": kind, "metadata": {}, "source": [line + "\n" for line in lines]}

    text = json.dumps(
        {
            "cells": [
                cell("code", "x = 1", f"!{CREATE} -f {{x}}.yml"),
                cell("code", "%%bash", "cd ml", f"{CREATE} -f d.yml"),
                cell("markdown", f"`{CREATE} -f e.yml`"),
                cell("code", f"# !{CREATE} -f f.yml"),
            ]
        },
        indent=1,
    )
    found = commands(text, "n.ipynb")
    assert [options(one)["file"] for one in found] == [f"{UNKNOWN}.yml", "d.yml", "e.yml"]
    assert [one.origin for one in found] == ["notebook", "notebook", "prose"]
    place = found[1].span.place
    assert (place.file, place.column, place.cell and (place.cell.index, place.cell.line)) == ("n.ipynb", 1, (1, 3))
    assert text.split("\n")[place.line - 1].strip() == f'"{CREATE} -f d.yml\\n"'


def test_bytes_that_are_worth_a_look() -> None:
    assert worth_reading(CREATE.encode())
    assert worth_reading(b"az ml model create")
    assert not worth_reading(b"az ml job create")
    assert not worth_reading(b"azure online-deployment")


# -- pipelines -------------------------------------------------------------------------------------------------------


def test_definitions_of_a_pipeline() -> None:
    text = textwrap.dedent(
        """\
        parameters:
          - name: file
            default: d.yml
        variables:
          - template: vars.yml
          - name: a
            value: b
        env:
          C: d
        steps:
          - template: /t/deploy.yml
            parameters:
              x: y
        """
    )
    found = definitions(text)

    def value(offset: int) -> str:
        return text[offset:].split("\n")[0]

    assert [(one.name, value(one.value)) for one in found.variables] == [("a", "b"), ("C", "d")] or [
        (one.name, value(one.value)) for one in found.variables
    ] == [("C", "d"), ("a", "b")]
    assert [(one.name, value(one.value)) for one in found.defaults] == [("file", "d.yml")]
    (call,) = (call for call in found.calls if call.arguments)
    assert (call.target, [(one.name, value(one.value)) for one in call.arguments]) == ("/t/deploy.yml", [("x", "y")])
    assert "vars.yml" in [call.target for call in found.calls]


# -- rewrites --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("sed -i 's/a/b/' f.yml", ("sed", "f.yml", None)),
        ("sed -e s/a/b/ -i f.yml", ("sed", "f.yml", None)),
        ("sed 's/a/b/' in.yml > f.yml", ("sed", "f.yml", "in.yml")),
        ("yq -i '.a = 1' f.yml", ("yq", "f.yml", None)),
        ("yq eval --inplace '.a = 1' f.yml", ("yq", "f.yml", None)),
        ("envsubst < in.yml > f.yml", ("envsubst", "f.yml", "in.yml")),
        ("cat in.yml | envsubst > f.yml", ("envsubst", "f.yml", "in.yml")),
        ("cp in.yml f.yml", ("copy", "f.yml", "in.yml")),
    ],
)
def test_rewrites(line: str, expected: tuple[str, str, str | None]) -> None:
    (found,) = read_rewrites(Source("x.sh", line + "\n"), "shell")
    assert (found.program, found.writes.literal, found.reads.literal if found.reads else None) == expected


@pytest.mark.parametrize("line", ["# cp a b", "sed s/a/b/ f.yml", "yq .a f.yml", "scp a b", "echo cp a b"])
def test_what_rewrites_nothing(line: str) -> None:
    assert read_rewrites(Source("x.sh", line + "\n"), "shell") == ()


def test_heredoc_maps_back_to_its_lines() -> None:
    text = "run:\n  - script: |\n      cat <<'EOF' > d.yml\n      name: blue\n        x: 1\n      EOF\n"
    (found,) = read_rewrites(Source("w.yml", text), "pipeline")
    assert found.raw
    assert found.content is not None
    assert found.content.text == "name: blue\n  x: 1\n"
    at = found.content.text.index("x:")
    place = found.content.place(at, at + 2)
    assert (place.file, place.line, place.column, place.end_column) == ("w.yml", 5, 9, 11)


# -- any text --------------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [CREATE, " -f ", "d.yml", "--set ", "a=b", "\\\n", "`", "'", '"', "$", "${", "${{ x }}", "$(", ")", "{", "}", "\n",
     "  ", "\t", "- run: |\n", "script:\n", "    ", "<<EOF\n", "EOF\n", "cat > x ", "cp ", "sed -i ", "yq -i ", "cd ",
     "X=", "$X", "#", "```", "%%bash\n", "!", ";", "|", "<", ">", "template: ", "variables:\n", "env:\n", "<x>", '"""',
     "\r\n", "envsubst ", "%X%", "az ml model create ", "defaults:\n", "working-directory: "]
)  # fmt: skip
PATHS = ("x.sh", "w.yml", "Makefile", "Jenkinsfile", "README.md", "x.py", "n.ipynb")


@settings(deadline=None, max_examples=300)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)), st.sampled_from(PATHS))
def test_no_text_raises(text: str, path: str) -> None:
    origin = origin_of(path)
    assert origin is not None
    for found in commands(text, path):
        assert 0 <= found.span.start <= found.span.end
        _ = found.span.place
        for option in found.options:
            assert option.span.start <= option.span.end
            _ = option.span.place
    source = Source(path, text)
    for rewrite in read_rewrites(source, origin):
        assert rewrite.writes.start <= rewrite.writes.end
        if rewrite.content is not None:
            _ = rewrite.content.place(0, len(rewrite.content.text))
    definitions(text)
    for at in range(0, len(text), 7):
        step_at(text, at)


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="ab'\"\\`$(){}<>|&;%#=- \n\r\t^~*,"), st.booleans(), st.booleans(), st.booleans())
def test_any_command_is_cut(text: str, folded: bool, braces: bool, make: bool) -> None:
    words, end = command_words(Region(text, 0, len(text), folded, braces, make), 0)
    assert end <= len(text)
    at = 0
    for word in words:
        assert at <= word.start < word.end <= end
        at = word.end
