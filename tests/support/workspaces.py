"""Workspaces for tests: a sound one, and the same with files replaced; and what a check finds in them."""

from __future__ import annotations

import shutil
from collections.abc import Container, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from vplan.checking import check
from vplan.diagnostics import Diagnostic
from vplan.project import Project
from vplan.source import bounds, loader
from vplan.source.bounds import TextLoader
from vplan.source.reader import decode

CORPUS = Path(__file__).parents[1] / "corpus"
BASE = CORPUS / "base"
UNIT = "plans/2018/norr/hemtjanst"
OTHER_UNIT = "2018/norr/dagverksamhet"
PLACES = {
    "vplan": "vplan.yaml",
    "kf": "plans/2018/kf.yaml",
    "namnd": "plans/2018/norr/namnd.yaml",
    "plan": f"{UNIT}/plan.yaml",
    "mal": f"{UNIT}/mal.yaml",
    "ekonomi": f"{UNIT}/ekonomi.yaml",
    "kvalitetsutmarkelse": f"{UNIT}/kvalitetsutmarkelse.yaml",
}
DELETE = ".delete"


class _SlowLoader(yaml.BaseLoader):
    """`TextLoader`, as it is where libyaml is missing."""

    descend_resolver = TextLoader.descend_resolver  # type: ignore[assignment]
    ascend_resolver = TextLoader.ascend_resolver
    resolve = TextLoader.resolve


def without_libyaml(monkeypatch: pytest.MonkeyPatch, but: Container[str] = ()) -> None:
    """Read YAML by PyYAML's own loader, as where libyaml is missing; `but` are texts that are read as ever."""

    def loader_of(text: str) -> Any:
        return TextLoader(text) if text in but else _SlowLoader(text)

    for module in (bounds, loader):
        monkeypatch.setattr(module, "TextLoader", loader_of)
    monkeypatch.setattr(bounds, "HAS_LIBYAML", False)
    monkeypatch.setattr(bounds, "_SAFE_DEPTH", 60)


def base_text(kind: str) -> str:
    """Return the text of a file of the sound workspace."""
    return (BASE / PLACES[kind]).read_text(encoding="utf-8")


def make_workspace(root: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Copy the sound workspace to `root` and put `files` in it: kinds (`mal`) or paths, with text or bytes."""
    shutil.copytree(BASE, root, dirs_exist_ok=True)
    for name, content in (files or {}).items():
        path = root / PLACES.get(name, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return root


def lay_over(root: Path, folder: Path) -> None:
    """Lay the files of a folder over a workspace; a file named `X.delete` deletes the file or folder X."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        target = root / path.relative_to(folder)
        if target.name.endswith(DELETE):
            gone = target.with_name(target.name.removesuffix(DELETE))
            shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def findings_in(root: Path) -> list[Diagnostic]:
    """Check all plans of a workspace in this process."""
    project = Project.open(root)
    return check(project, project.layout.units(), 1)


def as_lines(findings: list[Diagnostic]) -> list[str]:
    """Return each finding as `path:line:column severity rule`."""
    return [f"{d.span.file}:{d.span.line}:{d.span.column} {d.severity.value} {d.rule}" for d in findings]


def check_places(root: Path, findings: list[Diagnostic]) -> None:
    """Fail unless each finding, and each place it refers to, stands within its file."""

    @cache
    def lines_of(file: str) -> list[str] | None:
        source = decode(file, (root / file).read_bytes())[0] if (root / file).is_file() else None
        return source.lines if source is not None else None

    for finding in findings:
        for span in (finding.span, *(related.span for related in finding.related)):
            assert (span.end_line, span.end_column) >= (span.line, span.column) >= (1, 1), (finding, span)
            lines = lines_of(span.file)
            if lines is None:
                assert (span.line, span.column) == (1, 1) or (root / span.file).is_file(), (finding, span)
                continue
            assert span.line <= len(lines), (finding, span)
            assert span.column <= len(lines[span.line - 1]) + 1, (finding, span)
