"""What is computed once gives the same bytes as what WeasyPrint and pydyf compute again and again."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from support.sample_document import sample_document
from vplan.render import once, pdf


def test_the_bytes_are_those_without(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("weasyprint")
    quick = pdf.render_pdf(sample_document(), root=tmp_path)
    settled: list[int] = []
    monkeypatch.setattr(once, "settle", lambda made: settled.append(len(made.objects)))
    monkeypatch.setattr(once, "quick_pages", nullcontext)
    monkeypatch.setattr(once, "quick_layout", nullcontext)
    assert pdf.render_pdf(sample_document(), root=tmp_path).data == quick.data
    assert settled[0] > 100


@pytest.mark.parametrize(("content", "end"), [(b"a\r", b"a\r\r\nendstream"), (b"a", b"a\nendstream")])
def test_a_stream_that_ends_in_a_carriage_return_keeps_it(content: bytes, end: bytes) -> None:
    """A reader takes one line end before `endstream` away, and a CR with the LF behind it is one."""
    pytest.importorskip("pydyf")
    from vplan.render.packing import Packed

    assert Packed([content]).data == b"<</Length %d>>\nstream\n" % len(content) + end


def test_weasyprint_is_left_as_it_was() -> None:
    """Each function is another one within the block alone, wherever WeasyPrint's modules have it."""
    block = pytest.importorskip("weasyprint.layout.block")
    line_break = pytest.importorskip("weasyprint.text.line_break")
    pdf.prepare()
    before = block.resolve_percentages, line_break.get_font_description, line_break._font_style_cache_key
    with once.quick_layout():
        within = block.resolve_percentages, line_break.get_font_description, line_break._font_style_cache_key
    assert not {*before} & {*within}
    assert (block.resolve_percentages, line_break.get_font_description, line_break._font_style_cache_key) == before
