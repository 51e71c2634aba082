"""Page 1: kind of document, Dnr, date, case officer, addressee, title, proposal, and the unit's address block."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from vplan.diagnostics import msg
from vplan.importing.draft import Cover, LeftOut, Text
from vplan.importing.recognise.names import title_of, unit_of
from vplan.importing.source import Block, Paragraph, Place, Row, Run, Table, plain
from vplan.importing.vocabulary import COVER_KINDS, DATE, MONTHS, PAGE_NUMBER, PROPOSAL_HEADINGS, key

_DNR = re.compile(r"(?:dnr|diarienummer)\b\.?\s*:?\s*(?P<dnr>.*)\Z", re.I)
_OFFICER = re.compile(r"handläggare\s*:?\s*(?P<rest>.*)\Z", re.I)
_TO = re.compile(r"till\s*:?(?P<rest>\s.*)?\Z", re.I)
_PHONE_LABEL = re.compile(r"(?:telefon|tel\.?|tfn\.?)\s*:?\s*(?P<rest>[+\d(].*)\Z", re.I)
_SWITCHBOARD = re.compile(r"växel\s*:?\s*(?P<rest>[+\d(].*)\Z", re.I)
_PHONE = re.compile(r"[+\d(][\d\s()/–-]{6,}\Z")
_EMAIL = re.compile(r"(?:e-?post(?:adress)?\s*:?\s*)?(?P<email>[^\s@]+@[^\s@]+\.\w{2,})\Z", re.I)
_WEB = re.compile(r"(?:https?://)?(?:www\.)?[\w-]+(?:\.[\w-]+)+(?:/\S*)?\Z")
_POSTCODE = re.compile(r"(?:se-?\s?)?\d{3}\s?\d{2},?\s+\S", re.I)
_BOX = re.compile(r"box\s+\d", re.I)
_STREET = re.compile(r"[A-ZÅÄÖ][\w .:-]*\s\d+[\w ,-]*\Z")
_WRITTEN_DATE = re.compile(rf"(?P<day>\d{{1,2}})\s+(?P<month>{'|'.join(MONTHS)})\s+(?P<year>\d{{4}})\Z", re.I)
_POINT = re.compile(r"\d{1,2}[.)]\s+\S")
_ABOVE_POST = 3
_TITLE_LINES = 4
_LONGEST_LINE = 70
_COVER_PLACE = msg("Page 1 has no place for it.")


@dataclass(slots=True)
class _Line:
    text: str
    place: Place
    paragraph: Paragraph


@dataclass(slots=True)
class _Reader:
    """Walks over the lines of page 1 and takes what it knows; the rest is left over."""

    lines: list[_Line]
    cover: Cover = field(default_factory=Cover)
    left: list[_Line] = field(default_factory=list)
    labels: list[_Line] = field(default_factory=list)

    def read(self) -> None:
        title = title_of([line.text for line in self.lines])
        self._take_title(title)
        self._take_proposal()
        self._take_address()
        n = 0
        while n < len(self.lines):
            n += self._one(n)

    def _take_title(self, title: str) -> None:
        if not title:
            return
        at = next(n for n, line in enumerate(self.lines) if line.text == title)
        self.cover.place = self.lines[at].place
        more = self._title_goes_on(at)
        self.cover.title = " ".join(line.text for line in self.lines[at : at + more + 1])
        del self.lines[at : at + more + 1]

    def _title_goes_on(self, at: int) -> int:
        """Return how many lines more the title has: the unit's name, cut there, stands whole elsewhere on the page."""
        others = {line.text for n, line in enumerate(self.lines) if n != at}
        title = self.lines[at].text
        for more in range(1, min(_TITLE_LINES, len(self.lines) - at)):
            title = f"{title} {self.lines[at + more].text}"
            unit, stated = unit_of(title, [])
            if stated and unit in others and unit_of(self.lines[at].text, [])[0] not in others:
                return more
        return 0

    def _take_proposal(self) -> None:
        at = next((n for n, line in enumerate(self.lines) if key(line.text) in PROPOSAL_HEADINGS), None)
        if at is None:
            return
        heading = self.lines[at]
        self.labels.append(heading)
        end = at + 1
        stop = self._address_start(at + 1)
        while end < stop:
            end += 1
        self.cover.proposal = Text(heading.place, _paragraphs(self.lines[at + 1 : end]))
        points = (line for line in self.lines[at + 1 : end] if _POINT.match(line.text))
        self.labels += [_Line(line.text.split()[0], line.place, line.paragraph) for line in points]
        del self.lines[at:end]

    def _address_start(self, first: int) -> int:
        """Return where the address block begins: some lines above the postal code, or the end of the lines."""
        post = next((n for n in range(first, len(self.lines)) if is_post(self.lines[n].text)), None)
        if post is None:
            return next(
                (n for n in range(first, len(self.lines)) if _ends_proposal(self.lines[n].text)), len(self.lines)
            )
        return self._above(post, first)

    def _above(self, post: int, first: int) -> int:
        """Return where the lines above a postal code begin that belong to it: streets and boxes, then a name."""
        start = post
        while start > first and post - start < 3 and _is_street(self.lines[start - 1].text):
            start -= 1
        return start - 1 if start > first and _is_address(self.lines[start - 1].text) else start

    def _take_address(self) -> None:
        post = next((n for n, line in enumerate(self.lines) if is_post(line.text)), None)
        if post is None:
            return
        start = self._above(post, 0)
        end = post + 1
        while end < len(self.lines) and any(_contact_kind(line.text) for line in self.lines[end : end + 2]):
            end += 1
        self._contacts(self.lines[start:end])
        del self.lines[start:end]

    def _contacts(self, lines: Sequence[_Line]) -> None:
        address = self.cover.address
        for number, line in enumerate(lines):
            text = line.text
            kind = _contact_kind(text)
            if not kind and number and "postadress" in address:
                self.left.append(line)
                continue
            if kind == "telefon" and "telefon" in address:
                kind = "växel"
            if not kind:
                kind = "gata" if _is_street(text) or (number and "gata" not in address) else "namn"
            if not kind or kind in address:
                self.left.append(line)
            else:
                address[kind] = _contact_value(kind, text)
                label = text.removesuffix(address[kind]).strip()
                if label:
                    self.labels.append(_Line(label, line.place, line.paragraph))

    def _one(self, n: int) -> int:
        """Take the line at `n`; return how many lines that took."""
        line = self.lines[n]
        text = line.text
        if PAGE_NUMBER.match(text):
            self.labels.append(line)
        elif match := _DNR.match(text):
            self.cover.dnr = match["dnr"].strip()
        elif _date(text) and not self.cover.date:
            self.cover.date = _date(text)
        elif match := _OFFICER.match(text):
            return self._officer(n, match["rest"])
        elif match := _TO.match(text):
            return self._to(n, (match["rest"] or "").strip())
        elif COVER_KINDS.match(text) and not self.cover.kind:
            self.cover.kind = text
        else:
            self.left.append(line)
        return 1

    def _officer(self, n: int, rest: str) -> int:
        self.labels.append(self.lines[n])
        officer = self.cover.officer
        took = 1
        if rest:
            officer["namn"] = rest
        for line in self.lines[n + 1 : n + 5]:
            text = line.text
            phone, email = _PHONE_LABEL.match(text), _EMAIL.match(text)
            if phone:
                officer.setdefault("telefon", phone["rest"].strip())
                self.labels.append(_Line(text[: phone.start("rest")].strip(), line.place, line.paragraph))
            elif _PHONE.match(text):
                officer.setdefault("telefon", text)
            elif email:
                officer.setdefault("epost", email["email"])
            elif "namn" not in officer and not _starts_other(text):
                officer["namn"] = text
            elif key(text).startswith("telefon") and len(key(text)) <= 8:
                pass
            else:
                break
            took += 1
        return took

    def _to(self, n: int, rest: str) -> int:
        self.labels.append(self.lines[n])
        if rest:
            self.cover.to = rest
            return 1
        following = self.lines[n + 1] if n + 1 < len(self.lines) else None
        if following is None or _starts_other(following.text):
            return 1
        self.cover.to = following.text
        return 2


def read_cover(blocks: Sequence[Block], furniture: Sequence[Paragraph]) -> tuple[Cover, list[LeftOut], list[str]]:
    """Return the cover, what of it has no place, and the lines that were left, in order, for the unit's name.

    A Word file may hold kind, Dnr and date in its page header alone, which is among the furniture.
    """
    reader = _Reader(list(_lines(blocks)))
    reader.read()
    cover = reader.cover
    headers = _Reader([line for line in _lines(furniture) if not PAGE_NUMBER.match(line.text)])
    headers.read()
    cover.kind = cover.kind or headers.cover.kind
    cover.date = cover.date or headers.cover.date
    cover.dnr = headers.cover.dnr if cover.dnr is None else cover.dnr
    cover.title = cover.title or headers.cover.title
    left = [LeftOut(line.place, line.text, _COVER_PLACE) for line in reader.left]
    left += [LeftOut(line.place, line.text, msg("a label"), understood=True) for line in reader.labels]
    return cover, left, [line.text for line in reader.left]


def address_at_end(blocks: Sequence[Block]) -> int:
    """Return where an address block begins that ends the document; its length where none does."""
    start = len(blocks)
    while start and isinstance(block := blocks[start - 1], Paragraph) and _can_be_address(block):
        start -= 1
    texts = [block.text.strip() for block in blocks[start:] if isinstance(block, Paragraph)]
    post = next((n for n, text in enumerate(texts) if is_post(text.split("\n")[0])), None)
    if post is None or not all(_contact_kind(text) for text in texts[post + 1 :]):
        return len(blocks)
    first = post
    while first and post - first < _ABOVE_POST:
        first -= 1
    return start + first


def _can_be_address(block: Paragraph) -> bool:
    text = block.text.strip()
    return (
        not block.mark
        and not block.level
        and len(text) < _LONGEST_LINE
        and (_is_address(text) or bool(_contact_kind(text)))
    )


def _lines(blocks: Sequence[Block]) -> list[_Line]:
    lines = []
    for block in blocks:
        paragraphs = [block] if isinstance(block, Paragraph) else _of_table(block) if isinstance(block, Table) else []
        for paragraph in paragraphs:
            mark = f"{paragraph.mark} " if paragraph.mark[:1].isdigit() else ""
            for part in paragraph.text.replace("\t", "\n").split("\n"):
                text = " ".join(part.split())
                if text:
                    lines.append(_Line(mark + text, paragraph.place, paragraph))
                    mark = ""
    return lines


def _of_table(table: Table) -> list[Paragraph]:
    return [plain(cell.text, row.place) for row in table.rows for cell in _cells(row)]


def _cells(row: Row) -> list[Paragraph]:
    return [Paragraph(row.place, (Run(cell.text),)) for cell in row.cells if cell.text.strip()]


def _paragraphs(lines: Sequence[_Line]) -> list[Block]:
    """Return the paragraphs of the proposal: numbered points have their mark, the rest is as it stood."""
    blocks: list[Block] = []
    before: Paragraph | None = None
    for line in lines:
        point = _POINT.match(line.text)
        if point:
            mark, _, text = line.text.partition(" ")
            blocks.append(Paragraph(line.place, (Run(text.strip()),), mark=mark))
        elif before is line.paragraph and blocks and not line.paragraph.mark:
            last = blocks[-1]
            assert isinstance(last, Paragraph)
            blocks[-1] = Paragraph(last.place, (Run(f"{last.text}\n{line.text}"),), mark=last.mark)
        else:
            blocks.append(plain(line.text, line.place))
        before = line.paragraph
    return blocks


def _date(text: str) -> str:
    if DATE.match(text):
        return text
    written = _WRITTEN_DATE.match(text)
    if written is None:
        return ""
    month = MONTHS.index(written["month"].casefold()) + 1
    return f"{written['year']}-{month:02}-{int(written['day']):02}"


def is_post(text: str) -> bool:
    """Tell whether a line is a postal code with its place."""
    return _POSTCODE.match(text) is not None and len(text) < 60


def is_contact(text: str) -> bool:
    """Tell whether a line belongs to an address by its own looks: postal code, box, telephone, e-mail, web address."""
    return bool(_contact_kind(text))


def _contact_kind(text: str) -> str:
    if is_post(text):
        return "postadress"
    if _BOX.match(text):
        return "box"
    if _EMAIL.match(text):
        return "epost"
    if _SWITCHBOARD.match(text):
        return "växel"
    if _PHONE_LABEL.match(text) or _PHONE.match(text):
        return "telefon"
    return "webb" if _WEB.match(text) and not DATE.match(text) else ""


def _contact_value(kind: str, text: str) -> str:
    if kind == "epost" and (match := _EMAIL.match(text)):
        return match["email"]
    if kind in ("telefon", "växel"):
        match = _PHONE_LABEL.match(text) or _SWITCHBOARD.match(text)
        return match["rest"].strip() if match else text
    return text


def _is_street(text: str) -> bool:
    return _is_address(text) and bool(_STREET.match(text) or _BOX.match(text))


def _is_address(text: str) -> bool:
    """Tell whether a line can stand above a postal code: a name, a street, a box."""
    if len(text) > 70 or text.endswith((".", ":")) or _POINT.match(text) or _starts_other(text):
        return False
    return not _PHONE_LABEL.match(text) and not PAGE_NUMBER.match(text) and not _date(text)


def _starts_other(text: str) -> bool:
    return bool(
        _DNR.match(text)
        or _OFFICER.match(text)
        or re.fullmatch(r"till\s*:?", text, re.I)
        or key(text) in PROPOSAL_HEADINGS
        or COVER_KINDS.match(text)
    )


def _ends_proposal(text: str) -> bool:
    return bool(_starts_other(text) or _date(text) or _EMAIL.match(text) or PAGE_NUMBER.match(text))
