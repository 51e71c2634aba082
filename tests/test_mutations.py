"""Real plans with a few bytes or lines changed: never an exception, never a hang, every finding within its file."""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from support.workspaces import check_places
from vplan.document import assemble
from vplan.project import Project
from vplan.report.text import render_text
from vplan.workspace import UnitFolder

ROOT = Path(__file__).parents[1]
SEEDS = range(60)
SECONDS = 6.0

BYTES = b"\x00\x01\t\n\r \"'#%&*,-.:<>?@[]_`{|}~!\xc3\xe5\xff0aA"
WORDS = (
    "~", "null", "- ", "? ", ": ", "#", "|", ">", "|2", ">-", "&a ", "*a", "!x ", "<<", "{", "}", "[", "]", "{a: b}",
    "'", '"', "---", "...", "%YAML 1.2", "\u2028", "\ufeff", "a\u0308", "\U0001f600", "\\", "![", "](", "<b>", "1e999",
    "ja", "alla", "2018-02-30", "6,1 %", "{nr}", "{0}", "%s", "-", "  ", "\t",
)  # fmt: skip


def flip_bytes(data: bytes, rng: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 30))):
        at = rng.randrange(len(changed))
        match rng.randrange(3):
            case 0:
                changed[at] = rng.choice(BYTES)
            case 1:
                changed.insert(at, rng.choice(BYTES))
            case _:
                del changed[at]
    return bytes(changed)


def cut(data: bytes, rng: random.Random) -> bytes:
    start, end = sorted(rng.sample(range(len(data)), 2))
    return data[:start] + data[end:] if rng.random() < 0.5 else data[:end]


def shuffle_lines(data: bytes, rng: random.Random) -> bytes:
    lines = data.decode().split("\n")
    for _ in range(rng.randrange(1, 6)):
        at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
        match rng.randrange(5):
            case 0:
                lines[at] = " " * rng.randrange(20) + lines[at].lstrip()
            case 1:
                lines.insert(other, lines[at])
            case 2:
                del lines[at]
                lines.append("")
            case 3:
                lines[at], lines[other] = lines[other], lines[at]
            case _:
                lines[at] = lines[at].replace(":", "", 1)
    return "\n".join(lines).encode()


def change_values(data: bytes, rng: random.Random) -> bytes:
    lines = data.decode().split("\n")
    for _ in range(rng.randrange(1, 4)):
        at = rng.randrange(len(lines))
        key, colon, _ = lines[at].partition(": ")
        word = rng.choice(WORDS)
        lines[at] = f"{key}: {word}" if colon else lines[at] + word
    return "\n".join(lines).encode()


def insert_words(data: bytes, rng: random.Random) -> bytes:
    text = data.decode()
    for _ in range(rng.randrange(1, 6)):
        at = rng.randrange(len(text))
        text = text[:at] + rng.choice(WORDS) + text[at:]
    return text.encode()


MUTATIONS = (flip_bytes, cut, shuffle_lines, change_values, insert_words)


@cache
def units() -> tuple[UnitFolder, ...]:
    return Project.open(ROOT).layout.units()


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("mutated")
    shutil.copytree(ROOT / "plans", root / "plans")
    shutil.copyfile(ROOT / "vplan.yaml", root / "vplan.yaml")
    return root


@pytest.mark.parametrize("mutate", MUTATIONS, ids=lambda mutate: mutate.__name__)
@pytest.mark.parametrize("seed", SEEDS)
def test_mutated(mutate: Callable[[bytes, random.Random], bytes], seed: int, workspace: Path) -> None:
    rng = random.Random(f"{mutate.__name__} {seed}")
    unit = rng.choice(units())
    board = unit.folder.rpartition("/")[0]
    names = ["plan", "mal", "mal", "ekonomi", "ekonomi", "kvalitetsutmarkelse", "kvalitetsutmarkelse"]
    files = [*(f"{unit.folder}/{name}.yaml" for name in names), f"{board}/namnd.yaml", f"{board}/../kf.yaml"]
    file = workspace / rng.choice([name for name in files if (workspace / name).is_file()])
    whole = file.read_bytes()
    file.write_bytes(mutate(whole, rng))
    try:
        check(workspace, unit.id)
    finally:
        file.write_bytes(whole)


def check(root: Path, unit_id: str) -> None:
    start = time.process_time()
    project = Project.open(root)
    unit = next(unit for unit in project.layout.units() if unit.id == unit_id)
    checked = project.check_unit(unit)
    findings = [*project.diagnostics, *project.catalogue_diagnostics([unit]), *checked.diagnostics]
    check_places(root, findings)
    render_text(findings, lambda file: (root / file).read_bytes().decode("utf-8", "replace"))
    for linked in checked.documents if checked.ok else ():
        assemble(project.root, project.settings, linked)
    assert time.process_time() - start < SECONDS
