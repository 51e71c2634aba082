"""`vplan check`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from vplan.cli.base import Argument, Command, Option, deferred
from vplan.cli.check_options import ANY_FILE, FailLevel, FormatName, ReportTarget, RuleList
from vplan.cli.selection import PlanPath, workspace_of
from vplan.i18n import ntranslate, translate

if TYPE_CHECKING:
    from vplan.baseline import Entry, Sifted
    from vplan.cli.baseline_file import BaselineFile
    from vplan.diagnostics import Diagnostic, Severity
    from vplan.layout import UnitFolder
    from vplan.project import Project
    from vplan.report.choice import Choice, Coverage
    from vplan.report.formats import Report
    from vplan.report.sources import Sources

_LEVELS = {"error": 1, "warning": 2, "hint": 3, "never": 0}  # how many severities fail


class _Request(NamedTuple):
    """The options, as they were given."""

    paths: tuple[Path, ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: str
    style: str
    reports: tuple[tuple[str, Path], ...]
    baseline: str | None
    write_baseline: str | None
    fix: bool = False
    diff: bool = False


@click.command(
    "check",
    cls=Command,
    help=deferred(
        "Find mistakes in plans and goals.\n\n"
        "Checks the units, boards or years at PATH, or everything, and prints each finding with its place and what to "
        "do. Ends with 1 when there is an error; --fail-on chooses what else fails. vplan explain RULE says more of a "
        "rule."
    ),
    examples=(
        ("vplan check", deferred("Check all plans.")),
        ("vplan check plans/2018/ostermalm", deferred("Check the units of one board.")),
        ("vplan check --format concise", deferred("One line for each finding.")),
        ("vplan check --report sarif=vplan.sarif --report junit=vplan.xml", deferred("Write reports for programs.")),
        ("vplan check --fix", deferred("Mend what has one right answer, then check.")),
        ("vplan check --write-baseline baslinje.yaml", deferred("Let what is found today stay for now.")),
    ),
)
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=PlanPath(), cls=Argument)
@click.option(
    "--select", metavar="RULE,…", multiple=True, type=RuleList(), cls=Option,
    help=deferred("Show these rules alone, and what keeps a file from being read."),
)  # fmt: skip
@click.option("--ignore", metavar="RULE,…", multiple=True, type=RuleList(), cls=Option,
              help=deferred("Leave these rules out."))  # fmt: skip
@click.option(
    "--fail-on", metavar="error|warning|hint|never", type=FailLevel(), default="error", cls=Option,
    help=deferred("End with 1 when there is this or worse; error if left out. In Swedish: fel, varning, tips, aldrig."),
)  # fmt: skip
@click.option(
    "--format", "style", metavar="NAME", type=FormatName(), default="full", cls=Option,
    help=deferred("How to print: full, concise, json, sarif, gitlab, junit or github."),
)  # fmt: skip
@click.option(
    "--report", "reports", metavar="NAME=FILE", multiple=True, type=ReportTarget(), cls=Option,
    help=deferred("Write a file in one of these formats, too; may be given several times."),
)  # fmt: skip
@click.option("--baseline", metavar="FILE", cls=Option,
              help=deferred("Hold back the findings of this file; else that of vplan.yaml."))  # fmt: skip
@click.option(
    "--write-baseline", metavar="[FILE]", is_flag=False, flag_value=ANY_FILE, default=None, cls=Option,
    help=deferred("Write what is found now to the baseline."),
)  # fmt: skip
@click.option("--fix", is_flag=True, cls=Option,
              help=deferred("Mend what has one right answer, first; comments and all else stay."))  # fmt: skip
@click.option(
    "--diff", is_flag=True, cls=Option,
    help=deferred("Show what --fix would change, and write nothing; ends with 1 if there is any."),
)  # fmt: skip
def check(
    paths: tuple[Path, ...],
    select: tuple[tuple[str, ...], ...],
    ignore: tuple[tuple[str, ...], ...],
    fail_on: str,
    style: str,
    reports: tuple[tuple[str, Path], ...],
    baseline: str | None,
    write_baseline: str | None,
    fix: bool,
    diff: bool,
) -> int:
    """Print findings to standard output and write the reports; return 1 when one of them fails."""
    from vplan.checking import CheckCrashError
    from vplan.oserrors import NamedFileError
    from vplan.project import NoWorkspaceError
    from vplan.selection import SelectionError

    request = _Request(
        paths, sum(select, ()), sum(ignore, ()), fail_on, style, reports, baseline, write_baseline, fix, diff
    )
    try:
        return _mend(request) if fix or diff else _run(request)
    except (NoWorkspaceError, SelectionError, NamedFileError) as error:
        raise click.UsageError(str(error)) from error
    except CheckCrashError as error:
        from vplan.cli.main import internal_error

        return internal_error(error, error.trace)


def _mend(request: _Request) -> int:
    from vplan.cli.mending import Mending
    from vplan.report.formats import FOR_PEOPLE

    if request.diff and (request.reports or request.write_baseline is not None):
        raise click.UsageError(translate("--diff writes nothing; leave out --report and --write-baseline."))
    mending = Mending(request.paths, request.select, request.ignore)
    if request.diff:
        return mending.show_diff()
    whole = mending.write()
    code = _run(request)
    mending.tell(err=request.style not in FOR_PEOPLE)
    return code if whole else 1


def _run(request: _Request) -> int:
    from vplan.api import check as check_plans
    from vplan.api import load
    from vplan.selection import select

    project = load(workspace_of(request.paths))
    units = select(project.layout, request.paths)
    baseline = _baseline(request, project)
    entries = baseline.read(missing_ok=request.write_baseline is not None) if baseline else []
    found = check_plans(project, request.paths)
    if not found and not baseline and not request.reports and request.style == "full":
        click.echo(_clean(len(units), 0))
        return 0
    return _report(request, project, units, found, baseline, entries)


def _report(
    request: _Request,
    project: Project,
    units: Sequence[UnitFolder],
    diagnostics: Sequence[Diagnostic],
    baseline: BaselineFile | None,
    entries: list[Entry],
) -> int:
    """Sift what was found, write and print it; return the exit code."""
    from vplan.report.choice import Coverage
    from vplan.report.formats import Report, repository_prefix
    from vplan.report.sources import sources_in

    choice, coverage, sources = _choice(request), Coverage.of(project.layout, units), sources_in(project.root)
    found = choice.of(diagnostics)
    sifted = _sifted(request, baseline, entries, found, sources, (choice, coverage)) if baseline else None
    report = Report(
        sifted.diagnostics if sifted else found,
        sources,
        coverage.files,
        _failing(request.fail_on),
        sifted.held if sifted else 0,
        repository_prefix(project.root) if request.reports or request.style != "full" else "",
    )
    _write_reports(request, report)
    _print(request, project, report, len(units))
    if baseline and sifted:
        _tell_baseline(request, baseline, sifted)
    return 1 if any(diagnostic.severity in report.fails for diagnostic in report.diagnostics) else 0


def _baseline(request: _Request, project: Project) -> BaselineFile | None:
    """Return the baseline that is meant, without any import where there is none."""
    if request.baseline is None and request.write_baseline is None and project.settings.baseline is None:
        return None
    from vplan.cli.baseline_file import choose_baseline

    return choose_baseline(project, request.baseline, request.write_baseline)


def _choice(request: _Request) -> Choice:
    from vplan.report.choice import Choice

    always: frozenset[str] = frozenset()
    if request.select:
        from vplan.rules.compiler import KEEP_FROM_READING

        always = KEEP_FROM_READING
    return Choice(frozenset(request.select), frozenset(request.ignore), always)


def _failing(fail_on: str) -> frozenset[Severity]:
    from vplan.diagnostics import Severity

    return frozenset(list(Severity)[: _LEVELS[fail_on]])


def _sifted(
    request: _Request,
    baseline: BaselineFile,
    entries: list[Entry],
    found: list[Diagnostic],
    sources: Sources,
    scope: tuple[Choice, Coverage],
) -> Sifted:
    """Hold back what the baseline has; with --write-baseline it is written first and has everything."""
    from vplan.baseline import renewed, sift
    from vplan.rules.across import RULES_ACROSS

    choice, coverage = scope
    across = {rule.ID for rule in RULES_ACROSS}  # a run over some units does not find all that these find

    def covers(file: str, rule: str) -> bool:
        return choice.takes(rule) and coverage.knows_all_of(file) and (coverage.everything or rule not in across)

    if request.write_baseline is not None:
        entries = renewed(entries, found, sources, covers)
        baseline.write(entries)
    return sift(found, entries, sources, covers)


def _write_reports(request: _Request, report: Report) -> None:
    if request.reports:
        from vplan.report.formats import render, write

        for name, path in request.reports:
            write(path, render(name, report))


def _print(request: _Request, project: Project, report: Report, number: int) -> None:
    from vplan.report.formats import FOR_PROGRAMS, render

    if request.style in FOR_PROGRAMS:
        click.echo(render(request.style, report).encode("utf-8", "replace"), nl=False)  # UTF-8 whatever the locale
    elif not report.diagnostics:
        click.echo(_clean(number, report.held))
    elif request.style == "concise":
        from vplan.cli.show import show_concise

        show_concise(report.diagnostics)
    else:
        from vplan.cli.show import show_findings

        show_findings(report.diagnostics, project.root, err=False)


def _clean(number: int, held: int) -> str:
    if held:
        sentence = ntranslate(
            "{number} plan checked, no new findings.", "{number} plans checked, no new findings.", number
        )
    else:
        sentence = ntranslate("{number} plan checked, no findings.", "{number} plans checked, no findings.", number)
    return sentence.format(number=number)


def _tell_baseline(request: _Request, baseline: BaselineFile, sifted: Sifted) -> None:
    """Say what the baseline did; beside a format for programs on standard error."""
    from vplan.report.formats import FOR_PEOPLE

    lines = []
    if request.write_baseline is not None:
        sentence = ntranslate(
            "{number} finding stands in the baseline {file} now.",
            "{number} findings stand in the baseline {file} now.",
            sifted.held,
        )
        lines.append(sentence.format(number=sifted.held, file=baseline.name))
    elif sifted.held:
        sentence = ntranslate(
            "{number} old finding is held back by the baseline {file}.",
            "{number} old findings are held back by the baseline {file}.",
            sifted.held,
        )
        lines.append(sentence.format(number=sifted.held, file=baseline.name))
    if sifted.stale:
        sentence = ntranslate(
            "{number} line of the baseline is not needed any more; --write-baseline takes it out.",
            "{number} lines of the baseline are not needed any more; --write-baseline takes them out.",
            sifted.stale,
        )
        lines.append(sentence.format(number=sifted.stale))
    for line in lines:
        click.echo(line, err=request.style not in FOR_PEOPLE)
