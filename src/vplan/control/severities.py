"""How much each rule weighs in each folder, by `regler` in vplan.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from vplan.diagnostics import Diagnostic, Severity, msg
from vplan.model.base import nearest, respelt
from vplan.model.choices import RuleLevel
from vplan.model.settings import RuleSetting

_SEVERITIES = {
    RuleLevel.ERROR: Severity.ERROR,
    RuleLevel.WARNING: Severity.WARNING,
    RuleLevel.HINT: Severity.HINT,
}


def weighed(findings: Iterable[Diagnostic], settings: Sequence[RuleSetting], fixed: frozenset[str]) -> list[Diagnostic]:
    """Return the findings with the severities that the settings give them, without those that are turned off.

    Of several settings that fit a finding the last one counts. `fixed` are the rules whose errors cannot be changed.
    """
    if not settings:
        return list(findings)
    return [weighed for finding in findings if (weighed := _weigh(finding, settings, fixed)) is not None]


def _weigh(finding: Diagnostic, settings: Sequence[RuleSetting], fixed: frozenset[str]) -> Diagnostic | None:
    if finding.rule in fixed and finding.severity is Severity.ERROR:
        return finding
    for setting in reversed(settings):
        if setting.level is None or finding.rule != setting.name:
            continue
        if not setting.covers(finding.span.file):
            continue
        if setting.level is RuleLevel.OFF:
            return None
        return replace(finding, severity=_SEVERITIES[setting.level])
    return finding


def setting_findings(settings: Sequence[RuleSetting], folders: Iterable[str]) -> list[Diagnostic]:
    """Return findings on settings that name no rule, a rule that cannot be changed, or a folder that is not there."""
    if not settings:
        return []
    from vplan.rules.pages import pages

    found: list[Diagnostic] = []
    there = set(folders)
    for setting in settings:
        page = pages().get(setting.name)
        if setting.name and page is None:
            near = nearest(setting.name, pages())
            hint = msg("Did you mean “{near}”?", near=near[0]) if near else msg("“vplan rules” lists the rules.")
            message = msg("There is no rule “{rule}”.", rule=setting.name)
            found.append(
                Diagnostic(
                    "unknown-rule",
                    Severity.ERROR,
                    setting.span("rule"),
                    message,
                    hint,
                    fix=respelt(setting.rule, pages()),
                )
            )
        elif page is not None and page.is_unchangeable:
            message = msg("The severity of {rule} cannot be changed.", rule=setting.name)
            hint = msg("“vplan explain {rule}” says what the rule is for.", rule=setting.name)
            found.append(Diagnostic("fixed-rule", Severity.ERROR, setting.span("rule"), message, hint))
        if setting.folder and setting.folder not in there:
            near = nearest(setting.folder, there)
            hint = msg("Did you mean “{near}”?", near=near[0]) if near else msg("Write a path such as plans/2018.")
            message = msg("The folder {folder} is not there.", folder=setting.folder)
            found.append(Diagnostic("unknown-folder", Severity.ERROR, setting.span("folder_text"), message, hint))
    return found
