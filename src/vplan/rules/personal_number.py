"""personal-number: no personal identity number stands in a plan.

Why: a plan is published, and its sources are kept for ever in the history of the repository. A personal identity number
or co-ordination number may be handled only where that is clearly justified (3 kap. 10 § of the Swedish act with
supplementary provisions to the GDPR, 2018:218), and a plan never needs one. A number counts when its date exists and
its check digit is right.

Wrong:

    kommentar: Ärendet 121212-1212 visar hur lång väntan kan bli.

Right:

    kommentar: Ett av ärendena visar hur lång väntan kan bli.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.rules.scope import Scope

ID = "personal-number"
SEVERITY = Severity.ERROR

# year with or without its century, month, day (a co-ordination number adds 60), three digits and a check digit
_NUMBER = re.compile(
    r"(?P<century>1[89]|20)?(?P<year>\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01]|6[1-9]|[78]\d|9[01])"
    r"(?P<sign>[-+‐-–\N{MINUS SIGN}]|(?<=\d{8})[ \N{NO-BREAK SPACE}])?(?P<last>\d{4})(?!\d)"
)
_CO_ORDINATION = 60
# finding six digits so takes a sixth of the time that a regular expression takes
_ZEROS = bytes(ord("0") if chr(code) in "0123456789" else ord(" ") for code in range(256))
_SIX = b"0" * 6


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each number, in whatever field or comment of the files it stands."""
    for source in scope.sources:
        for start, end in numbers(source.text):
            line = source.text.count("\n", 0, start)
            column = start - (source.text.rfind("\n", 0, start) + 1) + 1
            span = source.span(line + 1, column, line + 1, column + end - start)
            message = msg("A personal identity number, or a co-ordination number, stands here.")
            hint = msg(
                "Remove it: a plan is published, and the law lets such a number be handled only where it is clearly "
                "justified. What was committed to git must also be taken out of the history."
            )
            yield Diagnostic(ID, SEVERITY, span, message, hint)


def numbers(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each Swedish personal identity number or co-ordination number in a text."""
    digits = text.encode("latin-1", "replace").translate(_ZEROS)  # a character a byte, so that places stay
    at = digits.find(_SIX)
    while at >= 0:
        match = _NUMBER.match(text, at)
        if match is not None and _check_digit_is_right(match) and _date_exists(match):
            yield match.span()
        at = digits.find(_SIX, _end_of_run(digits, at))


def _end_of_run(digits: bytes, at: int) -> int:
    end = digits.find(b" ", at)
    return end if end >= 0 else len(digits)


def _check_digit_is_right(match: re.Match[str]) -> bool:
    """Tell whether the ten digits fulfil the Luhn formula (SKV 704)."""
    digits = f"{match['year']}{match['month']}{match['day']}{match['last']}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


def _date_exists(match: re.Match[str]) -> bool:
    day = int(match["day"])
    year = int(f"{match['century'] or '20'}{match['year']}")
    try:
        datetime.date(year, int(match["month"]), day - _CO_ORDINATION if day > _CO_ORDINATION else day)
    except ValueError:
        return match["century"] is None and match["month"] == "02" and day % _CO_ORDINATION == 29
    return True
