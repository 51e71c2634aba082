"""Mistakes with whole files and folders, and in the settings."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

from bench.planting.mutation import OPERATORS, Change, Mark, Mutation, Operator, Planted, operator
from bench.planting.places import World

Making = Callable[[World], Iterator[tuple[tuple[Change, ...], tuple[str, ...], tuple[Mark, ...]]]]


def _whole(name: str, kind: str, *rules: str, encoding: str = "utf-8") -> Callable[[Making], Making]:
    """Register an operator on whole files: it yields what is written, what is removed, and where it is told of."""

    def register(make: Making) -> Making:
        def mutations(world: World, _: random.Random) -> Iterable[Mutation]:
            for changes, removed, marks in make(world):
                wanted = frozenset(rules)
                yield Mutation(name, kind, world.name, changes, marks, wanted, removed, encoding, True, True)

        OPERATORS.append(Operator(name, kind, frozenset(rules), mutations))
        return make

    return register


@_whole("a file is gone", "delete", "no-goals-file", "no-plan-file", "no-board-file", "no-council-file")
def _gone(world: World) -> Iterator[tuple[tuple[Change, ...], tuple[str, ...], tuple[Mark, ...]]]:
    for file in world.of_kind("kf", "namnd", "plan", "mal"):
        unit = world.beside(file, "plan")
        marks = [Mark(file.path, 0), Mark(file.folder, 0)]
        marks += [Mark(unit.path, 0)] if unit is not None else []
        yield (), (file.path,), tuple(marks)


@_whole("a file's name is misspelt", "misspell", "unknown-file")
def _renamed(world: World) -> Iterator[tuple[tuple[Change, ...], tuple[str, ...], tuple[Mark, ...]]]:
    for file in world.of_kind("ekonomi", "mal", "kvalitetsutmarkelse"):
        wrong = f"{file.folder}/{file.kind[:-1]}.yaml"
        yield (Change(wrong, 0, 0, file.text),), (file.path,), (Mark(wrong, 0),)


@_whole("a file is emptied", "delete", "empty-file")
def _emptied(world: World) -> Iterator[tuple[tuple[Change, ...], tuple[str, ...], tuple[Mark, ...]]]:
    for file in world.of_kind("kf", "namnd", "plan", "mal", "ekonomi", "kvalitetsutmarkelse"):
        yield (Change(file.path, 0, len(file.text), "\n"),), (), (Mark(file.path, 0),)


@_whole("a file is saved in an old encoding", "retype", "not-utf8", encoding="cp1252")
def _encoded(world: World) -> Iterator[tuple[tuple[Change, ...], tuple[str, ...], tuple[Mark, ...]]]:
    for file in world.of_kind("kf", "namnd", "plan", "mal", "ekonomi", "kvalitetsutmarkelse"):
        first = next((at for at, sign in enumerate(file.text) if not sign.isascii()), None)
        if first is not None:
            file.text.encode("cp1252", "replace")
            yield (Change(file.path, first, first, ""),), (), (Mark(file.path, first),)


@_whole("a file begins with a byte order mark", "retype", "byte-order-mark")
def _marked(world: World) -> Iterator[tuple[tuple[Change, ...], tuple[str, ...], tuple[Mark, ...]]]:
    for file in world.of_kind("kf", "namnd", "plan", "mal", "ekonomi", "kvalitetsutmarkelse"):
        yield (Change(file.path, 0, 0, "\ufeff"),), (), (Mark(file.path, 0),)


@_whole("a file stands in the wrong folder", "swap", "misplaced-file", "plan-without-board", "unknown-file")
def _misplaced(world: World) -> Iterator[tuple[tuple[Change, ...], tuple[str, ...], tuple[Mark, ...]]]:
    for file in world.of_kind("kf", "namnd", "plan", "mal"):
        if file.kind == "kf":
            units = {other.folder for other in world.of_kind("plan") if other.path.startswith(f"{file.folder}/")}
            wrong = [f"{folder}/kf.yaml" for folder in sorted(units)]
        else:
            wrong = [f"{file.folder.rpartition('/')[0]}/{file.kind}.yaml"]
        for path in wrong:
            yield (Change(path, 0, 0, file.text),), (), (Mark(path, 0),)


@_whole("a folder has a name that cannot be", "misspell", "bad-folder")
def _folder(world: World) -> Iterator[tuple[tuple[Change, ...], tuple[str, ...], tuple[Mark, ...]]]:
    for file in world.of_kind("plan"):
        board, _, unit = file.folder.rpartition("/")
        wrong = f"{board}/{unit.capitalize()}"
        yield (Change(f"{wrong}/plan.yaml", 0, 0, file.text),), (), (Mark(wrong, 0), Mark(f"{wrong}/plan.yaml", 0))
    for file in world.of_kind("kf"):
        wrong = f"{file.folder}b"
        yield (Change(f"{wrong}/kf.yaml", 0, 0, file.text),), (), (Mark(wrong, 0), Mark(f"{wrong}/kf.yaml", 0))


@operator("a setting names a rule or a folder that is not there", "misspell", "unknown-rule", "unknown-folder")
def _settings(world: World, _: random.Random) -> Planted:
    file = world.files["vplan.yaml"]
    end = len(file.text)
    for row in ("regel: weaker-tarjet, nivå: tips", f"regel: weaker-target, nivå: tips, mapp: {world.plans}/2099"):
        yield [Change(file.path, end, end, f"regler:\n  - {{{row}}}\n")], [Mark(file.path, end, len("regler:\n") + 2)]


@operator("a setting turns off what cannot be turned off", "contradict", "fixed-rule")
def _fixed(world: World, _: random.Random) -> Planted:
    file = world.files["vplan.yaml"]
    yield (
        [Change(file.path, len(file.text), len(file.text), "regler:\n  - {regel: yaml-syntax, nivå: av}\n")],
        [Mark(file.path, len(file.text), len("regler:\n") + 2)],
    )


@operator(
    "a setting leads out of the workspace, or among the sources", "retype", "outside-workspace", "output-among-sources"
)
def _outside(world: World, _: random.Random) -> Planted:
    file = world.files["vplan.yaml"]
    for name in ("../site", f"{world.plans}/site", "/tmp"):  # noqa: S108
        yield (
            [Change(file.path, len(file.text), len(file.text), f"utdata: {name}\n")],
            [Mark(file.path, len(file.text))],
        )


@operator("the folder of the plans is misspelt", "misspell", "no-plans", hides=True)
def _plans(world: World, _: random.Random) -> Planted:
    file = world.files["vplan.yaml"]
    found = next(iter(file.select("planer")), None)
    if found is not None:
        yield [Change(file.path, found.start, found.end, f"{found.text}x")], [Mark(file.path, found.start)]
    else:
        yield (
            [Change(file.path, len(file.text), len(file.text), "planer: planerna\n")],
            [Mark(file.path, len(file.text))],
        )
