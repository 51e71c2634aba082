"""What a workspace lets a finding weigh: its settings, and comments in its files that allow one rule at one place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from vplan.control.allowances import Allowance, read_allowances, sift, unused
from vplan.control.severities import setting_findings, weighed
from vplan.diagnostics import Diagnostic
from vplan.model.settings import RuleSetting

__all__ = ["Allowance", "controlled", "read_allowances", "setting_findings"]


@cache
def _across() -> frozenset[str]:
    from vplan.rules.across import RULES_ACROSS

    return frozenset(rule.ID for rule in RULES_ACROSS)


@cache
def _printed() -> frozenset[str]:
    """Return the rules that find something only while a PDF is made."""
    from vplan.rules.compiler.structure import PAGES

    return frozenset(page.id for page in PAGES)


@cache
def _fixed() -> frozenset[str]:
    """Return the rules whose errors cannot be changed."""
    from vplan.rules.pages import pages

    return frozenset(page.id for page in pages().values() if page.fixed)


@cache
def _unchangeable() -> frozenset[str]:
    """Return the rules of which nothing can be changed."""
    from vplan.rules.pages import pages

    return frozenset(page.id for page in pages().values() if page.is_unchangeable)


def controlled(
    findings: Iterable[Diagnostic],
    settings: Sequence[RuleSetting],
    allowances: Mapping[str, Sequence[Allowance]],
    complete: Collection[str] = (),
    *,
    across: bool = False,
) -> list[Diagnostic]:
    """Return the findings as the workspace wants them: weighed by its settings, without those that comments allow.

    `allowances` are those of each file. In the files `complete`, all findings of the rules for single units are there
    (or, with `across`, of the rules across units), so that an allowance of them that was not used is itself a finding;
    but not where it allows a rule of printed documents, of which no check tells.
    """
    found = list(findings)
    if not settings and not any(allowances.values()):
        return found
    unallowed: list[Diagnostic] = []
    used: set[Allowance] = set()
    by_file: dict[str, list[Diagnostic]] = {}
    for finding in found:
        by_file.setdefault(finding.span.file, []).append(finding)
    for file, of_file in by_file.items():
        rest, spent = sift(of_file, allowances.get(file, ()), _fixed())
        unallowed += rest
        used |= spent
    for file in complete:
        checked = [a for a in allowances.get(file, ()) if _printed().isdisjoint(a.rules)]
        mine = [a for a in checked if _across().isdisjoint(a.rules) is not across]
        unallowed += unused(mine, used, _unchangeable())
    return weighed(unallowed, settings, _fixed())
