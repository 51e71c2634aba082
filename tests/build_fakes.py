"""A workspace whose plans are a line of text, and rooms that understand it: the build without YAML and WeasyPrint.

Words in a plan make it behave: WARN, ERROR, CRASH, DIE (its worker is killed), DIE-ONCE, SLEEP, PICTURE, OVERFLOW,
HOLE; PRINT-CRASH and the like do it only when its PDF is made.
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from vplan.building.manifest import Entry
from vplan.building.result import BuildResult, Observer
from vplan.building.run import Request, run
from vplan.building.tools import Page, Pdf, PdfMissingError, Tools
from vplan.diagnostics import Diagnostic, Severity, Span, has_errors, msg
from vplan.workspace import UnitFolder, discover, find_root


@dataclass
class FakeDocument:
    unit: str
    text: str
    pictures: dict[str, str] = field(default_factory=dict)
    title: str = "Plan"
    date: str = "2018-01-12"

    @property
    def cover(self) -> SimpleNamespace:
        return SimpleNamespace(unit=self.unit)


@dataclass
class Statement:
    service: str

    def dump(self) -> str:
        return self.service


def findings(root: Path, file: str) -> list[Diagnostic]:
    text = (root / file).read_text()
    found = []
    for word, severity in (("WARN", Severity.WARNING), ("ERROR", Severity.ERROR)):
        if word in text:
            found.append(Diagnostic("fake", severity, Span(file), msg("It says {word}.", word=word)))
    return found


class FakeProject:
    def __init__(self, root: Path) -> None:
        self.root = root
        lines = dict(line.split(": ") for line in (root / "vplan.yaml").read_text().splitlines() if ": " in line)
        self.settings = SimpleNamespace(
            plans=lines.get("planer", "plans"),
            output=lines.get("utdata", "site"),
            editions="utgåvor",
            logotype=None,
            municipality=lines.get("kommun", "Staden"),
            baseline=None,
            statement=Statement(lines["webbplats"]) if "webbplats" in lines else None,
        )
        self.layout = discover(root, self.settings.plans)
        self.diagnostics = [*findings(root, "vplan.yaml"), *self.layout.diagnostics]

    @classmethod
    def open(cls, start: Path) -> FakeProject:
        root = find_root(start)
        assert root is not None
        return cls(root)

    def catalogue_diagnostics(self, units: Iterable[UnitFolder]) -> list[Diagnostic]:
        files = {f"plans/{u.year}/kf.yaml" for u in units} | {f"plans/{u.year}/{u.board}/namnd.yaml" for u in units}
        return [found for file in sorted(files) for found in findings(self.root, file)]

    def all_catalogue_diagnostics(self) -> list[Diagnostic]:
        return self.catalogue_diagnostics(self.layout.units())

    def ready(self, _unit: UnitFolder) -> None:
        """Say that no plan is ready to be printed before it is judged."""

    def check_unit(self, unit: UnitFolder) -> Any:
        note(self.root, f"check {unit.id}")
        file = f"{unit.folder}/plan.yaml"
        text = (self.root / file).read_text()
        act(self.root, text)
        found = findings(self.root, file)
        above = self.catalogue_diagnostics([unit])
        board = (self.root / f"plans/{unit.year}/{unit.board}/namnd.yaml").read_text()
        plan = SimpleNamespace(board_name=unit.board.title(), unit=unit, text=f"{text} {board}")
        ok = not has_errors([*found, *above])
        return SimpleNamespace(unit=unit, documents=(plan,) if ok else (), diagnostics=found, ok=ok, facts=None)

    def allowances(self, files: Any = None) -> dict[str, Any]:
        return {}

    def add_allowances(self, allowances: dict[str, Any]) -> None:
        assert not allowances

    def controlled(self, found: Iterable[Diagnostic], complete: Any = (), *, across: bool = False) -> list[Diagnostic]:
        return list(found)


def act(root: Path, text: str) -> None:
    if "PRINT-" in text:
        return
    if "CRASH" in text:
        raise RuntimeError("nobody foresaw this")
    if "DIE-ONCE" in text:
        mark = root / "died"
        if not mark.exists():
            mark.write_text("")
            os.kill(os.getpid(), signal.SIGKILL)
    elif "DIE" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "SLEEP" in text:
        (root / "asleep").write_text(str(os.getpid()))
        time.sleep(60)


def note(root: Path, line: str) -> None:
    """Tell the test what was done, across processes."""
    with (root / "log").open("a") as log:
        log.write(line + "\n")


def fake_assemble(project: Any, plan: Any) -> Sequence[Any]:
    pictures = {}
    if "PICTURE" in plan.text:
        pictures["bilder/karta.png"] = f"{plan.unit.folder}/bilder/karta.png"
    return [
        SimpleNamespace(
            name="plan",
            document=FakeDocument(plan.unit.unit, plan.text, pictures),
            source=f"{plan.unit.folder}/plan.yaml",
        )
    ]


def fake_html(document: Any, page: Page) -> str:
    return f"<p>{document.text}</p> {page.assets} {page.pdf}"


def fake_pdf(document: Any, root: Path, source: str) -> Pdf:
    note(root, f"pdf {source}")
    act(root, document.text.replace("PRINT-", ""))
    found = []
    if "OVERFLOW" in document.text:
        found.append(Diagnostic("render-warning", Severity.WARNING, Span(source), msg("Too wide.")))
    if "HOLE" in document.text:
        found.append(Diagnostic("fake", Severity.ERROR, Span(source), msg("A picture is missing.")))
    return Pdf(f"%PDF {document.text}".encode(), found)


def fake_index(entries: Sequence[Entry], municipality: str, statement: bool) -> str:
    lines = [f"{e.unit} {e.board} {e.title} {' '.join(o.path for _, o in sorted(e.outputs.items()))}" for e in entries]
    return "\n".join([municipality, *lines, *(["statement"] if statement else [])])


def fake_statement(statement: str) -> str:
    return f"statement of {statement}"


def no_pdf() -> None:
    raise PdfMissingError("libpango is missing", "apt install pango")


def same_toolchain() -> str:
    return "toolchain"


def fake_versions() -> dict[str, str]:
    return {"vplan": "0"}


def fake_job(document: Any, root: Path, source: str) -> Any:
    return document, root, source


def same_job(job: Any, _project: Any, _linked: Any, _assembled: Any) -> Any:
    return job


def fake_print(job: Any) -> Pdf:
    return fake_pdf(*job)


def fake_assets() -> Mapping[str, bytes | Path]:
    return {"assets/vplan.css": b"p { margin: 0 }"}


def do_nothing() -> None:
    pass


def fake_pictures(document: Any) -> Mapping[str, str]:
    return cast("Mapping[str, str]", document.pictures)


def same_picture(_document: Any, _file: str, data: bytes) -> bytes:
    return data


TOOLS = Tools(
    open_project=cast("Callable[[Path], Any]", FakeProject),
    assemble=fake_assemble,
    render_html=fake_html,
    picture_outputs=fake_pictures,
    clean_picture=same_picture,
    prepare_pdf=do_nothing,
    prepare_documents=do_nothing,
    prepare_html=do_nothing,
    prepare_charts=do_nothing,
    warm_up_pdf=do_nothing,
    print_job=fake_job,
    enclose=same_job,
    print_pdf=fake_print,
    render_index=fake_index,
    render_statement=fake_statement,
    site_assets=fake_assets,
    toolchain_digest=same_toolchain,
    versions=fake_versions,
)


class Workspace:
    """A fake workspace in a folder, and builds in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.site = root / "site"
        self.tools = TOOLS
        self.write("vplan.yaml", "kommun: Staden\n")
        self.write("plans/2018/kf.yaml", "kf")

    def write(self, file: str, text: str) -> Path:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def unit(self, unit: str, text: str = "text", year: int = 2018) -> Path:
        board, _, name = unit.partition("/")
        if not (self.root / f"plans/{year}/kf.yaml").exists():
            self.write(f"plans/{year}/kf.yaml", "kf")
        if not (self.root / f"plans/{year}/{board}/namnd.yaml").exists():
            self.write(f"plans/{year}/{board}/namnd.yaml", board)
        self.write(f"plans/{year}/{board}/{name}/mal.yaml", "goals")
        return self.write(f"plans/{year}/{board}/{name}/plan.yaml", text)

    def remove(self, unit: str) -> None:
        shutil.rmtree(self.root / "plans/2018" / unit)

    def build(self, *paths: str, observer: Observer | None = None, **request: Any) -> BuildResult:
        (self.root / "log").unlink(missing_ok=True)
        chosen = tuple(self.root / "plans" / path for path in paths)
        return run(Request(self.root, chosen, **request), tools=self.tools, observer=observer)

    def with_tools(self, **tools: Any) -> None:
        self.tools = replace(self.tools, **tools)

    @property
    def log(self) -> list[str]:
        path = self.root / "log"
        return sorted(path.read_text().splitlines()) if path.exists() else []

    def files(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.site).as_posix(): path.read_bytes()
            for path in sorted(self.site.rglob("*"))
            if path.is_file()
        }

    def read(self, file: str) -> str:
        return (self.site / file).read_text()
