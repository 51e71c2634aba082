"""Markdown tokens into the tree: blocks, and sections where a text has headings."""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from urllib.parse import unquote

from markdown_it.token import Token

from vplan.diagnostics import Span
from vplan.document.anchors import Anchors
from vplan.document.tree import (
    Block,
    Cell,
    Code,
    CodeBlock,
    Column,
    Emphasis,
    Figure,
    FigurePlace,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Paragraph,
    Passage,
    Quote,
    Row,
    Section,
    Strong,
    Table,
    Text,
    ThematicBreak,
)
from vplan.document.typography import typeset
from vplan.document.widths import with_widths, words
from vplan.model.prose import Prose
from vplan.prose import ParsedProse, parse
from vplan.rules.links import FIGURE

Content = tuple[Section | Block, ...]

_DASH = "— "  # a line of a quotation that begins so tells who said it


@dataclass(frozen=True, slots=True)
class ProsePlace:
    """Where a text stands: heading level and anchor of the section around it, and its language when that is another.

    `contents_depth` is how many levels of its headings the table of contents lists; `contents_level` is the level of
    the section around it there. `folder` is the unit's folder, from which pictures are named.
    """

    level: int
    anchors: Anchors
    anchor: str = ""
    lang: str | None = None
    folder: str = ""
    contents_depth: int = 0
    contents_level: int = 1


def convert(prose: Prose | None, place: ProsePlace) -> Content:
    """Return the blocks and sections of a text."""
    if prose is None or prose.is_empty:
        return ()
    parsed = parse(prose)
    reader = _Reader(parsed, place)
    parts = _split_at_headings(parsed.tokens)
    content: list[Section | Block] = list(_in_language(reader.blocks(list(parts[0][1])), place.lang))
    top = min((level for level, _, _ in _headings(parts)), default=1)
    content += reader.sections(_headings(parts), top, 1, place.anchor)
    return tuple(content)


_Part = tuple[Token | None, list[Token]]
_Heading = tuple[int, Token, list[Token]]


def _split_at_headings(tokens: tuple[Token, ...]) -> list[_Part]:
    """Split at the headings that are not inside another block; the first part has none."""
    parts: list[_Part] = [(None, [])]
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.type == "heading_open" and token.level == 0:
            heading = tokens[index + 1]
            heading.tag = token.tag
            parts.append((heading, []))
            index += 3
            continue
        parts[-1][1].append(token)
        index += 1
    return parts


def _headings(parts: list[_Part]) -> list[_Heading]:
    return [(int(heading.tag[1]), heading, body) for heading, body in parts[1:] if heading is not None]


def _in_language(blocks: tuple[Block, ...], lang: str | None) -> tuple[Block, ...]:
    return (Passage(lang, blocks),) if lang and blocks else blocks


class _Reader:
    def __init__(self, parsed: ParsedProse, place: ProsePlace) -> None:
        self.parsed = parsed
        self.place = place

    def sections(self, headings: list[_Heading], level: int, depth: int, parent: str) -> list[Section]:
        found: list[Section] = []
        index = 0
        while index < len(headings):
            _, heading, body = headings[index]
            end = index + 1
            while end < len(headings) and headings[end][0] > level:
                end += 1
            found.append(self._section(heading, body, headings[index + 1 : end], level, depth, parent))
            index = end
        return found

    def _section(
        self, heading: Token, body: list[Token], below: list[_Heading], level: int, depth: int, parent: str
    ) -> Section:
        title = _plain(_inlines(heading.children or []))
        anchor = self.place.anchors.take(title, parent)
        content: list[Section | Block] = list(_in_language(self.blocks(body), self.place.lang))
        content += self.sections(below, level + 1, depth + 1, anchor)
        return Section(
            anchor=anchor,
            role="subchapter",
            level=min(self.place.level + depth, 6),
            title=title,
            content=tuple(content),
            in_contents=depth <= self.place.contents_depth,
            contents_level=self.place.contents_level + depth,
            lang=self.place.lang,
            span=self.parsed.block_span(heading),
        )

    def blocks(self, tokens: list[Token]) -> tuple[Block, ...]:
        found: list[Block] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            end = _closing(tokens, index)
            block = self._block(token, tokens[index + 1 : end])
            if block is not None:
                found.append(block)
            index = end + 1
        return tuple(found)

    def _block(self, token: Token, inside: list[Token]) -> Block | None:
        maker = _BLOCKS.get(token.type)
        return maker(self, token, inside) if maker else None

    def _paragraph(self, _token: Token, inside: list[Token]) -> Block | None:
        children = inside[0].children or []
        pictures = [child for child in children if child.type == "image"]
        if pictures:
            return self._figure(pictures[0], inside[0])
        content = _inlines(_lines_of_notes(children))
        return Paragraph(content, self.parsed.block_span(inside[0])) if content else None

    def _heading_in_block(self, _token: Token, inside: list[Token]) -> Block:
        return Paragraph((Strong(_inlines(inside[0].children or [])),), self.parsed.block_span(inside[0]))

    def _list(self, token: Token, inside: list[Token]) -> Block:
        items = []
        index = 0
        while index < len(inside):
            end = _closing(inside, index)
            items.append(self.blocks(inside[index + 1 : end]))
            index = end + 1
        tight = all(t.hidden for t in inside if t.type == "paragraph_open" and t.level == token.level + 2)
        start = int(token.attrGet("start") or 1)
        return ListBlock(tuple(items), token.type == "ordered_list_open", start, tight)

    def _quote(self, token: Token, inside: list[Token]) -> Block:
        tokens, source = _parted(inside, token.level + 2)
        return Quote(self.blocks(tokens), _inlines(source))

    def _code(self, token: Token, _inside: list[Token]) -> Block:
        return CodeBlock(token.content.rstrip("\n"), self.parsed.block_span(token))

    def _rule(self, _token: Token, _inside: list[Token]) -> Block:
        return ThematicBreak()

    def _figure(self, picture: Token, inline: Token) -> Block:
        source = unquote(str(picture.attrGet("src") or ""))
        if source.startswith("#"):
            return FigurePlace(source.removeprefix(f"#{FIGURE}"))
        path = posixpath.normpath(f"{self.place.folder}/{source}")
        caption = " ".join(str(picture.attrGet("title") or "").split())
        return Figure(path, picture.content.strip(), typeset(caption), span=self.parsed.block_span(inline))

    def _table(self, token: Token, inside: list[Token]) -> Block:
        rows: list[tuple[Cell, ...]] = []
        places: list[Span] = []
        aligns: list[str] = []
        for index, inner in enumerate(inside):
            if inner.type == "tr_open":
                rows.append(())
                places.append(self.parsed.block_span(inner))
            elif inner.type in ("th_open", "td_open"):
                rows[-1] += (Cell(_inlines(inside[index + 1].children or [])),)
                if inner.type == "th_open":
                    aligns.append(str(inner.attrGet("style") or ""))
        columns = tuple(
            Column(cell.content or (Text("–"),), "end" if "right" in aligns[i] else "start")
            for i, cell in enumerate(rows[0])
        )
        caption = ", ".join(_plain(column.heading) for column in columns)
        body = tuple(Row(cells, span=place) for cells, place in zip(rows[1:], places[1:], strict=True))
        span: Span = self.parsed.block_span(token)
        return Table(caption, with_widths(columns, body), body, role="prose", lang=self.place.lang, span=span)


_Maker = Callable[[_Reader, Token, list[Token]], Block | None]
_BLOCKS: dict[str, _Maker] = {
    "paragraph_open": _Reader._paragraph,
    "heading_open": _Reader._heading_in_block,
    "bullet_list_open": _Reader._list,
    "ordered_list_open": _Reader._list,
    "blockquote_open": _Reader._quote,
    "fence": _Reader._code,
    "code_block": _Reader._code,
    "hr": _Reader._rule,
    "table_open": _Reader._table,
}


def _closing(tokens: list[Token], index: int) -> int:
    """Return the index of the token that closes the one at `index`; itself when it opens nothing."""
    if tokens[index].nesting != 1:
        return index
    depth = 0
    for at in range(index, len(tokens)):
        depth += tokens[at].nesting
        if depth == 0:
            return at
    return len(tokens) - 1


def _parted(inside: list[Token], level: int) -> tuple[list[Token], list[Token]]:
    """Part a quotation's tokens from the last line that tells who said it; `level` is that of its own paragraphs' text.

    The line is a paragraph of its own or ends the last one. A quotation that would be left empty is not parted.
    """
    last = inside[-2] if len(inside) >= 3 else None
    if last is None or last.type != "inline" or last.level != level:
        return inside, []
    children = last.children or []
    starts = [0, *(at + 1 for at, child in enumerate(children) if child.type in ("softbreak", "hardbreak"))]
    start = next((s for s in reversed(starts) if s < len(children) and children[s].content.startswith(_DASH)), None)
    if start is None or (start == 0 and len(inside) == 3):
        return inside, []
    source = [copy(child) for child in children[start:]]
    source[0].content = source[0].content.removeprefix(_DASH)
    before = copy(last)
    before.children = children[: max(start - 1, 0)]
    return ([*inside[:-2], before, inside[-1]] if start else inside[:-3]), source


def _lines_of_notes(children: list[Token]) -> list[Token]:
    """Return a paragraph's tokens; in one that begins with a star, each line that does so stays a line of its own."""
    if not children or not children[0].content.startswith("*"):
        return children
    lines = list(children)
    for at, child in enumerate(children[:-1]):
        if child.type == "softbreak" and children[at + 1].content.startswith("*"):
            lines[at] = Token("hardbreak", "br", 0)
    return lines


def _inlines(children: list[Token]) -> tuple[Inline, ...]:
    found: list[Inline] = []
    words: list[str] = []
    index = 0
    while index < len(children):
        token = children[index]
        end = _closing(children, index)
        inside = _inlines(children[index + 1 : end]) if end > index else ()
        inline = _inline(token, inside)
        if isinstance(inline, Text):
            words.append(inline.text)
        elif inline is not None:
            found += _joined(words)
            words = []
            found.append(inline)
        index = end + 1
    return (*found, *_joined(words))


def _joined(words: list[str]) -> list[Inline]:
    text = "".join(words)
    return [Text(typeset(text))] if text else []


def _inline(token: Token, inside: tuple[Inline, ...]) -> Inline | None:
    match token.type:
        case "text" | "text_special" | "html_inline":
            return Text(token.content)
        case "softbreak":
            return Text(" ")
        case "hardbreak":
            return LineBreak()
        case "code_inline":
            return Code(token.content)
        case "em_open":
            return Emphasis(inside)
        case "strong_open":
            return Strong(inside)
        case "link_open":
            return Link(str(token.attrGet("href") or ""), inside)
    return None


def _plain(content: tuple[Inline, ...]) -> str:
    """Return the words of inline content on one line."""
    return " ".join(words(content).split(" "))


def inlines_of(text: str) -> tuple[Inline, ...]:
    """Return a line of plain text as inline content."""
    line = typeset(" ".join(text.split()))
    return (Text(line),) if line else ()
