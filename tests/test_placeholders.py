from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amllint import placeholders

PIECES = st.lists(
    st.sampled_from(
        ["{{", "}}", "${{", "$(", ")", "${", "#{", "}#", "__X__", "<a b>", "{%", "%}", "x", "\n", " ", "# ", "😀"]
    )
).map("".join)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{NAME}}", "{{NAME}}"),
        ("a-{{ name }}-b", "{{ name }}"),
        ("${{ parameters.x }}", "${{ parameters.x }}"),
        ("x $(Build.BuildId)", "$(Build.BuildId)"),
        ("${HOME}/x", "${HOME}"),
        ("registry/$IMAGE:1", "$IMAGE"),
        ("#{Endpoint}#", "#{Endpoint}#"),
        ("credit-__ENV__-blue", "__ENV__"),
        ("__TWO_WORDS__", "__TWO_WORDS__"),
        ("https://<workspace>.azureml.ms", "<workspace>"),
        ("<your endpoint name>", "<your endpoint name>"),
        ("{% if gpu %}", "{% if gpu %}"),
        ("first $(a) then {{b}}", "$(a)"),
        ("${{keyvault:https://v.vault.azure.net/secrets/x}}", None),
        ("${{azureml://connections/c/credentials/key}}", None),
        ("numpy>=1,<2", None),
        ("numpy<2,>1", None),
        ("x<y and z>w", None),
        ("A__SECTION__KEY", None),
        ("__init__.py", None),
        ("pa$$word", None),
        ("{a: {b: 1}}", None),
        ("plain", None),
        ("", None),
    ],
)
def test_find(text: str, found: str | None) -> None:
    assert placeholders.find(text) == found


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("a: {{x}}", "a: MMMMM"),
        ("a: ${{ x }}", "a: MMMMMMMM"),
        ("a: #{x}# # note", "a: MMMMM # note"),
        ("#{x}# note", "#{x}# note"),
        ("  {% if x %}\nb", "  #MMMMMMMMM\nb"),
        ("a: $(x) ${X}", "a: $(x) ${X}"),
    ],
)
def test_mask(text: str, shape: str) -> None:
    assert placeholders.mask(text).replace(placeholders.MASK, "M") == shape


def test_mask_lines_turns_lone_tags_into_comments() -> None:
    masked = placeholders.mask("{{- if x }}\na: {{y}}\n", lines=True)
    assert masked.replace(placeholders.MASK, "M") == "#MMMMMMMMMM\na: MMMMM\n"


@given(PIECES | st.text())
def test_mask_keeps_length_and_line_ends(text: str) -> None:
    for lines in (False, True):
        masked = placeholders.mask(text, lines)
        assert len(masked) == len(text)
        assert [at for at, c in enumerate(masked) if c == "\n"] == [at for at, c in enumerate(text) if c == "\n"]


@given(PIECES | st.text())
def test_find_gives_a_part_of_the_text(text: str) -> None:
    found = placeholders.find(text)
    assert found is None or found in text


def test_hostile_text_costs_linear_time() -> None:
    for piece in ("{{", "${", "$(", "<a ", "#{", "__A", "{%", "${{ "):
        placeholders.find(piece * 20_000)
        placeholders.mask(piece * 20_000, lines=True)
