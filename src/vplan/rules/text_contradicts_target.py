"""text-contradicts-target: a figure in a text is the target of the indicator it speaks of.

Why: a reader who finds “minst 60 procent” in the text and 50 % in the table does not know which one holds, and at the
follow-up both do. Judged is only a figure whose sentence names an indicator of the plan and speaks of what is to be
reached, not of earlier years, changes or comparisons.

Wrong: `Minst 60 procent av insatserna avslutas enligt plan` beside `årsmål: 50 %`

Right: `Minst 50 procent av insatserna avslutas enligt plan` beside `årsmål: 50 %`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from vplan.diagnostics import Diagnostic, Related, Severity, msg
from vplan.model.target import Target
from vplan.model.values import one_line, shortened
from vplan.rules.facts import (
    PERCENT,
    Figure,
    Shown,
    Standing,
    between,
    count_of,
    counts_in,
    sentence_at,
    standings,
    stem,
    words_of,
)
from vplan.rules.lazy import lazy
from vplan.rules.missing_target import is_left_blank
from vplan.rules.outcome_differs import in_comment, in_history
from vplan.rules.scope import CheckedText, Scope
from vplan.rules.target_unit import kind_of
from vplan.source.tree import Scalar

ID = "text-contradicts-target"
SEVERITY = Severity.WARNING

_GENERIC_WORDS = """
    samtliga person personer brukare brukarna medarbetare personal anställda invånare enskilda enskild kunder klienter
    insats insatser stöd service enheten enhetens enheter nämnden nämndens förvaltningen staden stadens stockholm
    stockholms dagar svar behov verksamhet verksamheten hemtjänst hemtjänsten socialpsykiatri
    missbruk kvalitet mål målet äldre barn elever vuxna funktionsnedsättning
"""
_EMPTY_WORDS = """
    andel antal upplever upplevt anser tycker inom enligt efter före över under till från alla mina vara varit kommer
    också minst högst procent hela varje sina sitt deras förhållande och att som med för den det är inte kan har hur när
"""
_GENERIC = frozenset(map(stem, _GENERIC_WORDS.split()))
_SAY_NOTHING = frozenset(stem(word) or word for word in _EMPTY_WORDS.split())
_GOAL = lazy(
    r"\b(?:ska|skall|vill|minst|högst|lägst|max(?:imalt)?|målet|årsmål(?:et)?|målsättning(?:en)?|mål(?:värde|nivå)\w*|mål)\b",
    re.IGNORECASE,
)
_OTHER = lazy(
    r"\butfall|\bvar\b|\bblev\b|\blåg\b|\bhade\b|\bsvarade\b|\bansåg\b|\buppgav\b|förra|föregående|tidigare|i fjol|"
    r"\bidag\b|\bi dag\b|\bnuläge|\bjämfört|\bän\b|snitt|riket|\bmed\s{1,3}(?:minst|högst|cirka|ca|upp till)?\s{0,3}\Z|"
    r"\bfrån\s{1,3}\Z|varav|öka(?:r|t|de)?\s+med|minska(?:r|t|de)?\s+med|prognos|heltid|deltid|halvtid|\btjänst\b|"
    r"längre sikt|svarsfrekvens|svarar? på|besvara|delta i|utbild|\bkurs|år 20\d\d",
    re.IGNORECASE,
)
_OF_THEM = lazy(r"\bav de(?:m|ssa)\b", re.IGNORECASE)
_YEAR = lazy(r"\b(?:19|20)\d\d\b")
_OF = lazy(
    r"\s{1,3}av\s{1,3}(?:(?:de|dem|den|alla|våra|enhetens|samtliga|årets)\s{1,3}){0,2}(?P<noun>[^\W\d]+)", re.IGNORECASE
)
_NEXT = lazy(r"\s{1,3}(?P<noun>[^\W\d]{4,})")
_STAFF = "personal"
_PEOPLE = (  # those whom the city serves; what is counted of its staff is another thing
    *("brukar", "kund", "klient", "person", "omsorgstag", "äldre", "hyresg", "deltag", "barn", "elev", "ungdom"),
    *("vårdnadshav", "anhörig", "invån", "enskild", "som", "dem", "de", "våldsutsatt", "svarande", "stockholmar"),
)
_RANGE_BEFORE = lazy(r"\d\s{0,2}(?:%|procent)?\s{1,3}(?:till|och|eller|à|-|–)\s{1,3}\Z")
_SHORT = 3
_WHOLE = 100
_MOST_FIGURES, _MOST_INDICATORS = 500, 300  # that are judged in a plan, so that none takes long
_WORD_THERE = lazy(r"[^\W\d_]+")
_LONG = 6  # letters of a word that an indicator's name may rightly share with a sentence on something else
_IN_CHAPTER = Standing(None, None, is_expectation=False)
_ENOUGH = 2  # words of an indicator's name that name it anywhere in the plan; at its own goal one does


class _Candidate(NamedTuple):
    """An indicator, the beginnings of the words that name it, and the numbers that it has.

    `weak` are those that many indicators have; a name with no other is vague, and must be there as a whole.
    """

    shown: Shown
    target: Target
    stems: frozenset[str]
    weak: frozenset[str]
    is_vague: bool
    accepted: frozenset[Decimal]
    is_percent: bool

    @property
    def is_comparable(self) -> bool:
        """Tell whether it has a target to hold a figure against; one that is wrong in itself is for other rules."""
        target = self.target
        if target.number is None or target.unit not in ("", PERCENT, *_COUNTED):
            return False
        return not self.is_percent or (target.unit == PERCENT and 0 <= target.number <= _WHOLE)

    @property
    def is_index(self) -> bool:
        return "index" in self.shown.row.name.casefold()

    def is_near(self, standing: Standing) -> bool:
        return self.shown.goal == standing.goal

    def may_count(self, noun: str) -> bool:
        """Tell whether what a figure counts (“50 procent av personalen”) may be what the indicator does."""
        if not noun or self.is_index or any(noun.startswith(stem_) for stem_ in self.stems | self.weak):
            return True
        return self.is_percent and noun.startswith(_PEOPLE) and not noun.startswith(_STAFF)


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each figure that contradicts the target of the indicator it speaks of."""
    if not scope.indicators and not scope.linked_indicators:
        return
    left = _MOST_FIGURES
    places: dict[int, Standing] | None = None
    candidates: list[_Candidate] | None = None
    for text in scope.swedish_texts:
        figures = _figures(text)
        if not figures:
            continue
        if candidates is None or places is None:
            candidates, places = list(islice(_candidates(scope), _MOST_INDICATORS)), standings(scope)
        if not any(candidate.is_comparable for candidate in candidates):
            return
        standing = places.get(id(text.prose)) or (_IN_CHAPTER if scope.is_unit else None)
        if standing is not None:
            yield from _Reader(scope, text.prose.text, figures[:left], standing, candidates).findings()
            left = max(0, left - len(figures))


def _figures(text: CheckedText) -> list[Figure]:
    percent = [figure for figure in text.figures if figure.unit == PERCENT]
    return sorted((*percent, *counts_in(text.prose.text)), key=lambda figure: figure.start)


def _candidates(scope: Scope) -> Iterator[_Candidate]:
    for shown in scope.shown:
        target = shown.linked.target
        if target.number is None and not is_left_blank(shown):
            target = shown.row.council_target
        stems = frozenset(stem(word) or word for word in words_of(shown.row.name)) - _SAY_NOTHING
        telling = frozenset(stem_ for stem_ in stems - _GENERIC if len(stem_) > _SHORT)
        accepted = frozenset(_accepted(shown))
        is_share = target.unit == PERCENT or kind_of(one_line(shown.row.name).casefold()) == "share"
        yield _Candidate(shown, target, telling or stems, stems & _GENERIC, not telling, accepted, is_share)


_COUNTED = ("personer", "person", "st", "stycken", "dagar", "dag", "veckor", "timmar")


def _accepted(shown: Shown) -> Iterator[Decimal]:
    """Yield every number that stands in the tables for an indicator."""
    row, own = shown.row, shown.linked.own
    targets = [row.target, row.council_target, *([own.target] if own is not None else [])]
    yield from (target.number for target in targets if target.number is not None)
    for values in (row, own):
        if values is not None:
            yield from (outcome.value for outcome in (*in_history(values), *in_comment(values.comment)))


_Scores = list[tuple[tuple[int, int], _Candidate]]  # how many telling and how many weak words name each


@dataclass(slots=True)
class _Reader:
    """Goes through the figures of one text in order; `settled` are the indicators that the sentence has spoken of."""

    scope: Scope
    text: Scalar
    figures: list[Figure]
    standing: Standing
    candidates: list[_Candidate]
    begin: int = -1
    settled: list[_Candidate] = field(default_factory=list)

    def findings(self) -> Iterator[Diagnostic]:
        for at, figure in enumerate(self.figures):
            begin, end = sentence_at(self.text, figure.start, figure.end)
            if begin != self.begin:
                self.begin, self.settled = begin, []
            if _speaks_of_target(self.scope, self.text, figure, begin, end, self.standing):
                signs = _other_signs(self.text[begin : figure.start], self.text[figure.end : end])
                if signs is not None:
                    yield from self._judged(at, begin, end, signs)

    def _judged(self, at: int, begin: int, end: int, signs: frozenset[str]) -> Iterator[Diagnostic]:
        figure = self.figures[at]
        scores = [(score, c) for score, c in self._named(at, begin, end) if signs <= c.stems | c.weak]
        right = [c for _, c in scores if figure.value in c.accepted]
        best = None if right else _best(scores)
        self.settled += right
        if best is not None:
            self.settled.append(best)
            yield _finding(self.text, figure, best)

    def _named(self, at: int, begin: int, end: int) -> _Scores:
        """Return the indicators that the words around a figure name, up to the figures before and after it."""
        figure = self.figures[at]
        before, after = between(self.figures, at, begin, end)
        words = words_of(self.text[before : figure.start]) | words_of(self.text[figure.end : after])
        noun = _noun(self.text, figure)
        fitting = [c for c in self.candidates if c.is_percent == (figure.unit == PERCENT) and c.may_count(noun)]
        scores = _scores(fitting, words, self.standing)
        if not scores and before == begin and not _PRONOUN.isdisjoint(words):
            earlier = sentence_at(self.text, max(0, begin - 2), max(0, begin - 2))[0]
            found = _scores(fitting, words_of(self.text[earlier:begin]), self.standing)
            scores = [(score, c) for score, c in found if c.is_near(self.standing)]
        scores = scores or list(_only_one(fitting, self.standing, words_of(self.text[begin:end])))
        return [(score, c) for score, c in scores if not any(c is other for other in self.settled)]


_PRONOUN = frozenset(("den", "det", "dessa"))


def _scores(candidates: list[_Candidate], words: frozenset[str], standing: Standing) -> _Scores:
    """Return the indicators that a sentence names, with how well."""
    return [
        ((strong, count_of(c.weak, words)), c)
        for c in candidates
        if (strong := _strength(c, words, standing, candidates))
    ]


def _best(scores: _Scores) -> _Candidate | None:
    """Return the indicator that is named best; of several with the same words the one with the shortest name."""
    best = max((score for score, _ in scores), default=None)
    nearest = [c for score, c in scores if score == best]
    if not nearest or any(c.stems != nearest[0].stems or not c.is_comparable for c in nearest):
        return None
    return min(nearest, key=lambda c: len(c.shown.row.name))


def _speaks_of_target(scope: Scope, text: str, figure: Figure, begin: int, end: int, standing: Standing) -> bool:
    """Tell whether a figure's sentence is about what is to be reached this year."""
    left, right = text[begin : figure.start], text[figure.end : end]
    if figure.is_range or figure.has_point or _RANGE_BEFORE().search(left) or right[:6].lower() == "enhete":
        return False
    if not figure.unit and not _counts_what_is_measured(right):
        return False
    if _OF_THEM().search(left):
        return False
    if any(int(year) != scope.year for year in _YEAR().findall(left + right)):
        return False
    return standing.is_expectation or _GOAL().search(left) is not None or _GOAL().search(right) is not None


def _other_signs(left: str, right: str) -> frozenset[str] | None:
    """Return the stems of the words by which a sentence may speak of another thing than a target; None: it does.

    “Utbildning” is such a word, unless the indicator's own name has it.
    """
    found = [match for part in (left, right) for match in _OTHER().finditer(part)]
    words = [(_WORD_THERE().match(match.string, match.start()), match) for match in found]
    if any(word is None or len(word[0]) < _LONG or word.end() < match.end() for word, match in words):
        return None
    return frozenset(stem(word[0].casefold()) for word, _ in words if word is not None)


def _noun(text: str, figure: Figure) -> str:
    """Return what is counted: the word behind a count, or behind “procent av”."""
    match = (_OF() if figure.unit else _NEXT()).match(text, figure.end)
    return match["noun"].casefold() if match else ""


def _counts_what_is_measured(right: str) -> bool:
    """Tell whether a number without a unit may be an indicator's: not times, weeks, minutes, years."""
    return _MEASURE().match(right) is None


_MEASURE = lazy(
    r"[ \u00a0\n](?:gång|veck|minut|timm|år|månad|dygn|klocka|sid|kron|meter|kilo|liter|miljon|tusen|ord|tecken)"
)


def _strength(candidate: _Candidate, words: frozenset[str], standing: Standing, candidates: list[_Candidate]) -> int:
    """Return how many telling words of an indicator's name a sentence has; 0 where it does not name it."""
    found = [stem_ for stem_ in candidate.stems if count_of(frozenset((stem_,)), words)]
    if not found:
        return 0
    is_named = len(found) == len(candidate.stems)
    if candidate.is_vague:
        return len(found) if is_named else 0
    if standing is _IN_CHAPTER:  # far from the tables a name must be there as a whole
        return len(found) if is_named and (not candidate.weak or count_of(candidate.weak, words)) else 0
    is_named = is_named or len(found) >= _ENOUGH
    if not candidate.is_percent:
        return len(found) if is_named or (candidate.is_index and candidate.is_near(standing)) else 0
    is_alone = sum(1 for other in candidates if found[0] in other.stems) == 1 and count_of(candidate.weak, words) > 0
    return len(found) if is_named or is_alone or candidate.is_near(standing) else 0


_SPEAKS_OF_GOAL = frozenset(("målet", "årsmål", "årsmålet", "målsättningen", "målvärdet", "målnivån"))


def _only_one(
    fitting: list[_Candidate], standing: Standing, words: frozenset[str]
) -> Iterator[tuple[tuple[int, int], _Candidate]]:
    """Yield the one indicator of the unit's goal, where the sentence speaks of the target without naming it."""
    own = [c for c in fitting if standing.unit_goal is not None and c.shown.unit_goal is standing.unit_goal]
    if len(own) == 1 and words & _SPEAKS_OF_GOAL:
        yield (1, 0), own[0]


def _finding(text: Scalar, figure: Figure, candidate: _Candidate) -> Diagnostic:
    target = candidate.target
    message = msg(
        "The text says {said}, but the target of “{name}” is {target}.",
        said=one_line(text[figure.start : figure.end]),
        name=shortened(candidate.shown.row.name, 100),
        target=str(target.text),
    )
    where = Related(target.text.span, msg("The target stands here."))
    hint = msg("Write the same figure in both places; only you know which one is right.")
    return Diagnostic(ID, SEVERITY, text.span_at(figure.start, figure.end), message, hint, (where,))
