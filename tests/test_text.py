from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amllint.text import Place, Source, Undecodable, decode, is_utf16


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r\r\n"])
def test_places_count_from_one_and_carriage_returns_end_a_line(ending: str) -> None:
    source = Source("a.yml", f"one{ending}two  {ending}three")
    start = source.text.index("two")
    assert source.place(start, start + 3) == Place("a.yml", 2, 1, 2, 4)
    assert [source.line(number) for number in range(5)] == ["", "one", "two  ", "three", ""]
    assert source.line_span(2).text == "two"


def test_columns_count_code_points() -> None:
    source = Source("a.py", "x = '\U0001f600' + y")
    at = source.text.index("y")
    assert source.place(at, at + 1) == Place("a.py", 1, 11, 1, 12)


@given(st.text(alphabet="ab\r\n\U0001f600"), st.data())
def test_positions_and_offsets_are_inverse(text: str, data: st.DataObject) -> None:
    source = Source("f", text)
    offset = data.draw(st.integers(0, len(text)))
    line, column = source.position(offset)
    assert source.starts[line - 1] + column - 1 == offset
    assert source.offset(line, column) <= offset


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"name: a", "name: a"),
        (b"\xef\xbb\xbfname: a", "name: a"),
        ("name: ü".encode("utf-16"), "name: ü"),
        (b"", ""),
    ],
)
def test_text_is_decoded_with_its_mark(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_what_is_no_text_is_told() -> None:
    assert decode(b"abc\xff") == Undecodable("byte 3 is not UTF-8 (0xff)", 3)
    assert decode(b"\x80\0\0") == Undecodable("it is a binary file", 0)
    assert not is_utf16(b"\xff\xfe\0\0")


@given(st.binary())
def test_decoding_never_raises(data: bytes) -> None:
    assert isinstance(decode(data), (str, Undecodable))
