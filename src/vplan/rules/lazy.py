"""Regular expressions that are compiled when they are first needed.

Compiling costs up to a millisecond each, which every start of a check would pay; most plans need few of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache


def lazy(pattern: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """Return a function that gives the compiled expression, compiled once."""
    return cache(lambda: re.compile(pattern, flags))
