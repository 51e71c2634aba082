"""Look at built pages as browsers and validators do, and print a row per page.

    .venv/bin/python -m tools.web_check FOLDER… [--format json|tab] [--checks look,keyboard,print,nu]

Columns: `axe` (axe-core, light and dark, at 320 and 1280 pixels and zoomed to 200 %), `layout` (nothing cut off,
nothing on each other, no page wider than its window, with the text spacing of WCAG 1.4.12 too), `keyboard` (everything
reached in order with a focus that is seen, folds and wide tables operated), `print` (a browser's own printing), `nu`
(the Nu HTML checker). Ends with 1 when something was found, with 2 when there is nothing to look at, a check is not
known, or Chromium, Node.js or Java is missing; `tools/setup web` installs them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tools.web_print import print_problems

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "tests" / "node"
SCRIPT = ROOT / "tools" / "web" / "check.mjs"
CHECKS = ("look", "keyboard", "print", "nu")
COLUMNS = ("axe", "layout", "keyboard", "print", "nu")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_TIMEOUT = 900


class MissingToolError(Exception):
    """A program that the check drives is not here; the text says which."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something that is wrong with a page: which check saw it, in which state of the window, and what it is."""

    page: str
    check: str
    state: str
    text: str


def pages_below(folder: Path) -> list[Path]:
    """Return the HTML files below a folder, in order."""
    return sorted(folder.rglob("*.html"))


def check_pages(pages: Iterable[Path], home: Path, checks: Sequence[str] = CHECKS) -> list[Finding]:
    """Look at pages; their names are relative to `home`.

    Raises `MissingToolError` without the programs, and `subprocess.CalledProcessError` when one fails.
    """
    files = {page.relative_to(home).as_posix(): page.resolve() for page in pages}
    found = []
    if "nu" in checks:
        found += _nu(files)
    in_browser = [check for check in checks if check != "nu"]
    if in_browser:
        found += _browser(files, in_browser)
    return sorted(found)


def _program(names: Sequence[str], what: str) -> str:
    for name in names:
        path = shutil.which(name)
        if path:
            return path
    raise MissingToolError(f"{what} is not here")


def _installed(name: str) -> Path:
    path = MODULES / "node_modules" / name
    if not path.exists():
        raise MissingToolError(f"{name.split('/')[0]} is not installed by npm in tests/node")
    return path


def _browser(files: dict[str, Path], checks: Sequence[str]) -> list[Finding]:
    node = _program(("node",), "Node.js")
    browser = _program((os.environ.get("CHROMIUM", ""), *_BROWSERS), "Chromium")
    for name in ("axe-core", "playwright-core"):
        _installed(name)
    with tempfile.TemporaryDirectory() as folder:
        pdfs = {name: Path(folder) / f"{number}.pdf" for number, name in enumerate(files)}
        pages = [{"name": name, "url": path.as_uri(), "pdf": str(pdfs[name])} for name, path in files.items()]
        job = {"modules": str(MODULES), "chromium": browser, "checks": checks, "pages": pages}
        done = subprocess.run(  # noqa: S603 - our own script
            [node, SCRIPT],
            input=json.dumps(job),
            env=_readers_environment(),
            capture_output=True,
            text=True,
            timeout=_TIMEOUT,
            check=False,
        )
        if done.returncode:
            sys.stderr.write(done.stderr)
            done.check_returncode()
        return [finding for item in json.loads(done.stdout) for finding in _findings(item, pdfs)]


def _readers_environment() -> dict[str, str]:
    """Return the environment without the fonts that a printer in this process chose; readers have the machine's."""
    return {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}


def _findings(item: dict[str, Any], pdfs: dict[str, Path]) -> list[Finding]:
    page, state = item["page"], item["state"]
    if item["check"] != "printed":
        return [Finding(page, item["check"], state, item["text"])]
    return [Finding(page, "print", state, text) for text in print_problems(pdfs[page], item["parts"])]


def _nu(files: dict[str, Path]) -> list[Finding]:
    java = _program(("java",), "Java")
    jar = _installed("vnu-jar/build/dist/vnu.jar")
    command = [java, "-jar", str(jar), "--format", "json", "--stdout", *map(str, files.values())]
    done = subprocess.run(command, capture_output=True, text=True, timeout=_TIMEOUT, check=False)  # noqa: S603
    try:
        messages = json.loads(done.stdout)["messages"]
    except ValueError:
        raise subprocess.CalledProcessError(done.returncode, command, done.stdout, done.stderr) from None
    names = {path.as_uri(): name for name, path in files.items()}
    found = []
    for message in messages:
        if message["type"] != "info" or message.get("subType") == "warning":
            page, line = names.get(_uri(message.get("url", "")), ""), message.get("lastLine", 0)
            found.append(Finding(page, "nu", f"line {line}", message["message"]))
    return found


def _uri(url: str) -> str:
    """Return a file's address as Python writes it; Java leaves two slashes out."""
    return "file:///" + url.removeprefix("file:").lstrip("/")


def table(pages: Iterable[str], found: Sequence[Finding], columns: Sequence[str]) -> str:
    """Return a row per page with the number of findings of each column."""
    names = list(pages)
    width = max((len(name) for name in names), default=4)
    lines = [f"{'page':{width}}" + "".join(f"{column:>10}" for column in columns)]
    for name in names:
        counts = [sum(f.page == name and f.check == column for f in found) for column in columns]
        lines.append(f"{name:{width}}" + "".join(f"{count:>10}" for count in counts))
    return "\n".join(lines)


def _columns(checks: Sequence[str]) -> list[str]:
    return [column for column in COLUMNS if column in checks or ("look" in checks and column in ("axe", "layout"))]


def main() -> int:
    """Check the pages of the folders that are named; return the exit code."""
    parser = argparse.ArgumentParser(description="Look at built pages as browsers and validators do.")
    parser.add_argument("folders", metavar="FOLDER", nargs="+", type=Path)
    parser.add_argument("--format", choices=("text", "json", "tab"), default="text")
    parser.add_argument("--checks", default=",".join(CHECKS), help="of look,keyboard,print,nu")
    options = parser.parse_args()
    checks = options.checks.split(",")
    if not set(checks) <= set(CHECKS):
        parser.error(f"--checks takes {','.join(CHECKS)}")
    home = Path(os.path.commonpath([folder.resolve() for folder in options.folders]))
    pages = [page.resolve() for folder in options.folders for page in pages_below(folder)]
    if not pages:
        parser.error("there are no pages here")
    try:
        found = check_pages(pages, home, checks)
    except MissingToolError as error:
        print(f"{error}. “tools/setup web” installs it, where that is allowed.", file=sys.stderr)
        return 2
    names = [page.relative_to(home).as_posix() for page in pages]
    if options.format == "json":
        print(json.dumps({"pages": names, "findings": [asdict(finding) for finding in found]}, ensure_ascii=False))
    elif options.format == "tab":
        for name in names:
            print(
                name, *(sum(f.page == name and f.check == column for f in found) for column in ("axe", "nu")), sep="\t"
            )
    else:
        print(table(names, found, _columns(checks)))
    for finding in found if options.format != "json" else ():
        print(f"{finding.page}: {finding.check} ({finding.state}): {finding.text}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
