"""PDF/UA-1 and PDF/A-3a in one file, for everything that a document can hold; by two validators."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from page import ValidationProfile, validate_pdf_bytes

from support.sample_document import (
    bare_document,
    bullets,
    indicators,
    paragraph,
    prose_blocks,
    sample_document,
    text,
    write_pictures,
)
from support.verapdf import failures_of
from vplan.archive.carried import CarriedFile, Enclosure
from vplan.document.tree import Document, Link, Paragraph, Section
from vplan.render.job import print_job
from vplan.render.pdf import print_pdf, render_pdf
from vplan.resources import fonts_dir

REPOSITORY = Path(__file__).parents[1]
PROFILES = (ValidationProfile.PDF_UA_1, ValidationProfile.PDF_A_3A)


def table_over_pages() -> Document:
    rows = [row for k in range(80) for row in ((f"Indikator nr{k}.", "1", "2", "År"), f"Utfall nr{k}.")]
    return bare_document(paragraph("Före."), indicators(*rows), paragraph("Efter."))


SHAPES: dict[str, Callable[[], Document]] = {
    "sample": lambda: sample_document(pictures=True),
    "least": bare_document,
    "table-over-pages": table_over_pages,
    "lists-and-prose": lambda: bare_document(bullets(), *prose_blocks()),
    "links": lambda: bare_document(Paragraph((Link("https://www.example.org/", text("Läs mer om planen")),))),
    "english": lambda: bare_document(Section("a", "chapter", 2, "In English", (paragraph("Words."),), lang="en")),
}  # fmt: skip


@cache
def printed(shape: str, root: Path) -> bytes:
    """Print a document with attachments of every kind, one of them with a name of other letters."""
    document = SHAPES[shape]()
    made = {"versions": {"vplan": "0"}}
    files = tuple(
        CarriedFile(path, data)
        for path, data in (("vplan.yaml", b""), ("å/mål.yaml", b"a: 1\n"), ("a/x.csv", b"a;b\n"), ("a/x.bin", b"\0"))
    )
    enclosure = Enclosure(files, {"unit": "2018/a/b", "name": "plan"}, made, "2018-01-12")
    result = print_pdf(replace(print_job(document, root=root), enclosure=enclosure))
    assert [str(d.message) for d in result.diagnostics if d.severity == "error"] == []
    return result.data


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pictures")
    write_pictures(folder)
    return folder


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_meets_both_claims(shape: str, root: Path) -> None:
    data = printed(shape, root)
    for profile in PROFILES:
        assert [str(failure) for failure in validate_pdf_bytes(data, profile=profile).failures] == []
    assert b'pdfaid:conformance="A"' in data
    assert b'pdfuaid:part="1"' in data


@pytest.fixture
def pdfs(published: dict[str, Path]) -> list[Path]:
    return [pdf for site in published.values() for pdf in sorted(site.rglob("*.pdf"))]


def test_every_document_meets_both_claims(pdfs: list[Path]) -> None:
    sources = [*REPOSITORY.glob("plans/*/*/*/*.yaml"), *REPOSITORY.glob("examples/soderby/planer/*/*/*/*.yaml")]
    assert len(pdfs) == len([s for s in sources if s.stem in ("plan", "kvalitetsutmarkelse")])
    for file in pdfs:
        for profile in PROFILES:
            assert [str(f) for f in validate_pdf_bytes(file.read_bytes(), profile=profile).failures] == [], file


def test_verapdf_agrees_and_would_find_a_broken_claim(pdfs: list[Path], root: Path, tmp_path: Path) -> None:
    files = [*pdfs, *(tmp_path / f"{shape}.pdf" for shape in (*SHAPES, "broken"))]
    for shape in SHAPES:
        (tmp_path / f"{shape}.pdf").write_bytes(printed(shape, root))
    broken = printed("least", root).replace(b'pdfuaid:part="1"', b'pdfuaid:part="7"')
    (tmp_path / "broken.pdf").write_bytes(broken)
    failures = failures_of(files)
    assert failures
    assert [failure for failure in failures if not failure.startswith(f"{tmp_path}/broken.pdf ua1")] == []


def test_verapdf_is_left_out_only_where_it_need_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("VPLAN_MUST_RUN", raising=False)
    with pytest.raises(pytest.skip.Exception, match="veraPDF cannot run here; missing: a Java"):
        failures_of([])
    monkeypatch.setenv("VPLAN_MUST_RUN", "verapdf")
    with pytest.raises(pytest.fail.Exception, match="VPLAN_MUST_RUN asks for verapdf"):
        failures_of([])


def test_files_keep_their_size_within_bounds(pdfs: list[Path]) -> None:
    """Tags, claims and seal cost less than the plain page; what is carried, less than half of the file."""
    from weasyprint import HTML

    from vplan.render.fetcher import DocumentFetcher
    from vplan.render.html import render_html

    document = sample_document()
    plain = HTML(
        string=render_html(document, target="print"), url_fetcher=DocumentFetcher((), fonts_dir()), base_url="vplan:"
    ).write_pdf()
    assert len(render_pdf(document, root=Path("/nonexistent")).data) < 1.7 * len(plain)
    for file in pdfs:
        data = file.read_bytes()
        carried = sum(len(part) for part in re.findall(rb"/Type /EmbeddedFile.*?endstream", data, re.S))
        assert 0 < carried < 0.4 * len(data)
