"""The accessibility statement of a site: what the law asks for, as plain values between settings and page.

Lagen (2018:1937) om tillgänglighet till digital offentlig service, 13 §, and Digg's regulation MDFFS 2019:2 say what a
statement holds: who, what, how well it meets the demands, what does not and why, when and how that was judged, a way to
tell the actor, and the way to the authority.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any, Literal

STATEMENT_FILE = "tillganglighet.html"

Compliance = Literal["full", "partial", "none"]
Cause = Literal["failing", "burden", "exempt"]


@dataclass(frozen=True, slots=True)
class Shortcoming:
    """Content that is not accessible: against the demands, too heavy a burden (12 §), or outside of the law (9 §)."""

    cause: Cause
    what: str
    why: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """An accessibility statement; dates are ISO, and of `email` and `form` at least one is there."""

    actor: str
    service: str
    compliance: Compliance
    shortcomings: tuple[Shortcoming, ...]
    assessed: str
    method: str
    updated: str
    email: str = ""
    telephone: str = ""
    form: str = ""
    reply: str = ""

    def dump(self) -> str:
        """Return the statement as JSON text."""
        return json.dumps(asdict(self), ensure_ascii=False)


def load(text: str) -> Statement:
    """Return the statement that `Statement.dump` wrote."""
    value: dict[str, Any] = json.loads(text)
    shortcomings = tuple(Shortcoming(**shortcoming) for shortcoming in value.pop("shortcomings"))
    return Statement(**value, shortcomings=shortcomings)
