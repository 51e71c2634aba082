"""private-contact: no private e-mail address and no mobile number stands in a text.

Why: contact data of the unit belong on the cover. A private address or a mobile number in a text is somebody's
personal data, published for everyone; article 5 of the GDPR lets a plan hold no more of them than it needs.

Wrong:

    text: Frågor besvaras av Kim, kim.exempel@gmail.com.

Right:

    text: Frågor besvaras av enheten, enheten@example.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.rules.scope import Scope

ID = "private-contact"
SEVERITY = Severity.ERROR

# mail services for private persons that are common in Sweden
_MAIL = re.compile(
    r"[\w.+%-]{1,64}@(?:gmail|googlemail|hotmail|outlook|live|msn|icloud|me|mac|yahoo|ymail|aol|proton|protonmail|gmx"
    r"|telia|bredband|bredband2|comhem|spray|tele2|bahnhof|passagen|swipnet|glocalnet|home|bredbandsbolaget)"
    r"\.(?:com|se|net|nu|me|de|org|co\.uk)\b",
    re.IGNORECASE,
)
# PTS: mobile numbers are those that begin with 070, 072, 073, 076 and 079, with seven more digits
_MOBILE = re.compile(r"(?:(?:\+|00)46[\s-]?(?:\(0\))?[\s-]?|(?<!\d)0)7[02369](?:[\s/.‐-–-]{0,3}\d){7}(?!\d)")


def check(scope: Scope) -> Iterator[Diagnostic]:
    """Yield a finding at each private address, once in a text, and at each mobile number."""
    for prose in scope.proses:
        text = prose.text
        if "@" in text:
            told: set[str] = set()  # a link of mail holds its address twice
            for match in _MAIL.finditer(text):
                if match[0] not in told:
                    yield _finding(text.span_at(*match.span()), mail=True)
                told.add(match[0])
        if "7" in text and ("07" in text or "46" in text):  # a search for one sign costs next to nothing
            for match in _MOBILE.finditer(text):
                yield _finding(text.span_at(*match.span()), mail=False)


def _finding(span: Span, *, mail: bool) -> Diagnostic:
    message = (
        msg("A private e-mail address stands in the text.") if mail else msg("A mobile number stands in the text.")
    )
    hint = msg(
        "Write the unit's address or number on the cover instead; allow a number of the service by a comment: {form}",
        form=f"# vplan: tillåt {ID}: …",
    )
    return Diagnostic(ID, SEVERITY, span, message, hint)
