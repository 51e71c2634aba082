"""How the compiler's pages are made: of their text, whose first word is the rule's id."""

from __future__ import annotations

from vplan.diagnostics import Severity
from vplan.rules.pages import Page


def error(text: str, *also: Severity) -> Page:
    """Make the page of an error. It is fixed: what the compiler could not read, nobody can allow.

    `also` are the severities below it under which the same rule is found too; those can be changed and allowed.
    """
    return Page(text.partition(":")[0], Severity.ERROR, text, fixed=True, also=also)


def warning(text: str) -> Page:
    """Make the page of a warning, which a workspace may weigh as it likes."""
    return Page(text.partition(":")[0], Severity.WARNING, text)


def hint(text: str) -> Page:
    """Make the page of a hint, which a workspace may weigh as it likes."""
    return Page(text.partition(":")[0], Severity.HINT, text)
