"""Mistakes in the shape of a file: keys, ids, references, words that a field can choose from, and YAML itself."""

from __future__ import annotations

import random
import re
from itertools import pairwise

from bench.planting.mutation import Change, Mark, Planted, operator, replace, rewrite
from bench.planting.places import File, Place, World
from vplan.source.tree import Mapping, Sequence

# below these paths the keys are ids, years or labels, which a plan chooses itself
_FREE = {
    "kf": ("**/utfall", "**/serier"),
    "namnd": ("mål", "**/utfall"),
    "plan": ("**/serier", "**/utfall"),
    "mal": ("mål", "mål/*/nämndmål", "**/indikatorer", "**/utfall"),
    "ekonomi": ("budget/#/kolumner", "**/uppgifter"),
    "kvalitetsutmarkelse": ("administrativa_uppgifter", "svar", "**/serier", "**/utfall"),
}
_ROWS_ABOVE = (
    *("**/indikatorer/#/namn", "**/indikatorer/#/id", "**/aktiviteter/#/aktivitet", "**/aktiviteter/#/id"),
    *("**/aktiviteter/#/start", "**/aktiviteter/#/slut"),
)
_BOARD_GOALS = ("mål/*/#", "mål/*/nämndmål/#")
_NEEDED = {
    "kf": ("inriktningsmål/#/titel", "**/mål/#/titel", *_ROWS_ABOVE),
    "namnd": (*(f"{goal}/{key}" for goal in _BOARD_GOALS for key in ("nämndmål", "id")), *_ROWS_ABOVE),
    "plan": ("utgåva", "enhet", "*/#/rubrik", "handläggare/namn", "**/underskrifter/#/namn"),
    "mal": (
        *("**/enhetsmål/#/id", "**/enhetsmål/#/mål", "**/enhetsmål/#/indikatorer/#/namn"),
        *("**/aktiviteter/#/aktivitet", "**/aktiviteter/#/start", "**/aktiviteter/#/slut"),
    ),
    "ekonomi": ("budget/#/belopp_i", "budget/#/kolumner", "**/rader/#/rad"),
    "kvalitetsutmarkelse": ("utgåva", "enhet", "figurer/#/id", "figurer/#/slag", "figurer/#/rubrik"),
}
_TITLES = (
    "inriktningsmål/#/titel", "inriktningsmål/#/mål/#/titel", "mål/*/#/nämndmål", "mål/*/nämndmål/#/nämndmål",
    "**/enhetsmål/#/mål", "inledande_kapitel/#/rubrik", "avslutande_kapitel/#/rubrik", "**/indikatorer/#/namn",
    "**/aktiviteter/#/aktivitet", "enhet",
)  # fmt: skip
_KINDS = tuple(_NEEDED)


def misspelt(word: str, rng: random.Random) -> str:
    """Return a word with one slip of the keyboard: two letters swapped, one dropped, one doubled, or dots forgotten."""
    at = rng.randrange(1, len(word)) if len(word) > 1 else 0
    slips = [word[:at] + word[at + 1 :], word[:at] + word[at] * 2 + word[at + 1 :]]
    if 0 < at < len(word) - 1:
        slips.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    slips.append(word.translate(str.maketrans("åäö", "aao")))
    return rng.choice([slip for slip in slips if slip and slip != word] or [word + "x"])


def _known_keys(world: World) -> frozenset[str]:
    trees = (place.value for file in world.files.values() for place in file.places)
    return frozenset(key for value in trees if isinstance(value, Mapping) for key in value)


def _fixed_keys(file: File) -> list[Place]:
    """Return the entries whose keys the format knows."""
    free = {place.path for place in file.select(*_FREE.get(file.kind, ()))}
    return [p for p in file.places if isinstance(p.parent, Mapping) and p.path[:-1] not in free and not p.in_flow]


def parents(place: Place) -> list[Mark]:
    """Return where what is missing may be told of: at the first line of what should hold it, or at its key."""
    above, marks = place.up(), [Mark(place.file.path, place.up().start)]
    if isinstance(above.parent, Mapping):
        marks.append(Mark(place.file.path, above.key_at))
    return marks


@operator("a key that is needed is gone", "delete", "missing-key", "row-without-id", "goal-without-number", "bad-id")
def _needed_key_gone(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_KINDS):
        for place in file.select(*_NEEDED[file.kind]):
            if place.entry is not None:
                yield [Change(file.path, *place.entry, "")], parents(place)


@operator("a title is emptied", "delete", "empty-value", "missing-key")
def _title_emptied(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_KINDS):
        for place in file.select(*_TITLES):
            if place.is_line and not place.in_flow:
                yield [Change(file.path, place.start, place.end, "")], [Mark(file.path, place.key_at)]


@operator("a key is misspelt", "misspell", "unknown-key")
def _key_misspelt(world: World, rng: random.Random) -> Planted:
    known = _known_keys(world)
    for file in world.of_kind(*_KINDS, "vplan"):
        for place in _fixed_keys(file):
            wrong = misspelt(place.key, rng)
            if wrong not in known:
                yield rewrite(file, place.key_at, place.key_at + len(place.key), wrong)


@operator("the reference to a council goal is another number", "misspell", "unknown-goal")
def _goal_misspelt(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("mal", "namnd"):
        council = world.beside(file, "kf")
        known = {str(p.value) for p in council.select("**/mål/#/nr", "**/mål/#/id")} if council else set()
        for place in file.select("mål/*"):
            wrong = f"{place.key[:-1]}{rng.randrange(10)}" if place.key[-1].isdigit() else misspelt(place.key, rng)
            if wrong not in known:
                yield rewrite(file, place.key_at, place.key_at + len(place.key), wrong)


@operator("the reference to a board goal is misspelt", "misspell", "unknown-board-goal")
def _board_goal_misspelt(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        for place in file.select("mål/*/nämndmål/*"):
            yield rewrite(file, place.key_at, place.key_at + len(place.key), misspelt(place.key, rng))


@operator("the id of a chosen row is misspelt", "misspell", "unknown-id")
def _selection_misspelt(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("mal"):
        for place in file.select("mål/*/indikatorer/*", "mål/*/nämndmål/*/indikatorer/*"):
            if isinstance(place.parent, Mapping):
                yield rewrite(file, place.key_at, place.key_at + len(place.key), misspelt(place.key, rng))


@operator("the council's row that units have chosen has another id", "contradict", "unknown-id")
def _row_renamed(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd"):
        for place in file.select("**/indikatorer/#/id"):
            users = [
                Mark(unit.path, chosen.key_at)
                for unit in world.units_below(file)
                for chosen in unit.select(f"**/indikatorer/{place.value}")
            ]
            if users:
                yield [Change(file.path, place.start, place.end, misspelt(str(place.value), rng))], users


@operator("a word that a field chooses from is misspelt", "misspell", "bad-choice", "wrong-type")
def _choice_misspelt(world: World, rng: random.Random) -> Planted:
    fields = ("**/periodicitet", "**/bättre", "**/könsuppdelad", "**/slag", "**/tecken")
    for file in world.of_kind(*_KINDS):
        for place in file.select(*fields, "budget/#/belopp_i", "budget/#/intäkter"):
            if place.is_line and str(place.value).isalpha():
                yield replace(place, misspelt(str(place.value), rng))


@operator("the edition is misspelt", "misspell", "unknown-edition", hides=True)
def _edition_misspelt(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("plan", "kvalitetsutmarkelse"):
        for place in file.select("utgåva"):
            for _ in range(3):
                yield replace(place, misspelt(str(place.value), rng))


@operator("the language has a name instead of a code", "retype", "bad-language")
def _language_named(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("plan", "mal", "kvalitetsutmarkelse"):
        for place in file.select("**/språk"):
            yield replace(place, {"en": "engelska"}.get(str(place.value), "svenska"))
        for place in file.select("enhet", "**/enhetsmål/#/mål"):
            key = "språk: svenska\n" + " " * (place.key_at - file.text.rfind("\n", 0, place.key_at) - 1)
            yield rewrite(file, place.key_at, place.key_at, key)


@operator("an id has capitals or a space", "retype", "bad-id")
def _id_in_capitals(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd", "mal", "kvalitetsutmarkelse"):
        for place in file.select("**/indikatorer/#/id", "**/aktiviteter/#/id", "**/enhetsmål/#/id", "**/figurer/#/id"):
            wrong = rng.choice((str(place.value).capitalize(), f"{place.value} 2", f"{place.value}-ö"))
            yield replace(place, wrong)


@operator("an id is longer than an id may be", "exceed", "bad-id")
def _id_too_long(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd", "mal"):
        for place in file.select("**/indikatorer/#/id", "**/enhetsmål/#/id"):
            yield replace(place, "-".join([str(place.value)] * (101 // len(place.value) + 2)))


@operator("an id stands twice", "swap", "duplicate-id")
def _id_twice(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("namnd", "mal", "kvalitetsutmarkelse"):
        for pattern in ("**/enhetsmål/#/id", "mål/*/#/id", "mål/*/nämndmål/#/id", "figurer/#/id"):
            ids = list(file.select(pattern))
            for first, place in pairwise(ids):
                yield replace(place, str(first.value))


@operator("a key stands twice", "swap", "duplicate-key", is_form=True)
def _key_twice(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_KINDS):
        for place in file.places:
            if isinstance(place.parent, Mapping) and place.is_line and not place.in_flow:
                start, end = place.key_at, place.end
                indent = " " * (start - file.text.rfind("\n", 0, start) - 1)
                yield rewrite(file, end, end, f"\n{indent}{file.text[start:end]}", len(indent) + 1)


@operator("a list stands where a text should", "retype", "wrong-type")
def _list_for_text(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_KINDS):
        for place in file.select(*_TITLES, "**/årsmål", "**/start", "datum", "dnr", "till"):
            if place.is_line and not place.in_flow and not re.search(r"[,\[\]{}#:]", place.text):
                yield replace(place, f"[{place.text}]")


@operator("a text stands where a list should", "retype", "wrong-type")
def _text_for_list(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_KINDS):
        for place in file.places:
            if isinstance(place.value, Sequence) and isinstance(place.parent, Mapping) and not place.in_flow:
                start, end = place.lines
                if place.entry is not None and file.offset(place.value.start.line, 0) > place.key_at:
                    line = f"{' ' * (place.key_at - start)}{place.key}: se bilagan\n"
                    if file.text[start : place.key_at].strip():
                        line = file.text[start : place.key_at] + f"{place.key}: se bilagan\n"
                    yield (
                        [Change(file.path, start, end, line)],
                        [Mark(file.path, start, len(line) - 2)],
                    )


@operator("yes and no are written in English", "retype", "bad-choice", "wrong-type", "yaml12-value")
def _english_yes(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind(*_KINDS):
        for place in file.select("**/könsuppdelad", "**/tecken", "ofullständig", "**/tabell", "**/aktiviteter"):
            if str(place.value) in ("ja", "nej"):
                yield replace(place, rng.choice(("yes", "true")))


@operator("the year of the file is another", "contradict", "year-differs")
def _other_year(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd"):
        for place in file.select("år"):
            yield replace(place, str(file.year + rng.choice((-10, -1, 1))))
    for file in world.of_kind("plan", "mal", "ekonomi"):
        yield rewrite(file, 0, 0, f"år: {file.year - 1}\n")


@operator("a colon is gone", "delete", "yaml-syntax", "wrong-type", hides=True)
def _colon_gone(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_KINDS):
        for place in _fixed_keys(file):
            colon = place.key_at + len(place.key)
            if place.is_line and file.text[colon] == ":":
                yield rewrite(file, colon, colon + 1, "")


@operator("a closing quotation mark is gone", "delete", "yaml-syntax", hides=True)
def _quote_gone(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_KINDS):
        for place in file.places:
            if getattr(place.value, "style", "") in ("'", '"') and not place.in_flow:
                yield [Change(file.path, place.end - 1, place.end, "")], [Mark(file.path, place.start)]


@operator("a line is indented by one space more", "misspell", "yaml-syntax", "unknown-key", "wrong-type", hides=True)
def _indented(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_KINDS):
        for place in _fixed_keys(file):
            begin = file.text.rfind("\n", 0, place.key_at) + 1
            if begin and place.is_line and not file.text[begin : place.key_at].strip():
                yield rewrite(file, begin, begin, " ")


@operator("a tab indents", "retype", "tab", hides=True)
def _tab(world: World, _: random.Random) -> Planted:
    for file in world.of_kind(*_KINDS):
        for place in _fixed_keys(file):
            begin = file.text.rfind("\n", 0, place.key_at) + 1
            if place.key_at - begin > 1 and not file.text[begin : place.key_at].strip():
                yield rewrite(file, begin, place.key_at, "\t" * ((place.key_at - begin) // 2))


@operator("an anchor, an alias or a tag stands before a value", "retype", "anchor", "alias", "tag", is_form=True)
def _yaml_signs(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind(*_KINDS):
        for place in file.select(*_TITLES, "**/årsmål", "dnr", "till"):
            if place.is_line and not place.in_flow:
                yield rewrite(file, place.start, place.start, rng.choice(("&namn ", "!!str ", "!titel ")))


@operator("a merge key fetches values", "retype", "merge-key", is_form=True)
def _merge_key(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("kf", "namnd", "mal"):
        for place in file.select("**/indikatorer/#/namn", "**/aktiviteter/#/aktivitet"):
            indent = " " * (place.key_at - file.text.rfind("\n", 0, place.key_at) - 1)
            yield rewrite(file, place.end, place.end, f"\n{indent}<<: {{tabell: 2}}", len(indent) + 1)


@operator("an invisible character stands in a text", "misspell", "control-character", "hidden-character")
def _control_character(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind(*_KINDS):
        for place in file.places:
            if place.is_block or (place.is_line and not place.in_flow):
                at = place.offset_in(rng.randrange(len(str(place.value).partition("\n")[0])))
                yield rewrite(file, at, at, rng.choice("\x00\x07\x1b\u202e\ufffe"))


@operator("an allowance has nothing to allow, or no reason", "contradict", "unused-allowance", "bad-allowance")
def _allowance(world: World, rng: random.Random) -> Planted:
    comments = ("# vplan: tillåt weaker-target: nämnden har beslutat så", "# vplan: tillåt weaker-target")
    for file in world.of_kind("mal", "plan", "ekonomi"):
        for place in file.select("**/enhetsmål/#/mål", "enhet", "dnr", "**/rader/#/rad"):
            comment = rng.choice(comments)
            yield rewrite(file, place.end, place.end, f"  {comment}", 2)


@operator("an allowance names a rule that is not there", "misspell", "unknown-rule", "bad-allowance")
def _allowance_misspelt(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("mal", "plan", "ekonomi"):
        for place in file.select("**/enhetsmål/#/mål", "enhet", "**/rader/#/rad"):
            yield rewrite(file, place.end, place.end, "  # vplan: tillåt weaker-tarGet: så är det", 2)
