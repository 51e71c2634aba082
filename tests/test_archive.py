"""What a PDF carries, how it is sealed, and the way back: the same bytes from what was brought out."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import vplan
from support.archived import UNIT, build_pdfs, rich_workspace, small_pdf
from support.sample_document import bare_document, paragraph
from support.workspaces import UNIT as FOLDER
from support.workspaces import base_text, make_workspace
from tools.repository import WORKSPACES
from vplan.archive import seal, sources
from vplan.archive.carried import MANIFEST_NAME, NotCarriedError, attachment_names, dump, is_safe, load
from vplan.archive.extract import extract, sources_in
from vplan.archive.reading import opened
from vplan.archive.rebuilding import rebuilt
from vplan.building.files import digest
from vplan.diagnostics import Severity
from vplan.picture import clean_picture
from vplan.project import Project
from vplan.render.job import PrintJob
from vplan.render.pdf import render_pdf

UNITS = [(name, unit.id) for name, root in WORKSPACES.items() for unit in Project.open(root).layout.units()]


@cache
def sealed() -> bytes:
    """A document of one paragraph, which carries nothing."""
    return render_pdf(bare_document(paragraph("En rad.")), root=Path("/nonexistent")).data


@pytest.mark.parametrize(("workspace", "unit"), UNITS)
def test_every_document_of_the_repository_comes_back_to_the_same_bytes(
    workspace: str, unit: str, published: dict[str, Path], tmp_path: Path
) -> None:
    """Own editions, pictures, charts, English passages; built together with the others, and again alone."""
    pdfs = sorted((published[workspace] / unit).glob("*.pdf"))
    assert pdfs
    for pdf in pdfs:
        extract(pdf.read_bytes(), pdf.name, tmp_path / pdf.stem)
        assert build_pdfs(tmp_path / pdf.stem) == {f"{unit}/{pdf.name}": pdf.read_bytes()}


def test_only_what_the_document_uses_of_council_and_board_is_carried() -> None:
    sources = sources_in(small_pdf(), "plan.pdf")
    council = sources.files["plans/2018/kf.yaml"].decode()
    assert "Alla äldre har en trygg ålderdom" in council
    assert "Alla har nära till idrott" not in council
    assert "sjukfranvaro" not in council  # a row that the unit has not chosen
    assert set(sources.files) == {
        "vplan.yaml", "plans/2018/kf.yaml", "plans/2018/norr/namnd.yaml", "plans/2018/norr/hemtjanst/plan.yaml",
        "plans/2018/norr/hemtjanst/mal.yaml", "plans/2018/norr/hemtjanst/ekonomi.yaml",
    } | {path for path in sources.files if "/bilder/" in path}  # fmt: skip


def test_a_workspace_with_all_there_is_comes_back_to_the_same_bytes(tmp_path: Path) -> None:
    made = build_pdfs(rich_workspace(tmp_path / "w"))
    assert len(made) == 4
    for number, (name, data) in enumerate(made.items()):
        extract(data, name, tmp_path / f"out{number}")
        assert build_pdfs(tmp_path / f"out{number}") == {name: data}
        check_attachments(data)
    folder = f"plans/{UNIT}"
    above = {"vplan.yaml", "bilder/märke.svg", "plans/2018/norr/namnd.yaml"}
    assert set(sources_in(made[f"{UNIT}/plan.pdf"], "x").files) == above | {
        "plans/2018/kf.yaml", "utgåvor/provkoping/2018.yaml", f"{folder}/plan.yaml", f"{folder}/mal.yaml",
        f"{folder}/ekonomi.yaml", f"{folder}/beslut.yaml", f"{folder}/bilder/karta.png",
        f"{folder}/bilder/Huset år 2 (liten).jpg", f"{folder}/data/svar åå.csv",
    }  # fmt: skip
    award = sources_in(made[f"{UNIT}/kvalitetsutmarkelse.pdf"], "x")
    assert set(award.files) == above | {f"{folder}/kvalitetsutmarkelse.yaml"}  # neither the plan's decision nor picture


@pytest.mark.parametrize(("name", "written"), [("Norr's.csv", "'Norr''s.csv'"), ("å.csv", '"\\xe5.csv"')])
def test_data_comes_back_however_yaml_writes_its_name(tmp_path: Path, name: str, written: str) -> None:
    figure = f"figurer:\n  - {{id: svar, slag: staplar, rubrik: Svaren 2017, enhet: '%', data: {written}}}\n"
    text = base_text("plan").replace("      Inget.\n", "      Inget.\n\n      ![](#figur-svar)\n")
    csv = "Fråga;Kvinnor;Män\nBemötande;92;90,5\nTid;81;\n"
    made = build_pdfs(make_workspace(tmp_path / "w", {"plan": text + figure, f"{FOLDER}/{name}": csv}))
    data = made[f"{UNIT}/plan.pdf"]
    assert sources_in(data, "x").files[f"{FOLDER}/{name}"].decode() == csv
    extract(data, "x", tmp_path / "out")
    assert build_pdfs(tmp_path / "out")[f"{UNIT}/plan.pdf"] == data


def test_what_only_its_name_calls_a_picture_is_carried_as_it_is(tmp_path: Path) -> None:
    """It is named, but not shown, so that nothing else tells of it. This one looks like the place of a seal."""
    text, content = (
        base_text("plan").replace("      Inget.\n", "      Se trasig.png.\n"),
        b"no picture" + seal.PLACEHOLDER,
    )
    made = build_pdfs(make_workspace(tmp_path / "w", {"plan": text, f"{FOLDER}/trasig.png": content}))
    assert sources_in(made[f"{UNIT}/plan.pdf"], "x").files[f"{FOLDER}/trasig.png"] == content
    assert seal.is_whole(made[f"{UNIT}/plan.pdf"])


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize("limit", ["MAX_FILE_BYTES", "MAX_TOTAL_BYTES"])
def test_a_file_that_is_too_large_to_travel_is_told_and_not_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(sources, limit, 20_000)
    text = base_text("plan").replace("      Inget.\n", "      Se film.mp4.\n")
    root = make_workspace(tmp_path / "w", {"plan": text, f"{FOLDER}/film.mp4": b"0" * 20_001})
    result = vplan.build(root, [UNIT], formats=["pdf"], jobs=1)
    (finding,) = [found for found in result.diagnostics if found.severity is Severity.ERROR]
    assert str(finding.message) == f"{FOLDER}/film.mp4 cannot be read: it is too large"
    assert "smaller" in str(finding.hint)
    assert not list(result.output.rglob("*.pdf"))


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("names", "refused"), [(("tid: norr.csv",), "tid: norr.csv"), (("Tid.csv", "tid.csv"), "tid.csv")]
)
def test_a_file_whose_name_not_every_system_can_hold_does_not_travel(
    tmp_path: Path, names: tuple[str, ...], refused: str
) -> None:
    """Else the PDF could be neither verified nor brought out."""
    text = base_text("plan").replace("      Inget.\n", f"      Se {' och '.join(names)}.\n")
    root = make_workspace(tmp_path / "w", {"plan": text, **{f"{FOLDER}/{name}": b"1" for name in names}})
    result = vplan.build(root, [UNIT], formats=["pdf"], jobs=1)
    (finding,) = [found for found in result.diagnostics if found.severity is Severity.ERROR]
    assert str(finding.message) == f"{FOLDER}/{refused} cannot be read: not every computer can hold its name"
    assert "rename it" in str(finding.hint)
    assert not list(result.output.rglob("*.pdf"))


def check_attachments(data: bytes) -> None:
    """Every attachment is a source, and listed where readers of PDF/A-3 look for it."""
    packed = [data[at + len(b"\nstream\n") :] for at in streams(data) if b"/ObjStm" in data[at - 300 : at]]
    objects = b"\n".join(zlib.decompressobj().decompress(content) for content in packed)
    number = len(sources_in(data, "x").carried.names) + 1
    assert objects.count(b"/AFRelationship /Source") == objects.count(b"/Type /Filespec") == number
    (listed,) = re.findall(rb"/AF \[([^\]]*)\]", objects)
    assert listed.count(b" R") == number == document_count(data)


def test_what_is_not_used_of_the_council_does_not_change_the_pdf(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "w")
    council = root / "plans/2018/kf.yaml"
    council.write_text(council.read_text().replace("Alla har nära till idrott", "Alla rör sig"), encoding="utf-8")
    assert build_pdfs(root)[f"{UNIT}/plan.pdf"] == small_pdf()


def test_line_ends_of_windows_carry_the_same_bytes(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "w")
    for file in root.rglob("*.yaml"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert build_pdfs(root)[f"{UNIT}/plan.pdf"] == small_pdf()


def test_the_manifest_tells_sources_versions_and_fonts() -> None:
    carried = sources_in(small_pdf(), "plan.pdf").carried
    assert carried.document["unit"] == UNIT
    assert {"vplan", "weasyprint", "pango", "harfbuzz", "zlib"} <= carried.versions.keys()
    assert all(part.isdigit() for part in carried.versions["pango"].split("."))
    assert len(carried.made["fonts"]) == 8


def test_attachments_say_what_they_are_and_when() -> None:
    with pypdfium2.PdfDocument(small_pdf()) as document:
        dates = set()
        for at in range(document.count_attachments()):
            attachment = document.get_attachment(at)
            dates |= {attachment.get_str_value(key) for key in ("CreationDate", "ModDate")}
            assert attachment.get_subtype() in ("application/yaml", "application/json", "image/png")
        assert len(dates) == 1
        assert dates.pop().startswith(document.get_metadata_dict()["CreationDate"])
    assert small_pdf().count(b"/Type /EmbeddedFile") == document_count(small_pdf())


def document_count(data: bytes) -> int:
    with pypdfium2.PdfDocument(data) as document:
        return int(document.count_attachments())


def test_parts_cover_the_streams_and_their_hashes_hold() -> None:
    carried = sources_in(small_pdf(), "plan.pdf").carried
    unsealed = seal.sealed_with(small_pdf())[1]
    assert small_pdf()[carried.parts[0].start :].partition(b"\n")[0].endswith(b" 0 obj")
    for before, after in zip(carried.parts, carried.parts[1:], strict=False):
        assert before.end == after.start
    assert all(digest(unsealed[part.start : part.end]) == part.sha256 for part in carried.parts)
    assert {part.name for part in carried.parts} >= {"page 1", "metadata", "attachment vplan.yaml"}


def test_any_flipped_byte_breaks_the_seal() -> None:
    data = sealed()
    assert seal.is_whole(data)
    altered = bytearray(data)
    for at in range(len(data)):
        altered[at] ^= 1 << at % 8
        assert not seal.is_whole(bytes(altered)), at
        altered[at] ^= 1 << at % 8
    assert seal.is_whole(bytes(altered))


@given(st.data())
def test_any_other_change_breaks_the_seal(data: st.DataObject) -> None:
    file = sealed()
    start = data.draw(st.integers(0, len(file)))
    end = data.draw(st.integers(start, min(len(file), start + 50)))
    put = data.draw(st.binary(max_size=50))
    altered = file[:start] + put + file[end:]
    assert seal.is_whole(altered) == (altered == file)


@pytest.mark.parametrize(("more", "said"), [(b"", "unaltered"), (b"\n", "ALTERED")])
def test_the_page_says_how_to_look_at_a_seal_without_vplan(tmp_path: Path, more: bytes, said: str) -> None:
    page = Path(__file__).parents[1].joinpath("docs/archive.md").read_text(encoding="utf-8")
    lines = page.partition("python3 - plan.pdf <<'END'\n")[2].partition("END\n")[0]
    (tmp_path / "plan.pdf").write_bytes(small_pdf() + more)
    command = [sys.executable, "-I", "-c", lines, "plan.pdf"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == f"{said}\n"


def test_a_title_that_looks_like_a_seal_is_none() -> None:
    from dataclasses import replace

    document = replace(bare_document(paragraph("x")), title=seal.PLACEHOLDER.decode())
    made = render_pdf(document, root=Path("/nonexistent")).data
    assert seal.is_whole(made)


def test_a_picture_is_carried_as_it_is_printed_and_keeps_its_bytes(tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "w")
    pixels = os.urandom(60) * 2500
    buffer = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    exif[0x0112] = 6
    Image.frombytes("RGB", (250, 200), pixels).resize((2500, 2000)).save(buffer, "JPEG", exif=exif)
    (root / "plans/2018/norr/hemtjanst/bilder/foto.jpg").write_bytes(buffer.getvalue())
    plan = root / "plans/2018/norr/hemtjanst/plan.yaml"
    text = plan.read_text(encoding="utf-8")
    assert "bilder/karta.png" in text
    plan.write_text(text.replace("bilder/karta.png", "bilder/foto.jpg"), encoding="utf-8")
    data = build_pdfs(root)[f"{UNIT}/plan.pdf"]
    path = "plans/2018/norr/hemtjanst/bilder/foto.jpg"
    carried = sources_in(data, "plan.pdf").files[path]
    assert b"secret" not in carried
    assert len(carried) < len(buffer.getvalue())
    extract(data, "plan.pdf", tmp_path / "out")
    assert build_pdfs(tmp_path / "out")[f"{UNIT}/plan.pdf"] == data


@pytest.mark.parametrize(
    ("kind", "mode"),
    [*(("JPEG", mode) for mode in ("RGB", "L", "CMYK")), *(("PNG", mode) for mode in ("RGB", "L", "P", "RGBA"))],
)
@pytest.mark.parametrize("size", [(40, 30), (3000, 50)])
def test_a_picture_that_was_made_fit_stays_as_it_is(kind: str, mode: str, size: tuple[int, int]) -> None:
    buffer = BytesIO()
    Image.effect_mandelbrot(size, (-2, -1, 1, 1), 20).convert(mode).save(buffer, kind)
    once = clean_picture(buffer.getvalue(), "print")
    assert clean_picture(once, "print") == once


def test_names_of_attachments_are_the_files_own_and_differ() -> None:
    assert attachment_names(["a/x.yaml", "b/x.yaml", "b/X.yaml", MANIFEST_NAME, "å/bild.png"]) == {
        "a/x.yaml": "x.yaml",
        "b/X.yaml": "X-2.yaml",
        "b/x.yaml": "x-3.yaml",
        MANIFEST_NAME: "vplan-2.json",
        "å/bild.png": "bild.png",
    }


@pytest.mark.parametrize(
    "path",
    ["../x", "/x", "a/../x", "a//x", "./x", "C:/x", "a\\x", "a\0x", ".git/config", "a/.vplan/x", "nul.yaml", "x.", "",
     "a/con", "x" * 500, "a\nb"],
)  # fmt: skip
def test_unsafe_paths_are_refused(path: str) -> None:
    assert not is_safe(path)
    document = {"unit": "2018/a/b", "name": "plan"}
    with pytest.raises(NotCarriedError):
        load(dump(document, {}, {path: "0" * 64}, []))


@pytest.mark.parametrize(
    "paths", [("a", "a/b"), ("A.yaml", "a.yaml"), tuple(f"x{n}" for n in range(2001))], ids=["nested", "case", "many"]
)
def test_paths_that_cannot_stand_together_are_refused(paths: tuple[str, ...]) -> None:
    with pytest.raises(NotCarriedError):
        load(dump({"unit": "2018/a/b", "name": "plan"}, {}, dict.fromkeys(paths, "0" * 64), []))


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_any_other_manifest_is_refused(value: object) -> None:
    with pytest.raises(NotCarriedError):
        load(json.dumps(value).encode())
    with pytest.raises(NotCarriedError):
        load(json.dumps({"generator": "vplan", "format": 1, "sources": value, "document": value}).encode())


def test_a_document_without_a_date_comes_back_with_its_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = make_workspace(tmp_path / "w")
    plan = root / "plans/2018/norr/hemtjanst/plan.yaml"
    lines = [line for line in plan.read_text(encoding="utf-8").splitlines() if not line.startswith("datum:")]
    plan.write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1500000000")
    data = build_pdfs(root)[f"{UNIT}/plan.pdf"]
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    sources = sources_in(data, "plan.pdf")
    assert sources.carried.document["epoch"] == "1500000000"
    assert rebuilt(sources.files, sources.carried) == data
    assert "SOURCE_DATE_EPOCH" not in os.environ


def test_a_job_without_sources_is_printed_as_well() -> None:
    assert PrintJob("", {}, Path(), "x").enclosure is None
    with opened(sealed(), "x") as reading:
        assert reading.manifest() is None


def streams(data: bytes) -> Iterator[int]:
    at = data.find(b"\nstream\n")
    while at >= 0:
        yield at
        at = data.find(b"\nstream\n", at + 1)


def test_no_stream_ends_where_a_reader_would_take_its_last_byte_for_a_line_end() -> None:
    for at in streams(small_pdf()):
        head = small_pdf()[small_pdf().rfind(b" obj\n", 0, at) : at]
        length = int(head.rpartition(b"/Length ")[2].partition(b">")[0].split()[0])
        end = at + len(b"\nstream\n") + length
        assert small_pdf()[end:].startswith((b"\nendstream", b"\r\nendstream")), struct.pack(">I", at)
        assert small_pdf()[end - 1 : end] != b"\r" or small_pdf()[end : end + 2] == b"\r\n"
