"""A generated city: as many units as wanted, each with plan, goals and economy of about 80 KB together.

The same arguments give the same bytes.
"""

from __future__ import annotations

import random
from pathlib import Path

PLAN_BYTES = 80_000
UNITS_PER_BOARD = 100

_TEXT = (
    "enheten arbetar tillsammans med brukare och anhöriga för att stödet ska bli tryggt begripligt samt "
    "likvärdigt vi följer upp resultatet varje månad medarbetarna planerar sina insatser efter behov handläggaren "
    "dokumenterar beslut chefen ansvarar kvalitet uppföljning samverkan genomförandeplan stadsdelsnämnden "
    "verksamheten utvecklar rutiner metoder under året tidigt barn äldre ungdomar hembesök samtal utbildning "
    "kompetens arbetsplatsträff enkät svar"
)
_WORDS = _TEXT.split()


def write_city(root: Path, units: int, *, plan_bytes: int = PLAN_BYTES, seed: int = 1) -> None:
    """Write a workspace with `units` units of about `plan_bytes` bytes each below `root`."""
    rng = random.Random(seed)  # noqa: S311
    plans = root / "plans" / "2018"
    plans.mkdir(parents=True, exist_ok=True)
    (root / "vplan.yaml").write_text("kommun: Provstad\n", encoding="utf-8")
    (plans / "kf.yaml").write_text(_council(), encoding="utf-8")
    for number in range(units):
        board = plans / f"namnd-{number // UNITS_PER_BOARD + 1:02}"
        if number % UNITS_PER_BOARD == 0:
            board.mkdir(exist_ok=True)
            (board / "namnd.yaml").write_text(_board(rng), encoding="utf-8")
        unit = board / f"enhet-{number % UNITS_PER_BOARD + 1:03}"
        unit.mkdir(exist_ok=True)
        files = {"plan.yaml": _plan(rng, number, plan_bytes // 4), "ekonomi.yaml": _economy(rng)}
        left = plan_bytes - sum(len(text.encode()) for text in files.values())
        files["mal.yaml"] = _goals(rng, left)
        for name, text in files.items():
            (unit / name).write_text(text, encoding="utf-8")


def _sentence(rng: random.Random) -> str:
    words = rng.choices(_WORDS, k=rng.randint(8, 18))
    return " ".join(words).capitalize() + "."


def _prose(rng: random.Random, size: int, indent: int) -> str:
    """Return wrapped Markdown of about `size` bytes: paragraphs, now and then a list."""
    pad, lines, length = " " * indent, [], 0
    while length < size:
        if rng.random() < 0.2:
            block = ["- " + _sentence(rng) for _ in range(rng.randint(2, 5))]
        else:
            block = _wrapped(" ".join(_sentence(rng) for _ in range(rng.randint(3, 6))))
        lines += [pad + line for line in block] + [""]
        length += sum(len(line.encode()) + indent + 1 for line in block)
    return "\n".join(lines).rstrip() + "\n"


def _wrapped(text: str, width: int = 100) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        if len(line) + len(word) + 1 > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return [*lines, line]


def _council() -> str:
    lines = ["år: 2018", "inriktningsmål:"]
    for direction in range(1, 5):
        lines += [f"  - nr: {direction}", f"    titel: Inriktning {direction} för hela staden", "    mål:"]
        for goal in range(1, 7):
            lines += [
                f"      - nr: {direction}.{goal}",
                f"        titel: Staden är god att leva i, del {direction}.{goal}",
            ]
            lines += ["        indikatorer:", f"          - id: andel-nojda-{direction}-{goal}"]
            lines += [f"            namn: Andel nöjda invånare, del {direction}.{goal}"]
            lines += ["            kf_årsmål: 80 %", "            periodicitet: år", "            bättre: högre"]
    return "\n".join(lines) + "\n"


def _board(rng: random.Random) -> str:
    lines = ["år: 2018", "namn: Provstads nämnd", "mål:"]
    for direction in range(1, 5):
        for goal in range(1, 7):
            lines += [f"  {direction}.{goal}:", f"    - id: namndmal-{direction}-{goal}"]
            lines += [f"      nämndmål: Nämnden bidrar till mål {direction}.{goal}", "      förväntat_resultat: |"]
            lines += [_prose(rng, 300, 8).rstrip()]
    return "\n".join(lines) + "\n"


def _plan(rng: random.Random, number: int, size: int) -> str:
    head = f"utgåva: stockholm/2018\nenhet: Enhet {number}\ndatum: 2018-01-12\ninledande_kapitel:\n"
    part = size // 8 - 90
    chapters = [
        f"  - rubrik: Kapitel {chapter}\n    text: |\n"
        f"{_prose(rng, part, 6)}\n      ## Avsnitt\n\n{_prose(rng, part, 6)}"
        for chapter in range(1, 5)
    ]
    return head + "".join(chapters)


def _goals(rng: random.Random, size: int) -> str:
    goals = [(d, g) for d in range(1, 5) for g in range(1, 7)][::2]
    share = size // (len(goals) * 5)
    parts = ["mål:\n"]
    for direction, goal in goals:
        parts.append(
            f"  {direction}.{goal}:\n    indikatorer:\n      andel-nojda-{direction}-{goal}:\n"
            f"        årsmål: {rng.randint(80, 95)} %\n"
            f"    nämndmål:\n      namndmal-{direction}-{goal}:\n        enhetsmål:\n"
            f"          - id: enhetsmal-{direction}-{goal}\n            mål: Vi gör vår del av mål {direction}.{goal}\n"
        )
        for name in ("förväntat_resultat", "arbetssätt", "resursanvändning", "uppföljning", "utveckling"):
            parts.append(f"            {name}: |\n{_prose(rng, share - 190, 14)}")
        parts.append("            aktiviteter:\n")
        parts += [
            f"              - aktivitet: {_sentence(rng)}\n"
            f"                start: 2018-0{n}-01\n                slut: 2018-12-31\n"
            for n in range(1, 4)
        ]
    return "".join(parts)


def _economy(rng: random.Random) -> str:
    rows = "".join(f"          - rad: Rad {n}\n            budget: {rng.randint(100, 999)}\n" for n in range(12))
    table = f"  - belopp_i: tkr\n    kolumner: {{budget: Budget}}\n    grupper:\n      - rader:\n{rows}"
    return f"resursanvändning: |\n{_prose(rng, 1500, 2)}budget:\n{table}"
