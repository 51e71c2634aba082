"""`plan.yaml`: cover and chapters."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence

from vplan.diagnostics import msg
from vplan.editions import fill
from vplan.importing.draft import Chapter, Cover, Draft, Text
from vplan.importing.source import Block, Paragraph, Place, words_of
from vplan.importing.writing import markdown
from vplan.importing.writing.catalogue import add_passage
from vplan.importing.writing.cleaning import clean, one_line, shortened
from vplan.importing.writing.hierarchy import Passage
from vplan.importing.writing.result import Notes
from vplan.importing.writing.yaml_text import Item, Items, Map, Node, Prose
from vplan.model.edition import Edition

_OFFICER = ("namn", "telefon", "epost")
_CONTACT = ("namn", "gata", "box", "postadress", "telefon", "växel", "epost", "webb")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_ANNEX = re.compile(r"(?:bilaga|appendix)\s+(\d{1,3})\s*[:.–-]?\s+(?=\S)", re.IGNORECASE)
_POINT = re.compile(r"\(?\d{1,3}[.)]?\Z")
_NAME = re.compile(r"[^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){1,4}\Z")
_LONGEST_NAME = 60
_NUMBERS = ("telefon", "växel")
_GAP = re.compile(r"(?<=\d) ?[-–] ?(?=\d)")  # 08- 123 45 67


def plan_file(draft: Draft, edition_name: str, edition: Edition, notes: Notes) -> Map:
    """Return the content of the file."""
    cover = draft.cover
    found = Map().add("utgåva", edition_name, draft).add("enhet", one_line(draft.unit), cover)
    title = one_line(cover.title)
    if title and title != _made_title(draft, edition):
        found.add("titel", title)
    _language(found, draft, edition)
    found.add_text("dokumenttyp", cover.kind)
    if cover.dnr is not None:
        found.add("dnr", one_line(cover.dnr))
    _date(found, cover, notes)
    _officer(found, cover, notes)
    found.add_text("till", cover.to)
    if cover.proposal is not None:
        found.add("förslag_till_beslut", _proposal(cover.proposal, notes), cover.proposal)
    contact = _fields(cover.address, _CONTACT, cover, notes)
    found.add("kontakt", contact if contact.entries else None)
    found.add("inledande_kapitel", _chapters(draft.chapters_before, draft, notes))
    found.add("avslutande_kapitel", _chapters(draft.chapters_after, draft, notes))
    annexes = _annexes(draft.annexes, notes)
    return found.add("bilagor", annexes if annexes.items else None)


def _made_title(draft: Draft, edition: Edition) -> str:
    words = {"dokument": str(edition.document), "år": draft.year, "enhet": one_line(draft.unit)}
    return fill(edition.title, **words, nämnd=one_line(draft.board))


def _language(found: Map, draft: Draft, edition: Edition) -> None:
    language = draft.language.strip()
    if language and _LANGUAGE.match(language) and language != (edition.language or "sv"):
        found.add("språk", language)


def _date(found: Map, cover: Cover, notes: Notes) -> None:
    written = one_line(cover.date)
    try:
        if written and datetime.date.fromisoformat(written).isoformat() == written:
            found.add("datum", written)
            return
    except ValueError:
        pass
    notes.leave_out(cover.place, written, msg("This is no date."))


def _officer(found: Map, cover: Cover, notes: Notes) -> None:
    fields = _fields(cover.officer, _OFFICER, cover, notes)
    if one_line(cover.officer.get("namn", "")):
        found.add("handläggare", fields)
    else:
        left = " ".join(one_line(value) for value in cover.officer.values())
        notes.leave_out(cover.place, left, msg("An officer without a name cannot stand in a plan."))


def _fields(values: dict[str, str], keys: Sequence[str], cover: Cover, notes: Notes) -> Map:
    found = Map()
    for key in keys:
        value = values.get(key, "")
        found.add_text(key, _GAP.sub("-", value) if key in _NUMBERS else value)
    for key, value in values.items():
        if key not in keys:
            notes.leave_out(cover.place, value, msg("The cover has no place for this."))
    return found


# --- the proposal ----------------------------------------------------------------------------------------------------


def _proposal(text: Text, notes: Notes) -> Node:
    """Return the proposal: numbered points with signatories where it is that and nothing else, else prose."""
    kept, rest = markdown.bounded(_without_headings(text.blocks))
    if rest:
        notes.leave_out(
            text.place, " ".join(words_of(rest)), msg("The text is longer than a plan can hold in one place.")
        )
    first = next((at for at, block in enumerate(kept) if _is_point(block)), len(kept))
    last = max((at for at, block in enumerate(kept) if _is_point(block)), default=-1)
    points = kept[first : last + 1]
    signatories = _signatories(kept[last + 1 :])
    if not points or signatories is None or not _count_up(points):
        return Prose(kept) if markdown.lines(kept) else ""
    found = Map().add("text", Prose(kept[:first]) if markdown.lines(kept[:first]) else None)
    items = [Item(Prose([_unmarked(point)], short=True)) for point in points if isinstance(point, Paragraph)]
    found.add("punkter", Items(items))
    return found.add("underskrifter", signatories if signatories.items else None)


def _without_headings(blocks: Iterable[Block]) -> list[Block]:
    """Return the blocks with headings as bold text: a proposal has no sections."""
    return [
        Paragraph(block.place, block.runs, bold=True) if isinstance(block, Paragraph) and block.level else block
        for block in blocks
    ]


def _is_point(block: Block) -> bool:
    return (
        isinstance(block, Paragraph)
        and not block.depth
        and _POINT.match(block.mark) is not None
        and bool(block.text.strip())
    )


def _count_up(points: Sequence[Block]) -> bool:
    numbers = [int(re.sub(r"\D", "", p.mark) or 0) if isinstance(p, Paragraph) and _is_point(p) else 0 for p in points]
    return numbers == list(range(1, len(numbers) + 1))


def _unmarked(point: Paragraph) -> Paragraph:
    return Paragraph(point.place, point.runs, bold=point.bold)


def _signatories(blocks: Sequence[Block]) -> Items | None:
    """Return names with titles, or None where the blocks are something else."""
    found: list[Map] = []
    for block in blocks:
        if not isinstance(block, Paragraph) or block.mark:
            return None
        for line in clean(block.text).split("\n"):
            words = one_line(line)
            if _is_name(words):
                found.append(Map().add("namn", words))
            elif words and found and len(found[-1].entries) == 1 and len(words) <= _LONGEST_NAME:
                found[-1].add("titel", words)
            elif words:
                return None
    return Items([Item(person) for person in found])


def _is_name(text: str) -> bool:
    """Tell whether a line looks like a person's name: words that begin with capitals."""
    return (
        len(text) <= _LONGEST_NAME
        and _NAME.match(text) is not None
        and text == " ".join(word[:1].upper() + word[1:] for word in text.split())
    )


# --- chapters and annexes --------------------------------------------------------------------------------------------


def _chapters(chapters: Sequence[Chapter], draft: Draft, notes: Notes) -> Items | None:
    """Return the chapters, or None where there are none."""
    items = []
    for chapter in chapters:
        heading = one_line(chapter.heading) or one_line(draft.document) or "–"
        blocks = chapter.text.blocks
        if not one_line(chapter.heading) and not blocks:
            continue
        found = Map().add("rubrik", heading)
        add_passage(found, "text", Passage(list(blocks), [chapter.text]), notes)
        items.append(Item(found, (chapter, chapter.text) if len(found.entries) == 1 else (chapter,)))
        if not one_line(chapter.heading):
            message = msg("A chapter without a heading got the heading “{heading}”.", heading=heading)
            notes.guess(chapter.place, message, chapter)
    return Items(items) if items else None


def _annexes(annexes: Sequence[str], notes: Notes) -> Items:
    items = []
    for text in annexes:
        line = one_line(text)
        match = _ANNEX.match(line)
        title = line[match.end() :] if match else line
        if not title:
            continue
        items.append(Item(title))
        if match and int(match[1]) != len(items):
            message = msg(
                "“{text}” gets the number {number}: annexes are numbered in order.",
                text=shortened(line, 100),
                number=len(items),
            )
            notes.differs(Place(), message)
    return Items(items)
