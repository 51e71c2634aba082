"""Printing starts without what no plan needs, and compiled templates are kept; both change nothing that is made."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from vplan.render.compiled import compiled_templates

LEAN = """
import sys
from vplan.render.pdf import prepare
prepare()
print([name for name in ("fontTools.subset", "fontTools.varLib", "ssl", "tinyhtml5") if name in sys.modules])
import http.client, ssl, weasyprint, weasyprint.pdf.fonts
print(ssl.SSLError.__name__, http.client.ssl.SSLError is ssl.SSLError, weasyprint.pdf.fonts.subset.Options.__name__)
import fontTools.varLib.instancer as instancer
print(hasattr(instancer, "AxisLimits"), weasyprint.HTML(string="<p>a").render().pages != [])
try:
    weasyprint.pdf.fonts.instantiateVariableFont(None, {})
except TypeError as error:
    print(error)
"""


def test_what_is_put_off_is_there_when_it_is_needed() -> None:
    done = subprocess.run([sys.executable, "-c", LEAN], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[:3] == ["[]", "SSLError True Options", "True True"]
    assert "NoneType" in done.stdout  # the function itself was called


@pytest.mark.skipif(os.name != "posix", reason="time stamps of a file system")
def test_a_template_is_compiled_once_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    code = tmp_path / "code.py"
    code.write_text("")

    def render(text: str) -> str:
        store = compiled_templates(str(code), folder=tmp_path)
        return (
            Environment(loader=DictLoader({"a": text}), autoescape=True, bytecode_cache=store)
            .from_string("{% include 'a' %}")
            .render(x=1)
        )

    def kept() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in tmp_path.glob("templates-*")}

    assert render("{{ x }}") == "1"
    first = kept()
    assert len(first) == 1
    assert render("{{ x }}") == "1"
    assert kept() == first
    assert render("{{ x }}!") == "1!"
    assert len(kept()) == 1
    assert kept() != first
    code.write_text("changed")
    assert render("{{ x }}!") == "1!"
    assert len(kept()) == 2
    for path in kept():
        path.write_bytes(path.read_bytes()[:-9])
    assert render("{{ x }}!") == "1!"


def test_templates_that_cannot_be_kept_are_compiled_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compiled_templates(folder=tmp_path / "missing") is None
    assert compiled_templates(folder=None) is None
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    store = compiled_templates(folder=tmp_path)
    tmp_path.rmdir()
    environment = Environment(loader=DictLoader({"a": "{{ 1 }}"}), autoescape=True, bytecode_cache=store)
    assert environment.get_template("a").render() == "1"
