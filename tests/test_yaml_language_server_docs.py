"""What docs/editor.md says about the YAML extension, followed as it is written."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

from support.language_client import LanguageClient
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


# Neovim before 0.11 has no vim.lsp.config: there the same settings are started by hand
NEOVIM = """
local own
if not vim.lsp.config then
  vim.lsp.config = function(_, config) own = config end
  vim.lsp.enable = function() end
end
vim.cmd("filetype on")
dofile("snippet.lua")
vim.cmd("edit " .. vim.fn.fnameescape(FILE))
if own then
  own.root_dir = vim.fn.getcwd()
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(own))
end
vim.wait(15000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local found = {}
for _, d in ipairs(vim.diagnostic.get(0)) do
  table.insert(found, { d.lnum, d.col, d.message })
end
io.open("found.json", "w"):write(vim.json.encode(found))
vim.cmd("qall!")
"""


def test_neovim_settings_work(root: Path) -> None:
    nvim = shutil.which("nvim")
    if nvim is None:
        pytest.skip("Neovim is not here")
    node_program("yaml-language-server")
    (root / GOALS).write_text(MISSPELT, encoding="utf-8")
    (root / "snippet.lua").write_text(snippet("lua", "yamlls"), encoding="utf-8")
    (root / "test.lua").write_text(f'FILE = "{GOALS}"\n{NEOVIM}', encoding="utf-8")
    path = f"{FOLDER / 'node_modules/.bin'}{os.pathsep}{os.environ['PATH']}"
    home = {
        name: str(root / "home")
        for name in ("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")
    }
    subprocess.run(
        [nvim, "--headless", "-u", "NONE", "-c", "luafile test.lua"],
        cwd=root, env={**os.environ, **home, "PATH": path}, stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
        check=False,
    )  # fmt: skip
    found: list[Any] = json.loads((root / "found.json").read_text(encoding="utf-8"))
    assert [(line, column) for line, column, _ in found] == [(3, 6)]
    assert "Välj bland nämndmålen" in found[0][2]
