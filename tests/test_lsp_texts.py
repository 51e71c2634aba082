"""Places, addresses and open texts of the language server: exact in every encoding, whatever the text holds."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vplan.lsp.documents import Change, Documents
from vplan.lsp.positions import Encoding, Position, Text, moved, split_lines, to_column, to_units
from vplan.lsp.uris import to_path, to_uri
from vplan.opening import read_bytes

CODECS = {Encoding.UTF8: ("utf-8", 1), Encoding.UTF16: ("utf-16-le", 2), Encoding.UTF32: ("utf-32-le", 4)}
PIECES = st.sampled_from(["a", "å", "e\u0301", "👩‍👧", "😀", " ", "\n", "\r\n", "\r", "\u2028", "\x85", "\x0c"])
TEXTS = st.lists(PIECES, max_size=30).map("".join)


@pytest.mark.parametrize("encoding", list(Encoding))
@given(line=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n")))
def test_a_column_is_counted_in_code_units_and_back(encoding: Encoding, line: str) -> None:
    codec, width = CODECS[encoding]
    for column in range(len(line) + 1):
        units = to_units(line, column, encoding)
        assert units == len(line[:column].encode(codec)) // width
        assert to_column(line, units, encoding) == column


def test_a_place_inside_a_character_is_its_beginning_and_one_behind_the_line_its_end() -> None:
    assert to_column("a😀b", 2, Encoding.UTF16) == 1
    assert to_column("a😀b", 3, Encoding.UTF16) == 2
    assert to_column("åb", 1, Encoding.UTF8) == 0
    assert [to_column("😀", 99, encoding) for encoding in Encoding] == [1, 1, 1]


def test_only_the_protocols_line_ends_end_a_line() -> None:
    assert split_lines("a\r\nb\rc\nd\u2028e\x85f\x0cg") == ["a", "b", "c", "d\u2028e\x85f\x0cg"]


def _client_offset(text: str, line: int, units: int, encoding: Encoding) -> int:
    """Find an offset as a client does, by walking over the text unit by unit."""
    codec, width = CODECS[encoding]
    lines = text.replace("\r\n", "\n\n").replace("\r", "\n")
    at = 0
    for _ in range(line):
        at = lines.index("\n", at) + (2 if text[lines.index("\n", at) :].startswith("\r\n") else 1)
    while units > 0:
        units -= len(text[at].encode(codec)) // width
        at += 1
    return at


@pytest.mark.parametrize("encoding", list(Encoding))
@given(data=st.data())
def test_changes_of_stretches_give_the_clients_text(encoding: Encoding, data: st.DataObject) -> None:
    documents = Documents()
    documents.encoding = encoding
    text = data.draw(TEXTS)
    documents.open("untitled:1", text, 1)
    for version in range(2, 5):
        lines = split_lines(text)
        ends = sorted(
            (line, to_units(lines[line], data.draw(st.integers(0, len(lines[line]))), encoding))
            for line in (data.draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        )
        new = data.draw(TEXTS)
        start, end = (_client_offset(text, *place, encoding) for place in ends)
        text = text[:start] + new + text[end:]
        changed = documents.change("untitled:1", [Change(new, (*ends[0], *ends[1]))], version)
        assert changed is not None
        assert changed.text.text == text
        assert changed.version == version


def test_a_stretch_behind_the_end_of_the_text_is_its_end() -> None:
    documents = Documents()
    documents.open("untitled:1", "a\nb", 1)
    changed = documents.change("untitled:1", [Change("c", (9, 9, 12, 0))], 2)
    assert changed is not None
    assert changed.text.text == "a\nbc"


def test_a_place_is_found_in_the_text_before_an_edit_unless_it_was_edited() -> None:
    before = Text("a\nb\nc\nd")
    now = Text("a\nnew\nnewer\nc\nd")
    assert moved(Position(0, 1), now, before) == Position(0, 1)
    assert moved(Position(1, 0), now, before) is None
    assert moved(Position(3, 1), now, before) == Position(2, 1)
    assert moved(Position(4, 0), now, before) == Position(3, 0)


def test_readers_see_an_open_text_until_it_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "mål.yaml"
    path.write_text("saved", encoding="utf-8")
    documents = Documents()
    documents.open(path.as_uri(), "typed 😀", 1)
    assert read_bytes(tmp_path, "mål.yaml", 100).decode() == "typed 😀"
    assert read_bytes(tmp_path, "mål.yaml", 3) == b"typ"
    documents.close(path.as_uri())
    assert read_bytes(tmp_path, "mål.yaml", 100) == b"saved"


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_an_address_is_found_in_either_form_of_its_letters(tmp_path: Path, form: Literal["NFC", "NFD"]) -> None:
    there = tmp_path / unicodedata.normalize("NFC", "Östermalm mål")
    there.mkdir()
    (there / "mal.yaml").touch()
    asked = to_uri(tmp_path / unicodedata.normalize(form, "Östermalm mål") / "mal.yaml")
    assert "%20m" in asked
    assert to_path(asked) == there.resolve() / "mal.yaml"
    assert to_path(asked.replace("%20", " ").replace("file://", "file://localhost")) == there.resolve() / "mal.yaml"


def test_links_on_the_way_to_a_file_are_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert to_path(to_uri(tmp_path / "link" / "kf.yaml")) == tmp_path.resolve() / "real" / "kf.yaml"


@pytest.mark.parametrize(
    "uri",
    ["untitled:Untitled-1", "git:/a/kf.yaml", "http://example.org/kf.yaml", "", "file:", "file:///a%00b", "file://[x"],
)
def test_other_addresses_name_no_file(uri: str) -> None:
    assert to_path(uri) is None
