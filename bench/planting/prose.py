"""Mistakes in texts: Markdown, links, pictures, numbers, headings, and what must not stand in a plan."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import pairwise

from bench.planting.mutation import Change, Mark, Planted, operator, replace, rewrite
from bench.planting.places import File, Place, World

_KINDS = ("kf", "namnd", "plan", "mal", "ekonomi", "kvalitetsutmarkelse")
_OWN = ("plan", "mal", "ekonomi", "kvalitetsutmarkelse")
_PLAIN = re.compile(
    r"(?:\A|(?<=\n\n))(?=[^\W\d_])[^\[\]|<>#*`\n]+(?:\n[^\s\[\]|<>#*`-][^\[\]|<>#*`\n]*)*(?=\n\n|\n*\Z)"
)
_HEADING = re.compile(r"^(#{2,3}) (.+)$", re.MULTILINE)
_LONG = 200


def blocks(world: World, *kinds: str) -> Iterator[tuple[File, Place, str]]:
    """Yield the texts of files of some kinds."""
    for file in world.of_kind(*(kinds or _KINDS)):
        for place in file.places:
            if place.is_block:
                yield file, place, str(place.value)


def _in_swedish(place: Place) -> bool:
    holder = place.up()
    return holder.child("språk") is None


def _appended(world: World, sentence: str, *kinds: str) -> Planted:
    """Add a sentence to the end of each plain paragraph."""
    for file, place, text in blocks(world, *kinds):
        for paragraph in _PLAIN.finditer(text):
            if _in_swedish(place) and len(paragraph[0]) > 40:
                at = place.offset_in(paragraph.end() - 1) + 1
                yield rewrite(file, at, at, f" {sentence}")


def personal_number(rng: random.Random) -> str:
    """Make a number with a right check digit of somebody who would be born long before there were such numbers."""
    digits = f"{rng.randrange(10, 40):02}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}{rng.randrange(980, 1000)}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    check = -sum(number // 10 + number % 10 for number in doubled) % 10
    return f"18{digits[:6]}-{digits[6:]}{check}"


@operator("a personal identity number stands in a text", "retype", "personal-number")
def _personal_number(world: World, rng: random.Random) -> Planted:
    for changes, marks in _appended(world, "{}"):
        change = changes[0]
        text = change.text.format(f"Ärendet {personal_number(rng)} är ett exempel.")
        yield [Change(change.file, change.start, change.end, text)], marks


@operator("a mobile number or a private address stands in a text", "retype", "private-contact")
def _private_contact(world: World, rng: random.Random) -> Planted:
    # numbers that the Swedish telecom authority has set aside for fiction
    yield from _appended(world, f"Ring 070-174 06 {rng.randrange(10, 99)}.", *_OWN)
    yield from _appended(world, "Skriv till kim.exempel@gmail.com.", *_OWN)


@operator("a prompt stands in a text", "delete", "placeholder-text")
def _prompt(world: World, rng: random.Random) -> Planted:
    yield from _appended(world, rng.choice(("TODO", "XXX", "[fyll i antal]")), *_OWN)


@operator("HTML stands in a text", "retype", "html-in-prose")
def _html(world: World, rng: random.Random) -> Planted:
    yield from _appended(world, rng.choice(("Det är <b>viktigt</b>.", "Nytt<br>stycke.")))


@operator("a link's words say nothing", "retype", "link-text")
def _link_text(world: World, rng: random.Random) -> Planted:
    words = rng.choice(("här", "länk", "läs mer"))
    yield from _appended(world, f"Rutinen finns [{words}](https://example.org/rutin).", *_OWN)


@operator("a link leads to no place, or to a kind of address that is not allowed", "misspell", "link-target")
def _link_target(world: World, rng: random.Random) -> Planted:
    address = rng.choice(("#finns-inte", "ftp://example.org/rutin", "rutin.docx"))
    yield from _appended(world, f"Vi följer [våra rutiner]({address}).", *_OWN)


@operator("a reference's anchor is misspelt", "misspell", "link-target", "unused-figure")
def _anchor_misspelt(world: World, _: random.Random) -> Planted:
    for file, place, text in blocks(world, *_OWN):
        for link in re.finditer(r"\]\(#([a-z0-9-]+)\)", text):
            at = place.offset_in(link.end(1))
            yield rewrite(file, at, at, "x")


@operator("a picture is not there", "misspell", "picture-file")
def _picture_gone(world: World, _: random.Random) -> Planted:
    for file, place, text in blocks(world, *_OWN):
        for picture in re.finditer(r"!\[[^\]]+\]\(([^\s)]+)", text):
            at = place.offset_in(picture.end(1) - 4)
            yield rewrite(file, at, at, "x")
    yield from _appended(world, "\n\n![Karta över området](bilder/saknas.png)".strip(), "plan")


@operator("a picture has no words", "delete", "picture-file")
def _picture_without_words(world: World, _: random.Random) -> Planted:
    for file, place, text in blocks(world, *_OWN):
        for picture in re.finditer(r"!\[([^\]]+)\]\((?!#)", text):
            begin = place.offset_in(picture.start(1))
            yield rewrite(file, begin, begin + len(picture[1]), "")


@operator("a number in a text has a decimal point", "retype", "decimal-point")
def _decimal_point(world: World, _: random.Random) -> Planted:
    for file, place, text in blocks(world, *_OWN):
        for found in re.finditer(r"\d(,)\d+(?= (?:%|procent|mnkr|miljoner|tkr))", text):
            begin = place.offset_in(found.start(1))
            if _in_swedish(place):
                yield rewrite(file, begin, begin + 1, ".")


@operator("a per cent sign in a text has no space", "retype", "percent-space")
def _percent_space(world: World, _: random.Random) -> Planted:
    for file, place, text in blocks(world, *_OWN):
        for found in re.finditer(r"\d( )%", text):
            begin = place.offset_in(found.start(1))
            if _in_swedish(place):
                yield rewrite(file, begin, begin + 1, "")


@operator("a paragraph is one long sentence", "exceed", "long-sentence")
def _long_sentence(world: World, _: random.Random) -> Planted:
    for file, place, text in blocks(world, *_OWN):
        for paragraph in _PLAIN.finditer(text):
            whole = paragraph[0]
            joined = re.sub(r"[.?!](\s)(\w)", lambda m: f" och{m[1]}{m[2].lower()}", whole)
            if len(whole.split()) > 65 and not re.search(r"[.?!:][”\"]?\s", joined) and _in_swedish(place):
                begin, end = place.offset_in(paragraph.start()), place.offset_in(paragraph.end() - 1) + 1
                flat = joined.replace("\n", " ")
                yield rewrite(file, begin, end, flat)


@operator("a heading skips a level", "retype", "heading-level")
def _heading_level(world: World, _: random.Random) -> Planted:
    for file, place, text in blocks(world, *_OWN):
        before = 1
        for heading in _HEADING.finditer(text):
            if len(heading[1]) == 2 and before <= 2:
                at = place.offset_in(heading.start())
                yield rewrite(file, at, at, "##")
            before = len(heading[1])


@operator("a heading repeats its parent", "retype", "repeated-heading")
def _repeated_heading(world: World, _: random.Random) -> Planted:
    for file, place, text in blocks(world, "plan"):
        title = place.up().child("rubrik")
        for heading in _HEADING.finditer(text):
            if title is not None and len(heading[1]) == 2:
                begin = place.offset_in(heading.start(2))
                yield rewrite(file, begin, begin + len(heading[2]), str(title.value))
    for file, place, text in blocks(world, "kvalitetsutmarkelse"):
        parent = ""
        for heading in _HEADING.finditer(text):
            if len(heading[1]) == 3 and parent:
                begin = place.offset_in(heading.start(2))
                yield rewrite(file, begin, begin + len(heading[2]), parent)
            parent = heading[2] if len(heading[1]) == 2 else parent


@operator("a heading has another year", "contradict", "heading-year")
def _heading_year(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("plan", "ekonomi"):
        for place in file.select("*/#/rubrik"):
            if place.is_line and str(file.year) in place.text:
                yield replace(place, place.text.replace(str(file.year), str(file.year - rng.choice((1, 2)))))
        for place in file.select("budget/#/tabellrubrik"):
            if place.is_line and str(file.year) in place.text:
                yield replace(place, place.text.replace(str(file.year), str(file.year + 1)))
    for file, place, text in blocks(world, "plan"):
        for heading in _HEADING.finditer(text):
            if not re.search(r"\d|förra|tidigare|resultat|historia|utfall", heading[2].lower()):
                at = place.offset_in(heading.end(2) - 1) + 1
                yield rewrite(file, at, at, f" {file.year - 1}")


@operator("the date on the cover is years away", "contradict", "cover-date")
def _cover_date(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("plan", "kvalitetsutmarkelse"):
        for place in file.select("datum"):
            for years in (-8, 12):
                yield replace(place, f"{file.year + years}{place.text[4:]}")


@operator("the registry number is not as the board writes it", "contradict", "reference-pattern")
def _reference(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("plan"):
        board = world.beside(file, "namnd")
        for place in file.select("dnr"):
            if board is not None and place.is_line and board.text.startswith("år:"):
                pattern = re.sub(r"\d+", "*", str(place.value))
                after = board.text.index("\n") + 1
                yield (
                    [
                        Change(board.path, after, after, f'dnr_mönster: "{pattern}"\n'),
                        Change(file.path, place.start, place.end, f"{place.text.replace('-', '/')}x"),
                    ],
                    [Mark(file.path, place.start)],
                )


@operator("a chapter that the board asks for is missing", "delete", "missing-chapter")
def _chapter(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("plan"):
        board = world.beside(file, "namnd")
        if board is None or not board.text.startswith("år:"):
            continue
        after = board.text.index("\n") + 1
        for place in file.select("inledande_kapitel/#/rubrik", "avslutande_kapitel/#/rubrik"):
            if place.is_line and not re.search(r"[,:\[\]{}#]", place.text):
                name = place.text
                chapters = [Mark(file.path, p.key_at) for p in file.select("inledande_kapitel", "avslutande_kapitel")]
                yield (
                    [
                        Change(board.path, after, after, f"kapitel: [{name}]\n"),
                        Change(file.path, place.start, place.end, "Något helt annat"),
                    ],
                    [*chapters, Mark(file.path, place.start)],
                )


@operator("annexes are numbered out of order", "swap", "annex-order")
def _annexes(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("plan"):
        rows = [place for place in file.select("bilagor/#") if place.is_line]
        if len(rows) > 1:
            numbers = [2, 1, *range(3, len(rows) + 1)]
            changes = [
                Change(file.path, p.start, p.start, f"Bilaga {n} – ") for p, n in zip(rows, numbers, strict=True)
            ]
            yield changes, [Mark(file.path, place.start) for place in rows]
        elif rows:
            yield [Change(file.path, rows[0].start, rows[0].start, "Bilaga 3 – ")], [Mark(file.path, rows[0].start)]


@operator("a long text stands twice", "swap", "same-text")
def _same_text(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("namnd", "plan", "mal", "kvalitetsutmarkelse"):
        long = [p for p in file.places if p.is_block and _LONG < len(str(p.value)) < 3000]
        for first, second in pairwise(long):
            if first.indent == second.indent and not re.search(r"[#\[|]", f"{first.value}{second.value}"):
                yield (
                    [Change(file.path, second.start, second.end, first.text)],
                    [
                        Mark(file.path, second.start, first.text.index("\n") + 1),
                        Mark(file.path, first.offset_in(0)),
                    ],
                )


@operator("a text is longer than a text may be", "exceed", "long-text")
def _long_text(world: World, _: random.Random) -> Planted:
    for changes, _marks in _appended(world, "Samma mening. " * 7500, *_OWN):
        file = world.files[changes[0].file]
        place = next(p for p in file.places if p.is_block and p.start <= changes[0].start <= p.end)
        yield (
            changes,
            [Mark(file.path, place.start), Mark(file.path, place.offset_in(0)), Mark(file.path, changes[0].start)],
        )


@operator("a word is longer than any word", "exceed", "long-word")
def _long_word(world: World, _: random.Random) -> Planted:
    yield from _appended(world, "a" * 1001)


@operator("lists stand in each other seven deep", "exceed", "too-deep-prose")
def _deep(world: World, _: random.Random) -> Planted:
    for changes, marks in _appended(world, "- - - - - - - - djupt", *_OWN):
        change = changes[0]
        begin = world.files[change.file].text.rfind("\n", 0, change.start) + 1
        line = world.files[change.file].text[begin : change.start]
        indent = " " * (len(line) - len(line.lstrip()))
        text = f"\n\n{indent}{change.text.strip()}"
        yield [Change(change.file, change.start, change.end, text)], [Mark(marks[0].file, change.start, len(text) - 1)]


@operator("a table is wider than the page", "exceed", "table-width", "table-size")
def _wide(world: World, _: random.Random) -> Planted:
    head, rule, row = "| Område " * 40 + "|", "|---" * 40 + "|", "| Östermalm " * 40 + "|"
    for changes, marks in _appended(world, "{}", *_OWN):
        change = changes[0]
        begin = world.files[change.file].text.rfind("\n", 0, change.start) + 1
        line = world.files[change.file].text[begin : change.start]
        indent = "\n" + " " * (len(line) - len(line.lstrip()))
        text = f"\n{indent}{head}"
        below = f"{text}{indent}{rule}{indent}{row}"
        yield [Change(change.file, change.start, change.end, below)], [Mark(marks[0].file, change.start, len(text))]


@operator("a caption stands above no table", "delete", "table-caption")
def _caption(world: World, _: random.Random) -> Planted:
    for changes, marks in _appended(world, "**Tabell:** Svar per kön {#tabell-svar}", *_OWN):
        change = changes[0]
        whole = world.files[change.file].text
        begin = whole.rfind("\n", 0, change.start) + 1
        line = whole[begin : change.start]
        if whole[change.start :].lstrip().startswith("|"):
            continue
        text = "\n\n" + " " * (len(line) - len(line.lstrip())) + change.text.strip()
        yield [Change(change.file, change.start, change.end, text)], [Mark(marks[0].file, change.start, len(text))]


@operator("an answer is gone", "delete", "unanswered-question")
def _answer_gone(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("kvalitetsutmarkelse"):
        answers = file.by_path[("svar",)]
        for place in file.select("svar/*"):
            if place.entry is not None:
                yield (
                    [Change(file.path, *place.lines, "")],
                    [Mark(file.path, answers.key_at), Mark(file.path, answers.start)],
                )


@operator("an answer has the number of no question", "misspell", "unknown-question")
def _answer_misnumbered(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("kvalitetsutmarkelse"):
        for place in file.select("svar/*"):
            yield rewrite(file, place.key_at, place.key_at + len(place.key), "99")
