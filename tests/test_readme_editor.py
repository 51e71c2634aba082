"""The README on the editor, followed as it is written: its commands, its settings, and what it says one sees."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from support.language_client import LanguageClient
from support.neovim import shown_in_neovim
from support.node import node_program

CHECKOUT = Path(__file__).parents[1]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
ENV = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
SECTION = README.partition("\n## In the editor\n")[2].partition("\n## ")[0]


def blocks(text: str, language: str = "") -> list[str]:
    """Return the blocks of a language in a part of the page, in order."""
    return [block for name, block in re.findall(r"^```(\w*)\n(.*?)^```", text, re.M | re.S) if name == language]


def commands(block: str) -> list[str]:
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def edit() -> tuple[str, str, str]:
    """Return what the section says to write: the file, the right word and the misspelt one."""
    match = re.search(r"Write `([^`]+)` for `([^`]+)` in\s+`([^`]+)`", SECTION)
    assert match is not None
    return match[3], match[2], match[1]


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run the commands in a shell: those that make the workspace, then the section's. Return it and what they said."""
    home = tmp_path_factory.mktemp("home")
    (first,) = [block for block in blocks(README, "console") if "vplan init" in block]
    made = [line for line in commands(first) if line != "vplan build"]
    (own,) = blocks(SECTION, "console")
    script = "\n".join(["exec 2>&1", "set -e", *made, "echo ---", *commands(own), "pwd"])
    done = subprocess.run(
        ["sh", "-c", script], cwd=CHECKOUT, env={**ENV, "HOME": str(home)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    *lines, root = done.stdout.partition("---\n")[2].splitlines()
    return Path(root), "\n".join(lines)


@pytest.fixture
def root(said: tuple[Path, str]) -> Path:
    return said[0]


def as_shown(finding: dict[str, Any], code: str = "") -> str:
    """Return a finding as the README shows it."""
    start = finding["range"]["start"]
    words = " ".join(finding["message"].split())
    return f"{start['line'] + 1}:{start['character'] + 1} {words}{f' [{code}]' if code else ''}\n"


def misspelt(root: Path) -> tuple[Path, str]:
    file, right, wrong = edit()
    text = (root / file).read_text(encoding="utf-8")
    assert text.count(f" {right}:") == 1
    return root / file, text.replace(right, wrong)


def test_the_commands_say_what_the_page_shows(said: tuple[Path, str]) -> None:
    (own,) = blocks(SECTION, "console")
    assert said[1].splitlines() == [line for line in own.splitlines() if not line.startswith("$ ")]


def test_the_yaml_extension_underlines_what_the_page_shows(root: Path) -> None:
    settings = json.loads((root / ".vscode/settings.json").read_text(encoding="utf-8"))
    assert json.loads((root / ".vscode/extensions.json").read_text())["recommendations"] == ["redhat.vscode-yaml"]
    options = {name.removeprefix("yaml."): value for name, value in settings.items() if name.startswith("yaml.")}
    options["schemaStore"] = {"enable": options.pop("schemaStore.enable")}
    options |= {"validate": True, "hover": True, "completion": True}
    path, text = misspelt(root)
    _, right, wrong = edit()
    command = [*node_program("yaml-language-server"), "--stdio"]
    with LanguageClient(command, root, settings={"yaml": options}) as client:
        uri = client.open(path, text)
        client.diagnostics(uri)
        assert [as_shown(finding) for finding in client.settled(uri)] == blocks(SECTION)[:1]
        lines = text.splitlines()
        line = next(number for number, content in enumerate(lines) if f"{wrong}:" in content)
        client.change(uri, {"text": "\n".join([*lines[:line], "      "])})
        offered = {item["label"]: str(item.get("documentation")) for item in client.completion(uri, line, 6)}
        assert "Den som har hemtjänst känner sig trygg hemma" in offered[right]


def settings_block() -> str:
    (lua,) = blocks(SECTION, "lua")
    return lua


def test_the_language_server_says_and_does_what_the_page_shows(root: Path) -> None:
    match = re.search(r"cmd = \{(.*?)\}", settings_block())
    assert match is not None
    command = re.findall(r'"([^"]+)"', match[1])
    path, text = misspelt(root)
    file, right, wrong = edit()
    line = next(number for number, content in enumerate(text.splitlines()) if f"{wrong}:" in content)
    program = shutil.which(command[0], path=ENV["PATH"])
    assert program is not None
    with LanguageClient([program, *command[1:]], root, env={**ENV, "VPLAN_LANG": "en"}, timeout=40) as client:
        uri = client.open(path, text)
        (finding,) = client.settled(uri)
        assert [as_shown(finding, finding["code"])] == blocks(SECTION)[1:]
        about = {"range": finding["range"], "context": {"diagnostics": [finding]}}
        actions = client.request("textDocument/codeAction", {"textDocument": {"uri": uri}, **about})
        assert right in json.dumps(actions)
        client.change(uri, {"text": text.replace(wrong, right)})
        assert client.settled(uri, after=len(client.notifications)) == []
        assert "Den som har hemtjänst känner sig trygg hemma" in client.hover(uri, line, 8)
        definition = json.dumps(client.ask("definition", uri, line, 8))
        assert "namnd.yaml" in definition
        used = client.ask("references", uri, line, 8, context={"includeDeclaration": False})
        assert [place["uri"].endswith(file) for place in used] == [True]


def test_neovim_shows_what_the_page_shows(root: Path, tmp_path: Path) -> None:
    workspace = shutil.copytree(root, tmp_path / "plans")
    file, right, wrong = edit()
    env = {**ENV, "VPLAN_LANG": "en"}
    found = shown_in_neovim(workspace, file, settings_block(), tmp_path / "home", env, f"%s/{right}/{wrong}/")
    assert [as_shown(finding, finding["code"]) for finding in found] == blocks(SECTION)[1:]
