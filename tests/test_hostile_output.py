"""What a plan, a name or a PDF says is shown as text: nothing of it commands a terminal or a CI server."""

from __future__ import annotations

import json
import os
import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from support.workspaces import UNIT, base_text, findings_in, make_workspace
from vplan.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")

ESC, CSI, BELL, RLO = "\x1b", "\x9b", "\a", "\u202e"
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
NAMES = {
    "colour": f"a{ESC}[31mb",
    "title": f"a{ESC}]0;titel{BELL}b",
    "one byte": f"a{CSI}31mb",
    "turned": f"a{RLO}gnp",
    "line": "a\n::error file=x::b",
    "return": "a\rb",
}
FORMATS = ["full", "concise", "json", "sarif", "gitlab", "github", "junit"]


@pytest.fixture
def hostile(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """Return a workspace with one name in all places where a name can stand."""
    name = NAMES[request.param]
    plan = base_text("plan").replace("datum: 2018-01-12", f"datum: {json.dumps(name)}")
    root = make_workspace(tmp_path, {"plan": plan, f"{UNIT}/{name}.yaml": "a: b\n", f"{UNIT}/bilder/{name}.png": b""})
    folder = root / f"plans/2018/norr/{name}"
    folder.mkdir()
    (folder / "plan.yaml").write_text("hej", encoding="utf-8")
    return root


def shown(root: Path, capfdbinary: pytest.CaptureFixture[bytes], *args: str) -> tuple[int, str]:
    """Run the command line as it is run; return its exit code and all that it wrote."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setattr(sys, "argv", ["vplan", *args])
        with pytest.raises(SystemExit) as ended:
            main.run()
    out, err = capfdbinary.readouterr()
    return int(ended.value.code or 0), (out + err).decode()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("hostile", NAMES, indirect=True)
def test_no_format_of_findings_hands_on_a_command(
    hostile: Path, form: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, output = shown(hostile, capfdbinary, "check", "--format", form)
    assert code == 1
    assert COMMANDS.findall(output.replace("\r\n", "\n")) == []
    assert not re.search(r"^(::error file=x|::b)", output, re.MULTILINE)
    if form in ("json", "sarif", "gitlab"):
        json.loads(output)
    elif form == "junit":
        ET.fromstring(output)


@pytest.mark.parametrize("hostile", NAMES, indirect=True)
def test_a_build_hands_on_no_command(hostile: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code, output = shown(hostile, capfdbinary, "build", "--format", "html")
    assert code == 1
    assert COMMANDS.findall(output) == []


@pytest.mark.parametrize("command", ["check", "build", "verify", "extract", "decide", "import", "export ics"])
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_an_argument_that_is_wrong_is_shown_as_text(
    command: str, name: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Whoever writes `vplan check *` hands over names that others have given."""
    make_workspace(tmp_path)
    more = {"decide": ["--date", "2018-01-25", "--dnr", name, "--by", name], "extract": ["--to", f"{name}/ut"]}
    code, output = shown(tmp_path, capfdbinary, *command.split(), name, *more.get(command, []))
    assert code in (1, 2)
    assert COMMANDS.findall(output) == []


@pytest.mark.parametrize("place", [UNIT, f"{UNIT}/bilder", "plans/2018/norr", "plans/2018", "plans"])
@pytest.mark.parametrize("is_folder", [False, True])
def test_a_name_that_is_no_utf_8_is_told_of_and_not_read(
    place: str, is_folder: bool, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    root = make_workspace(tmp_path)
    (root / place).mkdir(exist_ok=True)
    name = os.path.join(os.fsencode(root / place), b"a\xff.yaml")  # noqa: PTH118 - a path of bytes
    try:
        os.mkdir(name) if is_folder else os.close(os.open(name, os.O_CREAT))  # noqa: PTH102
    except OSError:
        pytest.skip("this file system takes UTF-8 alone")
    assert [(f.rule, f.span.file) for f in findings_in(root)] == [("file-name", f"{place}/a\ufffd.yaml")]
    for args in (("check",), ("build", "--format", "html"), ("check", "--format", "json")):
        assert shown(root, capfdbinary, *args)[0] == 0


def test_an_edition_whose_name_is_no_utf_8_is_left_alone(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    root = make_workspace(tmp_path)
    (root / "utgåvor").mkdir()
    try:
        os.close(os.open(os.path.join(os.fsencode(root / "utgåvor"), b"a\xff.yaml"), os.O_CREAT))  # noqa: PTH118
    except OSError:
        pytest.skip("this file system takes UTF-8 alone")
    for args in (("build", "--format", "html"), ("schema", "--workspace")):
        code, output = shown(root, capfdbinary, *args)
        assert code == 0, output


def test_a_fault_of_our_own_is_told_as_text(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main.internal_error(ValueError(f"a{ESC}[31mb"))
    assert ESC.encode() not in capfdbinary.readouterr().err
