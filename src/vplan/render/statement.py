"""The accessibility statement of a site as a page, and the link to it that every page has."""

from __future__ import annotations

from dataclasses import dataclass

from vplan.render.environment import environment
from vplan.statement import Statement

# The page is Swedish, as the law that asks for it; where a page in another language links to it, the link says so.
_LINK = {"sv": "Tillgänglighetsredogörelse", "en": "Accessibility statement"}


@dataclass(frozen=True, slots=True)
class StatementLink:
    """A link to the statement from a page; `lang` is the language of its text where it is not the page's."""

    href: str
    text: str
    lang: str | None = None


def statement_link(href: str, lang: str) -> StatementLink | None:
    """Return the link for a page in a language, or nothing when `href` is empty."""
    if not href:
        return None
    base = lang.partition("-")[0]
    return StatementLink(href, _LINK[base]) if base in _LINK else StatementLink(href, _LINK["sv"], "sv")


def render_statement(statement: Statement) -> str:
    """Return the page, in the order that Digg gives: how accessible, what is not, telling us, supervision, the test."""
    by_cause = {
        cause: [shortcoming for shortcoming in statement.shortcomings if shortcoming.cause == cause]
        for cause in ("failing", "burden", "exempt")
    }
    return environment().get_template("statement.html.j2").render(statement=statement, by_cause=by_cause)
