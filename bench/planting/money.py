"""Mistakes in the budget, and between what the texts say and what the tables hold."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from decimal import Decimal

from bench.planting.mutation import Change, Mark, Planted, operator, replace, rewrite
from bench.planting.places import WORD, File, Place, World
from bench.planting.rows import chosen, definition, number, written
from vplan.source.tree import Mapping, Scalar

_AMOUNT = re.compile(r"[-−]?\d{1,3}(?: \d{3})*(?:,\d+)?")
_SUM_IN_TEXT = re.compile(
    r"(?P<number>\d{1,3}(?:[ \u00a0]\d{3})*(?:,\d+)?)\s(?P<unit>mnkr|miljoner(?:\skronor)?|tkr)\b"
)
_ROWS = ("budget/#/grupper/#/rader/#", "budget/#/grupper/#/rader/#/underrader/#")
_SUMS = ("budget/#/summa", "budget/#/grupper/#/summa", "budget/#/netto")
_CROWNS = {"tkr": 1000, "mnkr": 1_000_000, "kr": 1, "miljoner": 1_000_000}


def value_of(text: str) -> Decimal:
    """Return an amount as a number."""
    return Decimal(re.sub(r"\s", "", text).replace(",", ".").replace("−", "-"))


def _columns(table: Place) -> list[str]:
    columns = table.child("kolumner")
    return [
        str(key)
        for key, below in (columns.value.items() if columns is not None and isinstance(columns.value, Mapping) else ())
        if not (isinstance(below, Mapping) and "beräknas" in below)
    ]


def amounts(file: File, *patterns: str) -> Iterator[Place]:
    """Yield the amounts of the rows, or of the stated sums."""
    for table in file.select("budget/#"):
        for row in file.select(*patterns):
            if row.path[: len(table.path)] == table.path and isinstance(row.value, Mapping):
                yield from (place for key in _columns(table) if (place := row.child(key)) is not None and place.is_line)


def _grouped(value: Decimal, like: str) -> str:
    """Write an amount as the one whose place it takes."""
    decimals = len(like.partition(",")[2])
    return f"{value:,.{decimals}f}".replace(",", " ").replace(".", ",")


@operator("an amount has a decimal point or a letter", "retype", "bad-number", "decimal-point")
def _amount_retyped(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("ekonomi"):
        for place in amounts(file, *_ROWS, *_SUMS):
            if len(place.text) > 1:
                point = place.text.replace(",", ".") if "," in place.text else place.text.replace(" ", ".")
                wrong = rng.choice((point, place.text[:-1] + "O", place.text + " tkr", place.text + " ?"))
                if wrong != place.text:
                    yield replace(place, wrong)


@operator("an amount is longer than any budget", "exceed", "bad-number")
def _amount_huge(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("ekonomi"):
        for place in amounts(file, *_ROWS):
            yield replace(place, "9" * 40)


@operator("a stated sum is not what the rows give", "contradict", "sum-differs", "text-contradicts-budget")
def _sum_wrong(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("ekonomi"):
        for place in amounts(file, *_SUMS):
            if _AMOUNT.fullmatch(place.text):
                value = value_of(place.text) + rng.choice((-1, 1)) * rng.randrange(100, 900)
                yield replace(place, _grouped(value, place.text))


@operator("an amount of a row is another where the sum is stated", "contradict", "sum-differs", "change-column")
def _row_wrong(world: World, rng: random.Random) -> Planted:
    """The sum is told of, because nobody can know which of them is wrong."""
    for file in world.of_kind("ekonomi"):
        for place in amounts(file, "budget/#/grupper/#/rader/#"):
            sums = [s for s in amounts(file, *_SUMS) if s.path[:2] == place.path[:2] and s.key == place.key]
            if sums and _AMOUNT.fullmatch(place.text):
                value = value_of(place.text) + rng.randrange(101, 499)
                yield (
                    [Change(file.path, place.start, place.end, _grouped(value, place.text))],
                    [*(Mark(file.path, s.start) for s in sums), Mark(file.path, place.start)],
                )


@operator("a stated sum is added that is wrong", "contradict", "sum-differs")
def _sum_added(world: World, rng: random.Random) -> Planted:
    for file in world.of_kind("ekonomi"):
        for place in file.select(*_SUMS):
            table = file.by_path[place.path[:2]]
            if not isinstance(place.value, Scalar) or not place.is_line or place.in_flow:
                continue
            indent = " " * (place.key_at - file.text.rfind("\n", 0, place.key_at) + 1)
            column = rng.choice(_columns(table))
            line = f"\n{indent}{column}: 98 765"
            yield (
                [Change(file.path, place.start - 1, place.end, f"\n{indent}rad: {place.text}{line}")],
                [Mark(file.path, place.start - 1, len(f"\n{indent}rad: {place.text}{line}") - 1)],
            )


@operator("a row of a sum has lost its amount", "delete", "blank-in-sum", "sum-differs")
def _amount_gone(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("ekonomi"):
        for place in amounts(file, "budget/#/grupper/#/rader/#"):
            label = place.up().child("rad")
            zero = not value_of(place.text) if _AMOUNT.fullmatch(place.text) else True
            own = [p for p in amounts(file, *_ROWS) if p.path[:-1] == place.path[:-1]]
            if label is None or zero or len(own) != 1 or place.up().child("underrader") is not None:
                continue
            start, end = place.lines
            sums = [Mark(file.path, s.start) for s in amounts(file, *_SUMS) if s.path[:2] == place.path[:2]]
            yield [Change(file.path, start, end, "")], [Mark(file.path, label.start), *sums]


@operator("income has the other sign", "swap", "income-sign", "sum-differs")
def _income_sign(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("ekonomi"):
        for place in amounts(file, *_ROWS):
            group = file.by_path[place.path[:4]]
            kind = group.child("slag")
            is_income = (kind is not None and str(kind.value) == "intäkter") or place.key == "intäkter"
            if is_income and _AMOUNT.fullmatch(place.text) and value_of(place.text):
                other = place.text[1:] if place.text[0] in "-−" else f"-{place.text}"
                yield replace(place, other)


@operator("the declared sign of income is the other", "swap", "income-sign", "sum-differs", "bad-choice")
def _declared_sign(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("ekonomi"):
        for place in file.select("budget/#/intäkter"):
            other = {"positiva": "negativa", "negativa": "positiva"}[str(place.value)]
            incomes = [
                Mark(file.path, amount.start)
                for amount in amounts(file, *_ROWS)
                if _AMOUNT.fullmatch(amount.text) and value_of(amount.text)
            ]
            yield [Change(file.path, place.start, place.end, other)], [Mark(file.path, place.start), *incomes]


@operator("a column that is not there has an amount", "misspell", "unknown-key")
def _column_misspelt(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("ekonomi"):
        for place in amounts(file, *_ROWS, *_SUMS):
            yield rewrite(file, place.key_at, place.key_at + len(place.key), f"{place.key}a")


@operator("a computed column is made of one that is not there", "misspell", "bad-formula")
def _formula_misspelt(world: World, _: random.Random) -> Planted:
    for file in world.of_kind("ekonomi"):
        for place in file.select("budget/#/kolumner/*/beräknas"):
            yield replace(place, f"{place.text}a")


def texts(world: World, file: File) -> Iterator[Place]:
    """Yield the unit's texts beside its budget or its targets."""
    for kind in ("ekonomi", "plan", "mal"):
        other = world.beside(file, kind)
        yield from (place for place in (other.places if other is not None else ()) if place.is_block)


def _quoted_sums(world: World) -> Iterator[tuple[File, Place, re.Match[str]]]:
    """Yield the sums in texts that are those of a row or a table, whose row's name the same sentence holds."""
    for file in world.of_kind("ekonomi"):
        rows = []
        for place in amounts(file, "budget/#/grupper/#/rader/#"):
            unit = file.by_path[place.path[:2]].child("belopp_i")
            label = place.up().child("rad")
            if unit is not None and label is not None and _AMOUNT.fullmatch(place.text):
                stems = {w[:6].lower() for w in WORD.findall(str(label.value)) if len(w) > 3}
                rows.append((stems, abs(value_of(place.text)) * _CROWNS[str(unit.value)]))
        for place in texts(world, file):
            text = str(place.value)
            for found in _SUM_IN_TEXT.finditer(text):
                said = value_of(found["number"]) * _CROWNS[found["unit"].split()[0]]
                sentence = text[text.rfind(".", 0, found.start()) + 1 : found.end()].lower()
                for stems, amount in rows:
                    if stems and all(stem in sentence for stem in stems) and said and abs(amount - said) < said / 50:
                        yield file, place, found
                        break


@operator("a sum in a text is not that of the budget", "contradict", "text-contradicts-budget")
def _text_sum(world: World, rng: random.Random) -> Planted:
    for _file, place, found in _quoted_sums(world):
        value = value_of(found["number"])
        wrong = _grouped(value + max(Decimal(1), (value / rng.choice((4, 5, 6))).quantize(Decimal(1))), found["number"])
        begin = place.offset_in(found.start("number"))
        yield rewrite(place.file, begin, begin + len(found["number"]), wrong)


@operator("a sum in a text is a thousand times too large", "contradict", "factor-thousand", "text-contradicts-budget")
def _thousandfold(world: World, _: random.Random) -> Planted:
    for _file, place, found in _quoted_sums(world):
        begin = place.offset_in(found.start("unit"))
        other = "tkr" if found["unit"] != "tkr" else "mnkr"
        if "\n" not in found[0]:
            yield rewrite(place.file, begin, begin + len(found["unit"]), other)


@operator("the table's unit is another", "swap", "factor-thousand", "text-contradicts-budget", "money-unit")
def _table_unit(world: World, _: random.Random) -> Planted:
    quoted = [(file, place, found) for file, place, found in _quoted_sums(world)]
    for file in {file.path: file for file, _, _ in quoted}.values():
        for place in file.select("budget/#/belopp_i"):
            said = [Mark(p.file.path, p.offset_in(m.start())) for f, p, m in quoted if f is file]
            other = "mnkr" if str(place.value) == "tkr" else "tkr"
            yield [Change(file.path, place.start, place.end, other)], [Mark(file.path, place.start), *said]


@operator("a figure in a text is not the target of its indicator", "contradict", "text-contradicts-target")
def _text_target(world: World, rng: random.Random) -> Planted:
    """Figures that are a target, in a sentence that says what shall be reached and holds the indicator's own words."""
    for place, found, _target in _quoted_targets(world):
        value = Decimal(found[1].replace(",", "."))
        wrong = written(value - rng.randrange(2, 5) if value > 10 else value + rng.randrange(2, 5))
        begin = place.offset_in(found.start(1))
        yield rewrite(place.file, begin, begin + len(found[1]), wrong)


@operator("a target is not the figure that the text says", "contradict", "text-contradicts-target")
def _target_text(world: World, _: random.Random) -> Planted:
    for place, found, target in _quoted_targets(world):
        value = number(target.text)
        row = definition(world, target.file, str(target.path[-2]))
        above = [row.child(key) for key in ("kf_årsmål", "årsmål")] if row is not None else []
        told = Decimal(found[1].replace(",", "."))  # which may be the council's or the board's target too
        if value is not None and 10 < value < 95 and all(p is None or number(p.text) != told for p in above):
            wrong = target.text.replace(written(value), written(value + 4))
            yield (
                [Change(target.file.path, target.start, target.end, wrong)],
                [
                    Mark(place.file.path, place.offset_in(found.start(1))),
                    Mark(target.file.path, target.start),
                ],
            )


def title_of(row: Place) -> str:
    """Return an indicator's name."""
    name = row.child("namn")
    return str(name.value) if name is not None else ""


def _quoted_targets(world: World) -> Iterator[tuple[Place, re.Match[str], Place]]:
    for file in world.of_kind("mal"):
        wanted = []
        for target, name in chosen(file):
            row = definition(world, file, name)
            if row is not None and number(target.text) is not None:
                wanted.append((target, title_of(row)))
        for target in file.select("**/enhetsmål/#/indikatorer/#/årsmål"):
            if number(target.text) is not None:
                wanted.append((target, title_of(target.up())))
        for place in texts(world, file):
            text = str(place.value)
            for found in re.finditer(r"\b(\d+(?:,\d+)?)\s(?:%|procent)", text):
                begin = max(text.rfind(". ", 0, found.start()), text.rfind("\n\n", 0, found.start())) + 1
                sentence = text[begin : text.find(".", found.end())].lower()
                if not re.search(r"\bska|minst|högst|målet|\bmål\b", sentence):
                    continue
                for target, title in wanted:
                    if number(target.text) == Decimal(found[1].replace(",", ".")) and _named(title, sentence):
                        yield place, found, target
                        break


_COMMON = frozenset(
    [
        "andel",
        "andelen",
        "procent",
        "inom",
        "enligt",
        "personer",
        "brukare",
        "medarbetare",
        "personal",
        "upplever",
        "anser",
    ]
)


def _named(title: str, sentence: str) -> bool:
    """Tell whether a sentence holds most of the words that tell an indicator from others."""
    stems = [w[:6] for w in WORD.findall(title.lower()) if len(w) > 4 and w not in _COMMON]
    there = sum(stem in sentence for stem in stems)
    return bool(stems) and there * 2 >= len(stems)
