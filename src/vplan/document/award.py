"""Assembles an application for the award: title page, facts, introduction, and the parts with questions and answers."""

from __future__ import annotations

from vplan.document.anchors import Anchors
from vplan.document.plan import labels_of
from vplan.document.prose import ProsePlace, convert
from vplan.document.status import status_of
from vplan.document.tree import Block, Cover, Document, Facts, Passage, Section
from vplan.document.typography import typeset
from vplan.editions import fill
from vplan.model.prose import Prose
from vplan.model.values import as_id, one_line
from vplan.questions import LinkedAward, LinkedPart, LinkedQuestion
from vplan.rules.placeholder_text import is_placeholder

_TITLE = "dokument"


def assemble_award(linked: LinkedAward, *, logotype: str = "") -> Document:
    """Return the document of an application. `logotype` is a picture file relative to the workspace, or empty."""
    return _Assembler(linked).document(logotype)


class _Assembler:
    def __init__(self, linked: LinkedAward) -> None:
        self.linked = linked
        self.edition = linked.edition
        self.anchors = Anchors()
        self.language = self.edition.language or "sv"

    def document(self, logotype: str) -> Document:
        award = self.linked.award
        unit = one_line(award.unit)
        words = {
            "dokument": str(self.edition.document),
            "år": self.linked.year,
            "enhet": unit,
            "nämnd": self.linked.board_name,
        }
        title_anchor = self.anchors.take(_TITLE)
        self._reserve()
        administration = self._administration()
        cover = self._cover(unit, administration, logotype)
        return Document(
            title=one_line(award.title) or fill(self.edition.title, **words),
            title_anchor=title_anchor,
            lang=self.language,
            author=", ".join(name for name in (unit, administration) if name),
            subject=fill(self.edition.subject, **words),
            keywords=(str(self.linked.year), *([cover.status] if cover.status else [])),
            date=award.date.isoformat() if award.date else "",
            year=self.linked.year,
            cover=cover,
            labels=labels_of(self.edition),
            sections=(*self._facts(), *self._introduction(), *map(self._part, self.linked.parts, self.part_anchors)),
        )

    def _reserve(self) -> None:
        """Take the anchors of the edition's headings before any heading of a text can."""
        self.question_anchors = {
            question.number: self.anchors.take(f"fraga-{as_id(question.number)}")
            for question in self.linked.questions()
        }
        headings = self.edition.headings
        self.facts_anchor = self.anchors.take(str(headings.facts))
        self.introduction_anchor = self.anchors.take(str(headings.introduction))
        self.part_anchors = [self.anchors.take(one_line(linked.part.heading)) for linked in self.linked.parts]

    def _administration(self) -> str:
        written = one_line(self.linked.award.administration)
        return written or (one_line(self.linked.board.name) if self.linked.board is not None else "")

    def _cover(self, unit: str, administration: str, logotype: str) -> Cover:
        date = self.linked.award.date
        return Cover(
            unit=unit,
            document_kind="",
            reference="",
            date=date.isoformat() if date else "",
            officer=None,
            recipient_heading="",
            recipient="",
            proposal=None,
            contact_heading="",
            contact=(),
            logotype=logotype,
            layout="title",
            administration=administration,
            status=status_of(self.linked, self.edition.cover, self.language),
        )

    def _facts(self) -> tuple[Section, ...]:
        award = self.linked.award
        items = tuple((one_line(name), typeset(one_line(text))) for name, text in award.facts.items() if text.strip())
        if not items:
            return ()
        title = str(self.edition.headings.facts)
        lang = self._foreign(award.language)
        content: tuple[Block, ...] = (Facts(items),)
        return (
            Section(
                anchor=self.facts_anchor,
                role="chapter",
                level=2,
                title=title,
                content=(Passage(lang, content),) if lang else content,
                in_contents=bool(self.edition.contents.facts),
                span=award.key_span("facts"),
            ),
        )

    def _introduction(self) -> tuple[Section, ...]:
        award = self.linked.award
        if award.introduction is None or award.introduction.is_empty or is_placeholder(award.introduction):
            return ()
        title = str(self.edition.headings.introduction)
        anchor = self.introduction_anchor
        return (
            Section(
                anchor=anchor,
                role="chapter",
                level=2,
                title=title,
                content=self._text(award.introduction, 2, anchor),
                in_contents=bool(self.edition.contents.introduction),
                span=award.key_span("introduction"),
            ),
        )

    def _part(self, linked: LinkedPart, anchor: str) -> Section:
        return Section(
            anchor=anchor,
            role="chapter",
            level=2,
            title=typeset(one_line(linked.part.heading)),
            content=tuple(self._question(question) for question in linked.questions),
            in_contents=bool(self.edition.contents.parts),
            span=linked.part.span("heading"),
        )

    def _question(self, linked: LinkedQuestion) -> Section:
        anchor = self.question_anchors[linked.number]
        answered = linked.answer is not None
        place = self.linked.award.entry_span("answers", linked.number) if answered else linked.question.span("text")
        return Section(
            anchor=anchor,
            role="question",
            level=3,
            title=fill(self.edition.headings.question, nr=linked.number, fråga=typeset(one_line(linked.question.text))),
            content=self._text(linked.answer, 3, anchor),
            in_contents=bool(self.edition.contents.questions),
            contents_level=2 if self.edition.contents.parts else 1,
            span=place,
            number=linked.number,
        )

    def _text(self, prose: Prose | None, level: int, anchor: str) -> tuple[Section | Block, ...]:
        if prose is None or is_placeholder(prose):
            return ()
        lang = self._foreign(prose.language or self.linked.award.language)
        return convert(prose, ProsePlace(level, self.anchors, anchor, lang, self.linked.folder))

    def _foreign(self, lang: str | None) -> str | None:
        return None if lang == self.language else lang
