"""What an editor asks about a place in a text: definition, users, hover, completion, outline."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from time import perf_counter

from lsprotocol import types

from vplan.diagnostics import Span
from vplan.lsp import keys
from vplan.lsp.completion import Offer, What, offers
from vplan.lsp.cursor import at
from vplan.lsp.describe import about, rule_page, title_of
from vplan.lsp.documents import Document
from vplan.lsp.live import Live
from vplan.lsp.outline import Entry, outline
from vplan.lsp.positions import Encoding, Position, contains, moved, to_column, to_units
from vplan.lsp.publishing import Places
from vplan.lsp.symbols import Occurrence, Symbol, definition

_SLICE = 0.02  # seconds of a long search before other messages have their turn
_MOST_IN_HOVER = 10
_ALLOWANCE = re.compile(r"#\s*vplan:\s*\S+\s+(?P<rules>[^:]*)")
_SIGNS = {
    What.ID: types.CompletionItemKind.Reference,
    What.KEY: types.CompletionItemKind.Property,
    What.WORD: types.CompletionItemKind.EnumMember,
}


class Features:
    """Answers questions about a document of a workspace."""

    def __init__(self, places: Places, encoding: Encoding) -> None:
        self._places = places
        self._encoding = encoding

    def position(self, document: Document, position: types.Position) -> Position:
        """Return a place of the protocol as ours."""
        line = min(position.line, len(document.text.lines) - 1)
        return Position(line, to_column(document.text.line(line), position.character, self._encoding))

    # --- names -------------------------------------------------------------------------------------------------------

    def _names_at(self, live: Live, file: str, document: Document, place: types.Position) -> list[Occurrence]:
        good = live.good(file)
        if good is None:
            return []
        position = moved(self.position(document, place), document.text, good.text)
        if position is None:
            return []
        return [found for found in live.occurrences(file) if contains(found.span, position)]

    def definition(self, live: Live, file: str, document: Document, place: types.Position) -> list[types.Location]:
        """Return where what stands at a place is defined."""
        task = live.task_of(file)
        if task is None:
            return []
        on = live.catalogues(task)
        spans = [definition(found.symbol, on) for found in self._names_at(live, file, document, place)]
        return [self._places.location(live.root, span) for span in spans if span is not None]

    async def references(
        self, live: Live, file: str, document: Document, place: types.Position, *, with_definition: bool
    ) -> list[types.Location]:
        """Return all places that name what stands at a place, in the files of its year."""
        symbols = {found.symbol for found in self._names_at(live, file, document, place)}
        spans: set[Span] = set()
        turn = _Turn()
        for symbol in symbols:
            for task in list(live.users(symbol)):
                spans.update(_places_of(live.name(task), symbol, with_definition=with_definition))
                await turn.give()
        locations = []
        for span in sorted(spans):
            locations.append(self._places.location(live.root, span))
            await turn.give()
        return locations

    def hover(self, live: Live, file: str, document: Document, place: types.Position) -> types.Hover | None:
        """Return what is known of a place: a goal's full text, what a key is for, a rule's page."""
        text = self._about_name(live, file, document, place)
        text = text or self._about_rule(document, place) or self._about_key(live, file, document, place)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    def _about_name(self, live: Live, file: str, document: Document, place: types.Position) -> str:
        task = live.task_of(file)
        names = self._names_at(live, file, document, place) if task is not None else []
        if task is None or not names:
            return ""
        on = live.catalogues(task)
        return "\n\n---\n\n".join(filter(None, (about(found.symbol, on) for found in names[:_MOST_IN_HOVER])))

    def _about_rule(self, document: Document, place: types.Position) -> str:
        position = self.position(document, place)
        line = document.text.line(position.line)
        match = _ALLOWANCE.search(line)
        if match is None or position.column < match.start():
            return ""
        words = [word for word in re.split(r"[\s,]+", match["rules"]) if word]
        here = [word for word in words if line.find(word) <= position.column <= line.find(word) + len(word)]
        return "\n\n---\n\n".join(filter(None, (rule_page(word) for word in here or words)))

    def _about_key(self, live: Live, file: str, document: Document, place: types.Position) -> str:
        position = self.position(document, place)
        kind = live.kind_of(file)
        match = re.match(r"[\s-]*(\w[\w-]*)\s*:", document.text.line(position.line))
        if kind is None or match is None or not match.start(1) <= position.column <= match.end(1):
            return ""
        cursor = at(document.text.lines, Position(position.line, match.start(1)))
        key = keys.key_at(kind, (*cursor.path, match[1])) if cursor is not None else None
        return f"**{key.title}**\n\n{key.description}".strip() if key is not None else ""

    # --- completion --------------------------------------------------------------------------------------------------

    def completion(
        self, live: Live, file: str, document: Document, place: types.Position
    ) -> list[types.CompletionItem]:
        """Return what can be written at a place."""
        position = self.position(document, place)
        cursor = at(document.text.lines, position)
        if cursor is None:
            return []
        line = document.text.line(position.line)
        units = [to_units(line, column, self._encoding) for column in (cursor.start, cursor.end)]
        stretch = types.Range(types.Position(place.line, units[0]), types.Position(place.line, units[1]))
        return [_item(offer, number, stretch) for number, offer in enumerate(offers(live, file, cursor))]

    # --- outline -----------------------------------------------------------------------------------------------------

    def outline(self, live: Live, file: str) -> list[types.DocumentSymbol]:
        """Return the outline of a file, of its last text that could be read."""
        good, task = live.good(file), live.task_of(file)
        if good is None or good.model.tree is None:
            return []
        titles: dict[Span, str] = {}
        if task is not None:
            on = live.catalogues(task)
            titles = {found.span: title_of(found.symbol, on) for found in live.occurrences(file) if not found.defines}
        return [self._symbol(live, entry) for entry in outline(good.model.tree, titles)]

    def _symbol(self, live: Live, entry: Entry) -> types.DocumentSymbol:
        whole, name_at = (self._places.range(live.root, span) for span in (entry.whole, entry.name_at))
        sign = types.SymbolKind.Struct if entry.holds_more else types.SymbolKind.String
        children = [self._symbol(live, child) for child in entry.children]
        return types.DocumentSymbol(entry.name or "–", sign, whole, name_at, entry.detail or None, children=children)


def _item(offer: Offer, number: int, stretch: types.Range) -> types.CompletionItem:
    return types.CompletionItem(
        offer.text,
        types.CompletionItemLabelDetails(description=offer.title) if offer.title else None,
        _SIGNS[offer.what],
        detail=offer.title or None,
        documentation=types.MarkupContent(types.MarkupKind.Markdown, offer.about) if offer.about else None,
        sort_text=f"{number:04}",
        filter_text=f"{offer.text} {offer.title}".strip(),
        text_edit=types.TextEdit(stretch, offer.text + offer.tail),
    )


class _Turn:
    """Lets other messages have their turn during a long search."""

    def __init__(self) -> None:
        self._began = perf_counter()

    async def give(self) -> None:
        if perf_counter() - self._began > _SLICE:
            await asyncio.sleep(0)
            self._began = perf_counter()


def _places_of(named: list[Occurrence], symbol: Symbol, *, with_definition: bool) -> Iterator[Span]:
    return (found.span for found in named if found.symbol == symbol and (with_definition or not found.defines))
