"""Accounts for every word of a source: it stands in a value of the plan, or it was left out and said to be, or it is
found here.

Words that follow each other in both are matched first, long stretches before short ones, so that what is missing is
found where it is missing and not at the last place where one of its words occurs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from vplan.diagnostics import msg
from vplan.importing.draft import AnyDraft, LeftOut
from vplan.importing.pieces import Piece, Words, join_divided, numbered, pieces_of, quotation, runs_of, with_signs
from vplan.importing.source import Place, SourceDocument
from vplan.importing.vocabulary import MONTHS
from vplan.importing.words import forms

NOT_UNDERSTOOD = msg("not understood")
AGAIN = msg("stands in the plan already, and here once more")
EDGE = msg("at the edge of a page")
CONTENTS = msg("in the table of contents")
LABEL = msg("a word that vplan writes")
NAMED = msg("it gave a name of the plan")

_STRETCHES = (8, 3, 1)
_TRIES = 50  # so many places are tried for a quotation in a block
_GAP = 2  # so many words that were found do not part a quotation
_LABEL_WORDS = 4  # what was left out and is no longer may be a label of the document
_EMPTY_LABELS = ("dnr", "diarienummer", "handläggare", "telefon", "till", "datum")
_BETWEEN = ""  # parts two values; no word is empty


def unaccounted(
    document: SourceDocument,
    draft: AnyDraft,
    values: Iterable[str],
    left_out: Sequence[LeftOut] = (),
    printed: Iterable[str] = (),
) -> list[LeftOut]:
    """Return what of the source is neither in `values` nor left out, quoted in the source's order.

    `values` are the texts of the plan; `left_out` is what was left out besides `draft.left_out`; `printed` are the
    texts of the document that the plan gives. What vplan makes and nobody has named (page furniture, the table of
    contents, the document's labels) is in the result as understood.
    """
    values = list(values)
    signs = set(_signs(chain(values, (left.text for left in chain(draft.left_out, left_out)))))
    pieces = list(pieces_of(document))
    held = Words(list(chain.from_iterable([*forms(value), _BETWEEN] for value in values)))
    join_divided(pieces, set(held.forms))
    source = numbered(pieces)
    places = _Places(pieces, source)
    spare: list[str] = []
    for left in chain(draft.left_out, left_out):
        spare += [*places.take(left.place, forms(left.text)), _BETWEEN]
    found = [
        LeftOut(entry.place, entry.title, CONTENTS, understood=True)
        for entry in draft.contents
        if places.take_some(entry.place, forms(f"{entry.title} {entry.page or ''}"))
    ]
    named = [forms(left.text) for left in chain(draft.left_out, left_out) if left.understood]
    explained = held.forms + [form for row in named if len(row) <= _LABEL_WORDS for form in (*row, _BETWEEN)]
    held = Words(held.forms + spare)
    for count in _STRETCHES:
        _match(source, held, count)
    _match_months(source, held)
    _match_letters(source, held)
    found += _labels(pieces, source, explained, printed)
    found += _named(pieces, source, _names(draft))
    known = {tuple(held.forms[n : n + 3]) for n in range(len(held.forms) - 2)}
    for piece in pieces:
        found += _edge(piece, source) if piece.is_edge else _missing(piece, source, known)
        if not piece.is_edge and _is_signs(piece.text) and _bare(piece.text) not in signs:
            found.append(LeftOut(piece.place, " ".join(piece.text.split()), NOT_UNDERSTOOD))
    return found


def _labels(pieces: Sequence[Piece], source: Words, explained: list[str], printed: Iterable[str]) -> Iterator[LeftOut]:
    """Account for words that the document has besides those that are explained: its title, its labels; yield them."""
    if 0 not in source.done:
        return
    labels = Words(list(chain.from_iterable([*forms(text), _BETWEEN] for text in printed)))
    values = Words(explained)
    for count in _STRETCHES:
        _match(labels, values, count)
    before = bytes(source.done)
    for count in _STRETCHES[1:]:
        _match(source, labels, count)
    for piece in pieces:
        new = [n for n in range(len(piece.words)) if source.done[piece.first + n] > before[piece.first + n]]
        for first, last in runs_of(new, 0):
            start, end = with_signs(piece, first, last)
            text = " ".join(piece.text[start:end].split())
            yield LeftOut(piece.place, text, LABEL, understood=True)


def _names(draft: AnyDraft) -> frozenset[str]:
    """Return the words that say which board a plan belongs to, and such labels of page 1 as may stand without a value.

    `Utbildningsförvaltningen` is where `Utbildningsnämnden` was read.
    """
    names = set(_EMPTY_LABELS)
    for form in forms(draft.board):
        stem, found, _ = form.rpartition("nämnd")
        if found:
            names |= {f"{stem}{body}{end}" for body in ("nämnd", "förvaltning") for end in ("", "s", "en", "ens")}
        else:
            names.add(form)
    return frozenset(names)


def _named(pieces: Sequence[Piece], source: Words, names: frozenset[str]) -> Iterator[LeftOut]:
    """Account for what is left of a piece where all of it is such names; yield it."""
    for piece in pieces:
        gone = [n for n in range(len(piece.words)) if not source.done[piece.first + n]]
        if piece.is_edge or not gone or not all(piece.words[n].form in names for n in gone):
            continue
        for first, last in runs_of(gone, 0):
            start, end = with_signs(piece, first, last)
            yield LeftOut(piece.place, " ".join(piece.text[start:end].split()), NAMED, understood=True)
        for n in gone:
            source.done[piece.first + n] = 1


def _signs(texts: Iterable[str]) -> Iterator[str]:
    """Yield the lines that have no word, such as a lone full stop."""
    for text in texts:
        for line in text.split("\n"):
            if _is_signs(line):
                yield _bare(line)


def _is_signs(text: str) -> bool:
    return bool(text.strip()) and not any(map(str.isalnum, text))


def _bare(text: str) -> str:
    return "".join(text.replace("\\", "").split())


# --- what was left out, by its place --------------------------------------------------------------------------------


class _Places:
    """Finds quotations in the source where they say that they stand."""

    def __init__(self, pieces: Sequence[Piece], source: Words) -> None:
        self._source = source
        self._at: dict[Place, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for piece in pieces:
            for n, (word, line) in enumerate(zip(piece.words, _lines(piece), strict=True), piece.first):
                self._at[piece.place][word.form].append(n)
                if line:
                    self._at[replace(piece.place, line=piece.place.line + line)][word.form].append(n)

    def take(self, place: Place, quoted: Sequence[str]) -> list[str]:
        """Account for a quotation; return those of its words that do not stand there."""
        if not quoted or place not in self._at:
            return list(quoted)
        done, every = self._source.done, self._source.forms
        for start in self._free(place, quoted[0])[:_TRIES]:
            end = start + len(quoted)
            if self._source.is_free(start, len(quoted)) and every[start:end] == quoted:
                done[start:end] = b"\1" * len(quoted)
                return []
        return [form for form in quoted if not self._take_one(place, form)]

    def take_some(self, place: Place, quoted: Sequence[str]) -> bool:
        """Account for those words of a quotation that stand there; tell whether any does."""
        return len(self.take(place, quoted)) < len(quoted)

    def _free(self, place: Place, form: str) -> list[int]:
        """Return where a word is not accounted for yet, and forget where it is."""
        spots = self._at[place].get(form, [])
        if len(spots) > _TRIES:
            first = next((n for n, spot in enumerate(spots) if not self._source.done[spot]), len(spots))
            del spots[:first]
            return spots
        return [spot for spot in spots if not self._source.done[spot]]

    def _take_one(self, place: Place, form: str) -> bool:
        spot = next((spot for spot in self._free(place, form)[:_TRIES] if not self._source.done[spot]), None)
        if spot is None:
            return False
        self._source.done[spot] = 1
        return True


def _lines(piece: Piece) -> Iterator[int]:
    """Yield on which line of its piece each word stands, from 0; always 0 where the source has no lines."""
    line = end = 0
    for word in piece.words:
        if piece.place.line:
            line += piece.text.count("\n", end, word.start)
            end = word.start
        yield line


# --- matching -------------------------------------------------------------------------------------------------------


def _match(source: Words, held: Words, count: int) -> None:
    """Account for every stretch of at least `count` words that stands in both and in neither is accounted for."""
    spots: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for n in range(len(held.forms) - count, -1, -1):
        stretch = tuple(held.forms[n : n + count])
        if held.is_free(n, count) and _BETWEEN not in stretch:
            spots[stretch].append(n)
    n = 0
    while n <= len(source.forms) - count:
        taken = 0
        if source.is_free(n, count) and (candidates := spots.get(tuple(source.forms[n : n + count]))):
            taken = _extend(source, n, held, candidates, count)
        n += taken or 1


def _extend(source: Words, start: int, held: Words, candidates: list[int], count: int) -> int:
    """Account for the stretch at the first candidate that is free, as far as it goes; return its length."""
    while candidates:
        other = candidates.pop()
        if not held.is_free(other, count):
            continue
        length = count
        while (
            start + length < len(source.forms)
            and other + length < len(held.forms)
            and source.forms[start + length] == held.forms[other + length]
            and not source.done[start + length]
            and not held.done[other + length]
        ):
            length += 1
        source.done[start : start + length] = b"\1" * length
        held.done[other : other + length] = b"\1" * length
        return length
    return 0


def _match_months(source: Words, held: Words) -> None:
    """Account for the names of months that became numbers in a date."""
    numbers = {name[:length]: str(n) for n, name in enumerate(MONTHS, 1) for length in (3, len(name))}
    spots: dict[str, list[int]] = defaultdict(list)
    for n, form in enumerate(held.forms):
        if not held.done[n] and form.isdecimal():
            spots[form].append(n)
    for n, form in enumerate(source.forms):
        if not source.done[n] and form in numbers and spots[numbers[form]]:
            source.done[n] = 1
            held.done[spots[numbers[form]].pop()] = 1


def _match_letters(source: Words, held: Words) -> None:
    """Account for stretches that differ only in where a word ends: `28 800` and `28800`, `hand läggare`."""
    spots: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for start, end in _open_stretches(held):
        spots["".join(held.forms[start:end])].append((start, end))
    for start, end in _open_stretches(source):
        if found := spots.get("".join(source.forms[start:end])):
            first, last = found.pop()
            source.done[start:end] = b"\1" * (end - start)
            held.done[first:last] = b"\1" * (last - first)


def _open_stretches(row: Words) -> Iterator[tuple[int, int]]:
    start = -1
    for n, form in enumerate(row.forms):
        is_open = not row.done[n] and form != _BETWEEN
        if is_open and start < 0:
            start = n
        elif not is_open and start >= 0:
            yield start, n
            start = -1
    if start >= 0:
        yield start, len(row.forms)


# --- what is missing ------------------------------------------------------------------------------------------------


def _edge(piece: Piece, source: Words) -> Iterator[LeftOut]:
    if not piece.words or source.done.find(0, piece.first, piece.first + len(piece.words)) >= 0:
        text = " ".join(piece.text.split())
        if text:
            yield LeftOut(piece.place, text, EDGE, understood=True)


def _missing(piece: Piece, source: Words, known: set[tuple[str, ...]]) -> Iterator[LeftOut]:
    """Yield the stretches of a piece that are not accounted for; a few words between two do not part them."""
    gone = [n for n in range(len(piece.words)) if not source.done[piece.first + n]]
    if len(gone) == len(piece.words) and gone:
        yield _left(piece, 0, len(piece.words) - 1, known)
        return
    for first, last in runs_of(gone, _GAP):
        yield _left(piece, first, last, known)


def _left(piece: Piece, first: int, last: int, known: set[tuple[str, ...]]) -> LeftOut:
    row = [word.form for word in piece.words[first : last + 1]]
    again = len(row) >= 3 and all(tuple(row[n : n + 3]) in known for n in range(len(row) - 2))
    return LeftOut(piece.place, quotation(piece, first, last), AGAIN if again else NOT_UNDERSTOOD)
