"""Sharing a build out among machines: which plans each of them builds.

A plan's folder is what is shared out: its documents have files, pictures and checks in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

MOST = 1000
_SPELLING = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `of`, counted from 1."""

    number: int
    of: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of <= MOST:
            raise ValueError(f"no shard: {self.number}/{self.of}")

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @property
    def suffix(self) -> str:
        """What is added to the name of the output folder."""
        return f"-{self.number}-of-{self.of}"

    @classmethod
    def parse(cls, text: str) -> Shard:
        """Read `I/N`; raises `ValueError` for anything else, for I outside 1 to N, and for N above `MOST`."""
        found = _SPELLING.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"no shard: {text[:40]}")
        return cls(int(found[1]), int(found[2]))


@dataclass(frozen=True, slots=True)
class Part:
    """What a manifest tells of the shard that it lists; `base` is what all plans of the build shared."""

    shard: Shard
    base: str


def share_out(ids: Iterable[str], of: int) -> list[list[str]]:
    """Return the ids in `of` lists, each in order; their lengths differ by one at most.

    Rendezvous hashing with a quota (Thaler and Ravishankar, 1998, with bounded loads): every id ranks the shards by a
    hash, and goes to the first that has room. So the answer depends on the ids and `of` alone, and a plan that comes or
    goes moves few others, which lets the shards keep what they built last time.
    """
    hashed = sorted((_digest(unit), unit) for unit in set(ids))
    quota, larger = divmod(len(hashed), of)
    shards: list[list[str]] = [[] for _ in range(of)]
    for _, unit in hashed:
        room = [shard for shard in range(of) if len(shards[shard]) < quota + (larger > 0)]
        best = max(room, key=lambda shard: _digest(f"{shard} {unit}"))
        shards[best].append(unit)
        larger -= len(shards[best]) > quota
    return [sorted(shard) for shard in shards]


def units_of(shard: Shard, ids: Iterable[str]) -> frozenset[str]:
    """Return the ids that fall to a shard."""
    return frozenset(share_out(ids, shard.of)[shard.number - 1])


def _digest(text: str) -> bytes:
    return sha256(text.encode()).digest()
