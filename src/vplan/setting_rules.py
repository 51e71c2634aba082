"""What is wrong with the settings: paths that lead astray, a logotype that is none, a statement that is not whole."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

from vplan.diagnostics import Diagnostic, Message, Severity, msg
from vplan.layout import STATE_FOLDER
from vplan.model.settings import Settings
from vplan.opening import LinkError, lies_inside, refuse_links
from vplan.oserrors import reason


def settings_findings(root: Path, settings: Settings) -> list[Diagnostic]:
    """Return what is wrong with the settings of the workspace at `root`."""
    findings = _statement_findings(settings)
    for name in ("plans_text", "output_text", "editions_text", "logotype_text"):
        value = getattr(settings, name).strip()
        if value.startswith("~") or not lies_inside(value):
            message = msg("“{path}” lies outside the workspace.", path=value)
            hint = msg("Write a path from the folder of vplan.yaml.")
            findings.append(Diagnostic("outside-workspace", Severity.ERROR, settings.span(name), message, hint))
    if any(found.rule == "outside-workspace" for found in findings):
        return findings
    if settings.has("output_text") and _holds_sources(root, settings):
        message = msg("The output folder {folder} holds the sources or lies among them.", folder=settings.output)
        hint = msg("Name a folder of its own, such as site.")
        findings.append(Diagnostic("output-among-sources", Severity.ERROR, settings.span("output_text"), message, hint))
    problem = _logotype_problem(root, settings.logotype) if settings.logotype else None
    if problem is not None:
        hint = msg("Name a PNG, JPEG or SVG file, or leave the key out.")
        findings.append(Diagnostic("picture-file", Severity.ERROR, settings.span("logotype_text"), problem, hint))
    return findings


def _statement_findings(settings: Settings) -> list[Diagnostic]:
    if settings.accessibility is None:
        return []
    from vplan.model.accessibility import faults

    return list(faults(settings.accessibility, settings.municipality))


def _holds_sources(root: Path, settings: Settings) -> bool:
    """Tell whether the output folder holds the workspace, the plans or the editions, or lies in one of them."""
    output = (root / settings.output).resolve()
    among = [(root / name).resolve() for name in (settings.plans, settings.editions, STATE_FOLDER)]
    if any(output.is_relative_to(folder) for folder in among):
        return True
    return any(folder.is_relative_to(output) for folder in (root.resolve(), *among))


def _logotype_problem(root: Path, logotype: str) -> Message | None:
    try:
        found = refuse_links(root, logotype)
    except LinkError:
        return msg("“{path}” is a symbolic link, which is not followed.", path=logotype)
    except FileNotFoundError:
        return msg("The picture “{path}” is not there.", path=logotype)
    except OSError as error:
        return msg("The file cannot be read: {reason}.", reason=reason(error))
    if not stat.S_ISREG(found.st_mode):
        return msg("“{path}” is no file that can be read.", path=logotype)
    from vplan.picture import picture_problem

    return picture_problem(root / logotype)


def at_setting(finding: Diagnostic, settings: Settings) -> Diagnostic:
    """Place the finding that the plans' folder is missing at the setting that names it."""
    if finding.rule == "no-plans" and settings.has("plans_text"):
        return replace(finding, span=settings.span("plans_text"))
    return finding
