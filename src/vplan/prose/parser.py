"""Markdown into markdown-it tokens, and from a token back to its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING

from vplan.diagnostics import Span
from vplan.model.prose import Prose

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # most checks parse nothing

    parser = MarkdownIt("commonmark", {"maxNesting": 20}).enable("table")
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    return parser


@dataclass(frozen=True)
class ParsedProse:
    """The tokens of a text, and the text they came from."""

    prose: Prose
    tokens: tuple[Token, ...]

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line of the text begins."""
        starts, text = [0], self.prose.text
        while (at := text.find("\n", starts[-1])) >= 0:
            starts.append(at + 1)
        return starts

    def block_span(self, token: Token) -> Span:
        """Return the place of a block's first line, without its white space."""
        start = self.offset_of(token)
        text = self.prose.text
        while start < len(text) and text[start] == " ":
            start += 1
        end = text.find("\n", start)
        return text.span_at(min(start, max(len(text) - 1, 0)), end if end > start else start + 1)

    def offset_of(self, token: Token) -> int:
        """Return the offset in the text of the line where a block begins."""
        line = token.map[0] if token.map else 0
        return self.line_starts[min(line, len(self.line_starts) - 1)]

    def text_span(self, inline: Token, needle: str, start: int = 0) -> tuple[Span, int]:
        """Return the place of `needle` in an inline block, searched from an offset, and the offset after it.

        Where it is not found, as when Markdown has rewritten it, the place is the block's.
        """
        begin = max(start, self.offset_of(inline))
        at = self.prose.text.find(needle, begin) if needle else -1
        if at < 0:
            return self.block_span(inline), start
        return self.prose.text.span_at(at, at + len(needle)), at + len(needle)

    def inlines(self) -> Iterator[tuple[Token, list[Token]]]:
        """Yield each inline block with its children."""
        for token in self.tokens:
            if token.type == "inline":
                yield token, token.children or []


class _Kept:
    """The tokens of the texts that were parsed last, of no more than `room` characters together."""

    def __init__(self) -> None:
        self.room = 0
        self._tokens: dict[str, tuple[Token, ...]] = {}
        self._taken = 0

    def tokens(self, text: str) -> tuple[Token, ...]:
        found = self._tokens.pop(text, None)
        if found is None:
            found = tuple(_parser().parse(text))
            self._taken += len(text)
        self._tokens[text] = found
        self.make_room()
        return found

    def make_room(self) -> None:
        while self._taken > self.room:
            oldest = next(iter(self._tokens))
            del self._tokens[oldest]
            self._taken -= len(oldest)


_KEPT = _Kept()


def keep_tokens(characters: int) -> None:
    """Keep the tokens of so many characters of text: for a process that checks the same texts again and again."""
    _KEPT.room = characters
    _KEPT.make_room()


def parse(prose: Prose) -> ParsedProse:
    """Parse a text; `maxNesting` bounds lists in lists, so hostile text takes bounded time.

    What lies deeper has no tokens; the rule `too-deep-prose` refuses such a text long before that depth.
    """
    text = str(prose.text)
    return ParsedProse(prose, _KEPT.tokens(text) if _KEPT.room else tuple(_parser().parse(text)))
