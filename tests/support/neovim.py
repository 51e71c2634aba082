"""Neovim as a reader of the documentation sets it up: it opens a file and tells what its language server finds."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

_HOMES = ("HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")

# Neovim before 0.11 has no vim.lsp.config: there the same settings are started by hand
_DRIVE = """
local own
if not vim.lsp.config then
  vim.lsp.config = function(_, config) own = config end
  vim.lsp.enable = function() end
end
vim.cmd("filetype on")
dofile(HOME .. "/init.lua")
vim.cmd("edit " .. vim.fn.fnameescape(FILE))
if own then
  own.root_dir = vim.fn.getcwd()
  vim.lsp.buf_attach_client(0, vim.lsp.start_client(own))
end
vim.cmd(EDIT)
vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local found = {}
for _, d in ipairs(vim.diagnostic.get(0)) do
  local start = { line = d.lnum, character = d.col }
  table.insert(found, { range = { start = start }, message = d.message, code = d.code or d.user_data.lsp.code })
end
io.open(HOME .. "/found.json", "w"):write(vim.json.encode(found))
vim.cmd("qall!")
"""


def shown_in_neovim(
    root: Path, file: str, settings: str, home: Path, env: Mapping[str, str], edit: str = ""
) -> list[dict[str, Any]]:
    """Return what Neovim shows of a file of a workspace, as a language server would tell it.

    `settings` stands in its `init.lua`, `edit` is a command given once the file is open, `home` a folder for what
    Neovim writes. Skips the test where Neovim is missing.
    """
    nvim = os.environ.get("NVIM_COMMAND") or shutil.which("nvim")
    if nvim is None:
        pytest.skip("Neovim is not here")
    home.mkdir()
    (home / "init.lua").write_text(settings, encoding="utf-8")
    names = f"FILE, HOME, EDIT = {', '.join(json.dumps(name) for name in (file, str(home), edit))}\n"
    (home / "drive.lua").write_text(names + _DRIVE, encoding="utf-8")
    subprocess.run(
        [nvim, "--headless", "-u", "NONE", "-c", f"luafile {home / 'drive.lua'}"],
        cwd=root, env={**env, **dict.fromkeys(_HOMES, str(home))}, stdin=subprocess.DEVNULL, capture_output=True,
        timeout=90, check=False,
    )  # fmt: skip
    found: list[dict[str, Any]] = json.loads((home / "found.json").read_text(encoding="utf-8"))
    return found
