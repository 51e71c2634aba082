"""A file of the workspace into a model: read, composed, built, with the comments in it that allow a rule."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, TypeVar

from vplan.control import Allowance, read_allowances
from vplan.diagnostics import Diagnostic, Severity, Span, has_errors, msg
from vplan.model.base import SourceModel, build_model
from vplan.source import load_text, read_text
from vplan.workspace import AWARD_FILE

M = TypeVar("M", bound=SourceModel)


class Loader(Protocol):
    """What makes a model of a file: `load_model`, or a cache before it."""

    def __call__(  # noqa: D102
        self,
        root: Path,
        file: str,
        cls: type[M],
        *,
        may_be_empty: bool = False,
        allowances: dict[str, list[Allowance]] | None = None,
    ) -> tuple[M | None, list[Diagnostic]]: ...


def load_model(
    root: Path,
    file: str,
    cls: type[M],
    *,
    may_be_empty: bool = False,
    allowances: dict[str, list[Allowance]] | None = None,
) -> tuple[M | None, list[Diagnostic]]:
    """Read a file of the workspace into a model; returns None for it when that cannot be done, and the findings.

    The comments in it that allow a rule are put into `allowances`.
    """
    source, findings = read_text(root, file)
    if source is None:
        return None, findings
    value, more = load_text(source)
    findings += more
    if allowances is not None:
        allowances[file], more = read_allowances(source, value)
        findings += more
    if value is None or value == "":
        if not may_be_empty and not has_errors(findings):
            kind = file.rpartition("/")[2].removesuffix(".yaml")
            hint = msg("“vplan schema {kind}” says what it may hold.", kind=kind)
            if not file.endswith(f"/{AWARD_FILE}"):
                hint = msg(
                    "“vplan new” makes one that is filled in, and “vplan schema {kind}” says what it may hold.",
                    kind=kind,
                )
            findings.append(Diagnostic("empty-file", Severity.ERROR, Span(file), msg("The file is empty."), hint))
        return None, findings
    model, more = build_model(cls, value, source)
    faulty = {d.span for d in more if d.severity is Severity.ERROR}
    findings = [d for d in findings if d.severity is not Severity.HINT or d.span not in faulty]
    return model, findings + more


def year_differs(model: SourceModel, year: int) -> Diagnostic:
    """Return the finding at the year in a file that stands in another year's folder."""
    written = getattr(model, "year", 0)
    message = msg("The file says {written}, but stands in the folder {year}.", written=written, year=year)
    hint = msg("Write “år: {year}”, or move the file.", year=year)
    return Diagnostic("year-differs", Severity.ERROR, model.span("year"), message, hint)
