"""The settings in docs/editor.md, as they are written there: Neovim's is run, the others are read."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from support.language_client import LanguageClient
from support.workspaces import PLACES, make_workspace

PAGE = Path(__file__).parents[1] / "docs" / "editor.md"
BESIDE = Path(sys.executable).parent
DRIVE = """
local function wait(ready) return vim.wait(30000, ready, 20) end
local buffer = vim.api.nvim_get_current_buf()
local seen = {}
vim.api.nvim_buf_set_lines(buffer, 7, 8, false, { "      delaktig:" })
wait(function() return #vim.diagnostic.get(buffer) > 0 end)
for _, found in ipairs(vim.diagnostic.get(buffer)) do
  table.insert(seen, { found.code, found.lnum, found.col, found.end_col })
end
vim.cmd("silent undo")
wait(function() return #vim.diagnostic.get(buffer) == 0 end)
vim.api.nvim_win_set_cursor(0, { 8, 8 })
vim.lsp.buf.definition()
wait(function() return vim.api.nvim_buf_get_name(0):find("namnd.yaml") ~= nil end)
local place = { vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ":t"), unpack(vim.api.nvim_win_get_cursor(0)) }
io.stdout:write(vim.json.encode({ seen = seen, place = place }))
vim.cmd("qa!")
"""


def pasted(heading: str, language: str) -> str:
    """Return what the page says to paste under a heading."""
    part = PAGE.read_text(encoding="utf-8").partition(f"### {heading}\n")[2]
    match = re.search(rf"```{language}\n(.*?)```", part, re.DOTALL)
    assert match is not None
    return match[1]


def neovim() -> str:
    """Return the command of a Neovim that has `vim.lsp.config`, or skip."""
    command = os.environ.get("NVIM_COMMAND") or shutil.which("nvim")
    if command is None:
        pytest.skip("nvim is not installed")
    said = subprocess.run([command, "--version"], capture_output=True, text=True, check=True).stdout
    version = tuple(map(int, re.findall(r"\d+", said)[:2]))
    if version < (0, 11):
        pytest.skip(f"nvim is older than 0.11: {version}")
    return command


def test_neovim_shows_findings_while_typing_and_goes_to_the_definition(tmp_path: Path) -> None:
    command = neovim()
    root = make_workspace(tmp_path / "workspace")
    (tmp_path / "init.lua").write_text(pasted("Neovim and `vplan lsp`", "lua"), encoding="utf-8")
    (tmp_path / "drive.lua").write_text(DRIVE, encoding="utf-8")
    ended = subprocess.run(
        [
            command,
            "--clean",
            "--headless",
            "-u",
            str(tmp_path / "init.lua"),
            PLACES["mal"],
            "-S",
            str(tmp_path / "drive.lua"),
        ],
        cwd=root,
        env={**os.environ, "PATH": f"{BESIDE}{os.pathsep}{os.environ['PATH']}", "VPLAN_LANG": "en"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=90,
        check=True,
    )
    found = json.loads(ended.stdout)
    assert ["unknown-board-goal", 7, 6, 14] in found["seen"]
    assert found["place"] == ["namnd.yaml", 5, 10]


def test_the_commands_of_vs_code_and_helix_start_the_server(tmp_path: Path) -> None:
    code = json.loads(pasted("VS Code and `vplan lsp`", "json"))
    helix = tomllib.loads(pasted("Helix and `vplan lsp`", "toml"))
    named = helix["language-server"]["vplan"]
    commands = {
        (code["glspc.server.command"], *code["glspc.server.commandArguments"]),
        (named["command"], *named["args"]),
    }
    assert code["glspc.server.languageId"] == [language["name"] for language in helix["language"]] == ["yaml"]
    assert helix["language"][0]["language-servers"] == ["vplan"]
    for program, *arguments in commands:
        with LanguageClient([str(BESIDE / program), *arguments], make_workspace(tmp_path / "w"), timeout=40) as client:
            assert client.server["serverInfo"]["name"] == "vplan"
