"""What the build needs of `vplan.yaml`, remembered by its hash: reading it would import YAML and pydantic."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vplan.building.files import OutputError, digest, digest_file
from vplan.building.state import load_diagnostics, read_json, write_json
from vplan.building.tools import Tools
from vplan.diagnostics import Diagnostic
from vplan.layout import STATE_FOLDER
from vplan.opening import lies_inside
from vplan.workspace import SETTINGS_FILE

_TEXTS = ("plans", "output", "editions", "logotype", "municipality", "statement")


@dataclass(frozen=True, slots=True)
class BuildSettings:
    """The settings that the build uses, and the findings in them; `digest` is the hash of `vplan.yaml`.

    `statement` is the accessibility statement as `Statement.dump` writes it, empty where there is none.
    """

    digest: str
    plans: str
    output: str
    editions: str
    logotype: str
    municipality: str
    statement: str
    diagnostics: list[Diagnostic]


def remembered_settings(root: Path, tools: Tools) -> BuildSettings | None:
    """Return the settings of the workspace from `.vplan/settings.json`; nothing where it does not fit."""
    value = read_json(root / STATE_FOLDER / "settings.json")
    content, key = _key(root, tools)
    try:
        plans, output, editions, logotype, municipality, statement = texts = [value[name] for name in _TEXTS]
        if not all(isinstance(text, str) for text in texts):
            return None
        if not all(map(lies_inside, (plans, output, editions, logotype))):  # whoever adds files may add this one
            return None
        if value["key"] != key or value["picture"] != _picture(root, logotype):
            return None
        diagnostics = load_diagnostics(value["diagnostics"])
        return BuildSettings(content, plans, output, editions, logotype, municipality, statement, diagnostics)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _key(root: Path, tools: Tools) -> tuple[str, str]:
    content = digest_file(str(root / SETTINGS_FILE))
    return content, digest(f"{content} {tools.toolchain_digest()}".encode())


def _picture(root: Path, logotype: str) -> str:
    """Return the hash of the logotype: findings about the picture are among those of the settings."""
    return digest_file(str(root / logotype)) if logotype else ""


def read_settings(root: Path, tools: Tools) -> BuildSettings:
    """Return the settings of the workspace as the project reads them, and remember them."""
    content, key = _key(root, tools)
    project = tools.open_project(root)
    settings = project.settings
    of_layout = {found.sort_key for found in project.layout.diagnostics}
    diagnostics = [found for found in project.diagnostics if found.sort_key not in of_layout]
    texts = {
        "plans": settings.plans,
        "output": settings.output,
        "editions": settings.editions,
        "logotype": settings.logotype or "",
        "municipality": settings.municipality,
        "statement": settings.statement.dump() if settings.statement else "",
    }
    with suppress(OutputError):  # a workspace that cannot be written in is told of when the build saves its state
        kept = {"key": key, "picture": _picture(root, texts["logotype"]), **texts}
        write_json(
            root / STATE_FOLDER / "settings.json", {**kept, "diagnostics": [found.to_json() for found in diagnostics]}
        )
    return BuildSettings(content, diagnostics=diagnostics, **texts)
