"""Findings as values: sentences filled, carried as JSON, sorted."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import vplan
from vplan.diagnostics import Diagnostic, Related, Severity, Span, in_file_order, msg

SOURCE = Path(vplan.__file__).parent


def sentences() -> Iterator[tuple[str, str, set[str]]]:
    """Yield each sentence in the code with its place and the names of the values beside it."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "msg":
                first = node.args[0]
                assert isinstance(first, ast.Constant), f"{path.name}:{node.lineno}"
                place = f"{path.relative_to(SOURCE)}:{node.lineno}"
                yield place, str(first.value), {keyword.arg or "**" for keyword in node.keywords}


def test_every_sentence_has_its_values() -> None:
    found = list(sentences())
    assert len(found) > 100
    for place, sentence, names in found:
        if names and "**" not in names:
            assert {field for _, field, _, _ in string.Formatter().parse(sentence) if field} == names, place


@pytest.mark.usefixtures("english")
def test_a_sentence_without_values_stands_as_it_is() -> None:
    assert str(msg("Close it with ] or }, or write the list.")) == "Close it with ] or }, or write the list."
    assert str(msg("{a}", a="{b}")) == "{b}"
    assert str(msg("{a}", a=msg("in {b}", b=1))) == "in 1"


def test_findings_survive_json() -> None:
    inner = msg("{what}", what=msg("a text"))
    finding = Diagnostic("r", Severity.HINT, Span("å.yaml", 2, 3, 4, 5), inner, msg("x"), (Related(Span("b"), inner),))
    assert Diagnostic.from_json(finding.to_json()) == finding
    with pytest.raises(ValueError, match="not a span"):
        Span.from_json(["a", 1, 2])


def test_file_order_and_once() -> None:
    spans = [Span("b", 1, 1), Span("a", 10, 1), Span("a", 2, 9), Span("a", 2, 1), Span("a", 2, 1)]
    findings = [Diagnostic("r", Severity.ERROR, span, msg("x")) for span in spans]
    assert [d.span for d in in_file_order(findings)] == [spans[3], spans[2], spans[1], spans[0]]
