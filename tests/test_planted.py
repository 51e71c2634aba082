"""Mistakes planted in the real plans: each is found at its line, also when all of them stand in one workspace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from bench.planting.mutation import KINDS, OPERATORS, Change, Mutation, changes_meaning, draw
from bench.planting.places import File, World
from bench.planting.score import beds, worlds
from bench.planting.together import Together, moved, plant_together
from bench.planting.trial import Verdict

SEED = 2018
EACH = 2
PER_MISTAKE = 0.25  # findings that vanish with another, for each mistake, when all are planted at once


@cache
def plans() -> tuple[World, ...]:
    return tuple(worlds())


@cache
def sample() -> tuple[Mutation, ...]:
    return tuple(draw(plans(), EACH, SEED).mutations)


def test_the_unharmed_plans_give_only_what_a_careful_controller_would_say() -> None:
    with beds(plans()) as ready:
        findings = [finding for bed in ready.values() for finding in bed.unharmed]
    assert Counter((d.rule, d.span.file) for d in findings) == {
        ("sum-differs", "plans/2018/ostermalm/bistandsbedomning/ekonomi.yaml"): 1,
        ("immeasurable-goal", "plans/2018/ostermalm/bistandsbedomning/mal.yaml"): 3,
    }


def test_two_hundred_mistakes_of_all_kinds_are_planted() -> None:
    assert len(sample()) >= 200
    assert len(OPERATORS) >= 40
    assert {mutation.kind for mutation in sample()} == set(KINDS)
    assert len({mutation.file.rpartition("/")[2] for mutation in sample()}) >= 7


def test_each_mistake_is_found_at_its_line_and_most_by_one_finding() -> None:
    with beds(plans()) as ready:
        results = [ready[mutation.world].plant(mutation) for mutation in sample()]
    missed = [str(result) for result in results if result.verdict is not Verdict.FOUND]
    assert not missed, "\n".join(missed)
    assert sum(result.follow_on == 0 for result in results) > 0.85 * len(results)


@pytest.mark.parametrize("world", plans(), ids=lambda world: world.name)
def test_all_mistakes_at_once_are_found_in_one_run(world: World, tmp_path: Path) -> None:
    own = [mutation for mutation in sample() if mutation.world == world.name]
    together = plant_together(world, own, tmp_path)
    assert not _not_found(together)
    assert together.planted >= 0.85 * len(own), [mutation.operator for mutation in together.left_out]
    assert len(together.follow_on) <= PER_MISTAKE * together.planted


def _not_found(together: Together) -> Sequence[str]:
    wrong = [(m, v) for m, v in together.verdicts.items() if v is not Verdict.FOUND]
    return [f"{verdict.value}: {mutation.operator} in {mutation.file}" for mutation, verdict in wrong]


def test_a_change_that_changes_nothing_is_no_mistake() -> None:
    world = plans()[0]
    file = next(file for file in world.of_kind("kf"))
    real = next(m for m in sample() if m.operator == "a title is emptied")
    title = next(file.select("inriktningsmål/#/titel"))
    quoted, other = (Change(file.path, title.start, title.end, text) for text in (f'"{title.text}"', "Något annat"))
    assert not changes_meaning(world, replace(real, changes=(quoted,)))
    assert changes_meaning(world, replace(real, changes=(other,)))


def test_copies_for_other_years_keep_the_names_of_editions() -> None:
    text = "utgåva: stockholm/2018\ndatum: 2018-01-12\ntext: Budget 2018, dnr 2017-717\nnr: kvalitet-2018\n"
    assert moved(text, 10) == (
        "utgåva: stockholm/2018\ndatum: 2028-01-12\ntext: Budget 2028, dnr 2027-717\nnr: kvalitet-2018\n"
    )


def test_places_know_where_keys_and_list_items_begin_and_end() -> None:
    file = File("mal.yaml", "a:\n  - id: x\n    b: |\n      en\n      två\n  - {c: 1, d: 2}\ne: 3\n")
    cut = {"/".join(map(str, place.path)): place.entry for place in file.places}
    text = file.text
    assert text[slice(*cut["a/0/id"] or ())] == "id: x\n    "
    assert text[slice(*cut["a/0/b"] or ())] == "    b: |\n      en\n      två\n"
    assert text[slice(*cut["a/1/c"] or ())] == "c: 1, "
    assert text[slice(*cut["a/1/d"] or ())] == ", d: 2"
    assert text[slice(*cut["a/0"] or ())] == "  - id: x\n    b: |\n      en\n      två\n"
    block = file.by_path["a", 0, "b"]
    assert text[block.offset_in(3) :].startswith("två")
