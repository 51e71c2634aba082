"""Blocks of prose become Markdown that is read back as the same words in the same structure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.plan_drafts import blocks_of
from vplan.importing.source import Block, Cell, Paragraph, Place, Row, Run, Table
from vplan.importing.writing import markdown
from vplan.importing.writing.cleaning import one_line
from vplan.importing.writing.yaml_text import Entry, Map, Prose, Writer, plain
from vplan.model.prose import Prose as Read
from vplan.rules import headings, html_in_prose, links, prose_depth, table_width
from vplan.rules.scope import Scope
from vplan.source import Mapping, Scalar, Source, load_text

AT = Place()
Shape = tuple[object, ...]


def read(blocks: list[Block], indent: int = 0) -> Read:
    """Write prose below `indent` keys and load it again."""
    entry = Entry("text", Prose(blocks))
    for _ in range(indent):
        entry = Entry("under", Map([entry]))
    writer = Writer()
    writer.entries([entry], 0)
    value, findings = load_text(Source("file.yaml", writer.text))
    assert not findings, writer.text
    for _ in range(indent):
        assert isinstance(value, Mapping)
        value = value["under"]
    assert isinstance(value, Mapping)
    text = value["text"]
    assert isinstance(text, Scalar)
    return Read(text)


def paragraph(text: str, **parts: object) -> Paragraph:
    return Paragraph(AT, (Run(text),), **parts)  # type: ignore[arg-type]


def lines(*blocks: Block, width: int = 100) -> str:
    return "\n".join(markdown.lines(blocks, width))


# --- the property ----------------------------------------------------------------------------------------------------

SIGNS = "ab åÖ9.)(-*_#>[]`<&;|\\+=~!:/?\"'{}%@$\u00a0\t\u2028\x0b\u00ad"
TEXTS = st.one_of(
    st.text(SIGNS, max_size=30),
    st.lists(
        st.sampled_from(
            ["1.", "2018.", "-", "+", "#", "##", "===", "---", "***", ">", "|", "```", "~~~", "<b>", "&amp;", "ord",
             "[x]:", "](y)", "![", "\\", "*", "**a**", "_b_", "1)", ":--", "|---|", "http://x.se",
             "<http://x.se>", "\n"]
        ),
        max_size=12,
    ).map(" ".join),
    st.text(max_size=20),
)  # fmt: skip
MARKS = st.sampled_from(["•", "-", "–", "1.", "2.", "3)", "7.", "12."])
PARAGRAPHS = st.builds(paragraph, TEXTS)
HEADINGS = st.builds(lambda text, level: paragraph(text, level=level), TEXTS, st.integers(1, 4))
ITEMS = st.builds(lambda text, mark, depth: paragraph(text, mark=mark, depth=depth), TEXTS, MARKS, st.integers(0, 8))
CELLS = st.lists(TEXTS.map(lambda text: Cell((Run(text),))), min_size=1, max_size=3).map(tuple)
TABLES = st.lists(st.builds(lambda cells: Row(AT, cells), CELLS), max_size=3).map(lambda rows: Table(AT, tuple(rows)))
BLOCKS = st.lists(st.one_of(PARAGRAPHS, HEADINGS, ITEMS, ITEMS, TABLES), max_size=7)


def shapes(blocks: list[Block]) -> list[Shape]:
    """Return what each block is and says; levels and depths count up without a gap."""
    found: list[Shape] = []
    above: list[int] = []
    around: list[int] = []
    for block in blocks:
        if isinstance(block, Table):
            rows = [[one_line(cell.text) for cell in row.cells] for row in block.rows]
            rows = [row for row in rows if any(row)]
            count = max(map(len, rows), default=0)
            found += [("table", *([*row, *[""] * (count - len(row))] for row in rows))] if rows else []
            around = around if not rows and around else []
            continue
        assert isinstance(block, Paragraph)
        words = one_line(block.text)
        if not words:
            continue
        if block.level:
            found.append(("heading", level_of(above, block.level, 5), words))
        elif block.mark:
            number = int(block.mark.rstrip(".)")) if block.mark[0].isdigit() else 0
            found.append(("item", level_of(around, block.depth + 1, 6), number, words))
            continue
        else:
            found.append(("paragraph", words))
        around = []
    return found


def level_of(above: list[int], level: int, limit: int) -> int:
    while above and above[-1] >= level:
        above.pop()
    if len(above) < limit:
        above.append(level)
    return len(above)


@settings(max_examples=250, deadline=None)
@given(BLOCKS, st.integers(0, 6))
def test_prose_is_read_back_as_it_was(blocks: list[Block], indent: int) -> None:
    text = read(blocks, indent)
    assert shapes(blocks_of(text)) == shapes(blocks)
    scope = Scope(None, 2018, (text,))  # type: ignore[arg-type]
    for rule in (headings, html_in_prose, links, prose_depth, table_width):
        assert not list(rule.check(scope)), text.text


STYLED = st.lists(
    st.builds(
        Run,
        st.sampled_from(["ord", "två ord", "(så)", "kod*", "år 2018.", "”ja”", "a_b", "x", "1."]),
        st.booleans(),
        st.booleans(),
        st.sampled_from(["", "", "https://exempel.example.org/a(b)_c*d", "file:///c:/x", "mailto:a@example.org"]),
    ),
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(STYLED)
def test_styles_of_whole_words_are_read_back(runs: list[Run]) -> None:
    spaced = tuple(part for run in runs for part in (run, Run(" ")))
    expected = [(run.text.split(), run.bold, run.italic, links.is_allowed(run.link)) for run in runs]
    found = [block for block in blocks_of(read([Paragraph(AT, spaced)])) if isinstance(block, Paragraph)]
    styles = [
        (word, run.bold, run.italic, bool(run.link))
        for block in found
        for run in block.runs
        for word in run.text.split()
    ]
    assert styles == [(word, *style) for words, *style in expected for word in words]


@settings(max_examples=150, deadline=None)
@given(STYLED)
def test_words_are_kept_where_styles_end_inside_words(runs: list[Run]) -> None:
    found = [block for block in blocks_of(read([Paragraph(AT, tuple(runs))])) if isinstance(block, Paragraph)]
    assert " ".join(block.text for block in found).split() == "".join(run.text for run in runs).split()


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(SIGNS + "#:,'\n", min_size=1, max_size=12), st.text(max_size=12), st.from_regex(r"[0-9.eExo+-]{1,6}")
    )
)
def test_a_short_text_is_read_back_without_a_hint(text: str) -> None:
    line = one_line(text)
    if line:
        value, findings = load_text(Source("f.yaml", f"a:\n  - {plain(line)}\n  - {plain(line)}: {plain(line)}\n"))
        assert not findings
        assert isinstance(value, Mapping)
        assert value["a"] == [line, {line: line}]


# --- how it looks ----------------------------------------------------------------------------------------------------


def test_lines_are_wrapped_inside_the_width() -> None:
    text = lines(paragraph("Vi arbetar med de äldre. " * 30), width=60)
    assert max(map(len, text.split("\n"))) <= 60
    assert min(map(len, text.split("\n")[:-1])) > 40


@pytest.mark.parametrize("word", ["2018.", "-", "+", "#", ">5", "|", "---", "=", "3)"])
def test_no_line_begins_with_a_sign_of_markdown(word: str) -> None:
    text = lines(paragraph(f"ord ord {word} " * 40), width=40)
    assert not [line for line in text.split("\n") if line.startswith(word)]
    assert "\\" not in text


def test_ordinary_text_is_not_escaped() -> None:
    plain_text = "Målet (80 %) är nått: 1 200 < 1 300 & a_b – ”ja”, 50-60 personer/år; e-post: a@example.org!"
    assert lines(paragraph(plain_text)) == plain_text


def test_a_line_break_is_a_backslash() -> None:
    assert lines(paragraph("Personal\nLokaler\n- Bil")) == "Personal\\\nLokaler\\\n\\- Bil"


def test_a_nested_list_with_numbers() -> None:
    items = [
        paragraph("ett", mark="1."),
        paragraph("under", mark="•", depth=1),
        paragraph("två", mark="2."),
        paragraph("sju", mark="7."),
        paragraph("prick", mark="•"),
    ]
    assert lines(*items) == "1. ett\n   - under\n2. två\n\n7) sju\n\n- prick"


def test_letters_as_marks_stay_as_words() -> None:
    assert lines(paragraph("ett", mark="a)"), paragraph("två", mark="b)")) == "- a) ett\n- b) två"


def test_bold_and_italic_without_the_spaces_around() -> None:
    block = Paragraph(AT, (Run("En "), Run("viktig ", bold=True), Run("sak", bold=True, italic=True), Run(" till")))
    assert lines(block) == "En **viktig *sak*** till"


def test_a_paragraph_in_a_bold_style_is_bold() -> None:
    assert lines(paragraph("Förebyggande arbete", bold=True)) == "**Förebyggande arbete**"


def test_links_go_to_the_web_only() -> None:
    block = Paragraph(AT, (Run("här", link="https://example.org/a b"), Run(" och "), Run("där", link="file:///x")))
    assert lines(block) == "[här](https://example.org/a%20b) och där"


def test_headings_do_not_skip_a_level() -> None:
    blocks = [paragraph("A", level=2), paragraph("B", level=5), paragraph("C", level=1)]
    assert lines(*blocks) == "## A\n\n### B\n\n## C"


def table(*rows: list[str]) -> Table:
    return Table(AT, tuple(Row(AT, tuple(Cell((Run(text),)) for text in row)) for row in rows))


def test_a_table_with_figures_to_the_right() -> None:
    written = lines(table(["Insats", "Antal|%"], ["Hemtjänst", "1 543"], ["Summa\nallt"]))
    assert written == "| Insats | Antal\\|% |\n|---|---:|\n| Hemtjänst | 1 543 |\n| Summa allt | |"


def test_a_table_too_wide_for_the_page_becomes_a_list() -> None:
    row = [f"{number}00000000" for number in range(1, 15)]
    written = lines(table(row, row))
    assert "|" not in written
    assert written.count("\n- ") == 1
    assert written.replace("\\", "").replace("-", "").split() == [*row, *row]


def test_a_long_table_is_divided() -> None:
    parts = lines(table(["a"], *([["b"]] * 2000))).split("\n\n")
    assert len(parts) == 3
    assert all(part.startswith("| a |\n|---|\n") for part in parts)


def test_what_is_too_long_for_one_text_is_told() -> None:
    blocks: list[Block] = [paragraph("ord " * 5000) for _ in range(8)]
    kept, rest = markdown.bounded(blocks)
    assert [*kept, *rest] == blocks
    assert len(lines(*kept)) <= 100_000 < len(lines(*blocks))


def test_a_word_too_long_to_be_set_is_divided() -> None:
    text = lines(paragraph("*" * 3000))
    assert max(map(len, text.split())) < 1000
    assert text.count("*") == 3000


def test_signs_that_cannot_stand_in_a_plan_go() -> None:
    assert one_line("a\x00b\u00adc\u00a0d\ud800e\ufefff\u2028g\th\u0085i") == "a bc d ef g h i"
