"""`make conformance`: builds every document of the repository and lets public validators look at it.

Prints a row for each document: veraPDF's verdict under PDF/UA-1 and PDF/A-3a, and what `tools/web-check FOLDER` counts
on its page (a line for each page: path, findings of axe, errors of the Nu checker, with tabs between). Ends with 1 when
anything fails or could not be tried.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tools.conformance.verapdf import PROFILES, Finding, missing, validate
from tools.repository import ROOT, WORKSPACES, copy_sources

WEB_CHECK = ROOT / "tools" / "web-check"
COLUMNS = ("veraPDF ua1", "veraPDF 3a", "axe", "Nu")
NOT_TRIED = "–"


@dataclass(slots=True)
class Row:
    """What was found of one document: by column a word or a number; `failures` are the sentences behind it."""

    name: str
    cells: dict[str, str] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Tell whether nothing was found."""
        return all(cell in ("ok", "0", NOT_TRIED) for cell in self.cells.values())


def main() -> int:
    """Build, validate, print; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="vplan-conformance-") as folder:
        site = Path(folder)
        if not build(site):
            return 1
        rows = {name: Row(name) for name in documents(site)}
        problems = [*of_verapdf(site, rows), *of_pages(site, rows)]
    print_table(rows.values())
    for row in rows.values():
        for failure in row.failures:
            print(f"{row.name}: {failure}")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 0 if not problems and all(row.ok for row in rows.values()) else 1


def build(site: Path) -> bool:
    """Build the workspaces of the repository; tell whether all of it could be built."""
    done = True
    command = [sys.executable, "-m", "vplan.cli.main", "build", "--output"]
    with tempfile.TemporaryDirectory(prefix="vplan-sources-") as sources:
        for name, root in WORKSPACES.items():
            workspace = Path(sources) / name
            copy_sources(root, workspace)
            run = subprocess.run([*command, str(site / name)], cwd=workspace, check=False)  # noqa: S603
            done &= run.returncode == 0
    return done


def documents(site: Path) -> list[str]:
    """Return the documents and other pages in a folder, without their endings."""
    return sorted({p.relative_to(site).with_suffix("").as_posix() for p in site.rglob("*") if is_document(p)})


def is_document(path: Path) -> bool:
    """Tell whether a file is a page or a PDF."""
    return path.suffix in (".html", ".pdf")


def of_verapdf(site: Path, rows: dict[str, Row]) -> list[str]:
    """Let veraPDF look at every PDF; return what kept it from that."""
    lacking = missing()
    if lacking:
        return [f"veraPDF was not asked. Missing: {lacking}."]
    try:
        found = validate(sorted(site.rglob("*.pdf")))
    except (OSError, subprocess.SubprocessError) as error:
        return [f"veraPDF stopped: {getattr(error, 'stderr', '') or error}"]
    for finding in found:
        note(rows[Path(finding.file).relative_to(site).with_suffix("").as_posix()], finding)
    asked = {finding.file for finding in found if finding.profile == PROFILES[-1]}
    return [f"veraPDF said nothing of {p.relative_to(site)}." for p in site.rglob("*.pdf") if str(p) not in asked]


def note(row: Row, finding: Finding) -> None:
    """Put veraPDF's verdict into a row."""
    row.cells[f"veraPDF {finding.profile}"] = "ok" if finding.conforms else "fails"
    row.failures += [f"{finding.profile}: {failure}" for failure in finding.failures]


def of_pages(site: Path, rows: dict[str, Row]) -> list[str]:
    """Count the findings on every page; return what kept us from that."""
    if not os.access(WEB_CHECK, os.X_OK):
        return [f"The pages were not looked at: {WEB_CHECK.relative_to(ROOT)} is not there."]
    environment = {**os.environ, "PYTHON": sys.executable}
    command = [str(WEB_CHECK), str(site)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)  # noqa: S603
    for line in done.stdout.splitlines():
        path, _, counts = line.partition("\t")
        name = Path(path).with_suffix("").as_posix()
        if name in rows and counts.count("\t") == 1:
            rows[name].cells |= dict(zip(("axe", "Nu"), counts.split("\t"), strict=True))
    unseen = [f"{WEB_CHECK.name} said nothing of {row.name}." for row in rows.values() if "axe" not in row.cells]
    return [f"{WEB_CHECK.name}: {done.stderr.strip()}"] if done.returncode else unseen


def print_table(rows: Iterable[Row]) -> None:
    """Print a row for each document."""
    kept = list(rows)
    width = max((len(row.name) for row in kept), default=0)
    print(f"\n{'':{width}}  {'  '.join(COLUMNS)}")
    for row in kept:
        cells = (f"{row.cells.get(column, NOT_TRIED):{len(column)}}" for column in COLUMNS)
        print(f"{row.name:{width}}  {'  '.join(cells)}".rstrip())


if __name__ == "__main__":
    sys.exit(main())
