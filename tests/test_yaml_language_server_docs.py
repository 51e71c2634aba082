"""What docs/editor.md says about the YAML extension, followed as it is written."""

from __future__ import annotations

import os
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from support.language_client import LanguageClient
from support.neovim import shown_in_neovim
from support.node import FOLDER, node_program
from test_yaml_language_server import GOALS, PLANS, Editor, make_schemas, span

DOCS = Path(__file__).parents[1] / "docs" / "editor.md"
MISSPELT = "mål:\n  1.7:\n    nämndmål:\n      delaktig:\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace in which `vplan schema --workspace --vscode` was run."""
    shutil.copytree(PLANS, tmp_path / "plans")
    (tmp_path / "vplan.yaml").write_text("", encoding="utf-8")
    make_schemas(tmp_path)
    return tmp_path


def snippet(language: str, holds: str) -> str:
    """Return the block of a language that holds some words."""
    blocks: list[str] = re.findall(rf"^```{language}\n(.*?)^```", DOCS.read_text(encoding="utf-8"), re.M | re.S)
    (found,) = [block for block in blocks if holds in block]
    return found


def test_the_lines_that_name_a_schema_lead_to_one(root: Path) -> None:
    lines = snippet("yaml", "$schema=").splitlines()
    unit = root / "plans/2018/ostermalm/bistandsbedomning"
    for line, folder in zip(lines, (unit, unit, unit.parent), strict=True):
        assert (folder / line.partition("$schema=")[2]).is_file(), line


def test_helix_settings_work(root: Path) -> None:
    (root / ".vscode/settings.json").unlink()
    settings = tomllib.loads(snippet("toml", "yaml-language-server"))["language-server"]["yaml-language-server"][
        "config"
    ]
    with LanguageClient([*node_program("yaml-language-server"), "--stdio"], root, settings=settings) as client:
        editor = Editor(client, root)
        assert [span(finding) for finding in editor.findings(GOALS, MISSPELT)] == [(3, 6, 3, 14)]
        assert "delaktiga" in editor.proposals(GOALS, "mål:\n  1.7:\n    nämndmål:\n      |\n")


def test_neovim_settings_work(root: Path) -> None:
    node_program("yaml-language-server")
    (root / GOALS).write_text(MISSPELT, encoding="utf-8")
    env = {**os.environ, "PATH": f"{FOLDER / 'node_modules/.bin'}{os.pathsep}{os.environ['PATH']}"}
    (found,) = shown_in_neovim(root, GOALS, snippet("lua", "yamlls"), root / "home", env)
    assert found["range"]["start"] == {"line": 3, "character": 6}
    assert "Välj bland nämndmålen" in found["message"]
