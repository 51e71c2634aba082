"""Files that are not ours, or made to do harm: a clear error, and nothing written."""

from __future__ import annotations

import errno
import zlib
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.archived import small_pdf
from vplan.archive import reading
from vplan.archive.carried import MANIFEST_NAME, MAX_FILES, attachment_names, dump
from vplan.archive.extract import extract
from vplan.archive.reading import ArchiveError, opened, read_pdf
from vplan.building.files import digest


def carrying(manifest: bytes, attachments: dict[str, bytes]) -> bytes:
    """Return a PDF with attachments, without regard to what makes sense."""
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(100, 100)
        for name, content in {**attachments, MANIFEST_NAME: manifest}.items():
            document.new_attachment(name).set_data(content)
        buffer = BytesIO()
        document.save(buffer)
        return buffer.getvalue()


def manifest_of(digests: dict[str, str], **document: str) -> bytes:
    return dump({"unit": "2018/a/b", "name": "plan", **document}, {}, digests, [])


def refused(data: bytes, folder: Path) -> str:
    with pytest.raises(ArchiveError) as caught:
        extract(data, "x.pdf", folder)
    assert not folder.exists()
    assert list(folder.parent.iterdir()) == []
    return str(caught.value)


@pytest.fixture
def target(tmp_path: Path, english: None) -> Path:
    (tmp_path / "here").mkdir()
    return tmp_path / "here/out"


def test_a_pdf_of_another_program_is_refused(target: Path) -> None:
    with pypdfium2.PdfDocument.new() as document:
        document.new_page(100, 100)
        buffer = BytesIO()
        document.save(buffer)
    assert "carries no sources" in refused(buffer.getvalue(), target)


@pytest.mark.parametrize("path", ["../escaped.yaml", "/tmp/escaped.yaml", "a/../../escaped.yaml", "..\\escaped.yaml"])
def test_nothing_is_written_outside_the_folder(target: Path, path: str) -> None:
    name = attachment_names([path])[path]
    data = carrying(manifest_of({path: digest(b"x")}), {name: b"x"})
    assert "is not safe" in refused(data, target)
    assert not (target.parent.parent / "escaped.yaml").exists()


def test_a_document_that_names_another_place_is_refused(target: Path) -> None:
    assert "cannot be told" in refused(carrying(manifest_of({}, unit="../../etc"), {}), target)


@pytest.mark.parametrize(
    "made", ["NaN", '{"versions": {"vplan": 1}}', '{"code": ' + '{"a":' * 900 + "1" + "}" * 901, "[]"]
)
def test_a_list_tells_what_made_the_document_in_texts_alone(target: Path, made: str) -> None:
    """What it tells is written out again, as JSON too."""
    data = carrying(manifest_of({}).replace(b'"made": {}', f'"made": {made}'.encode()), {})
    assert refused(data, target) == "The list vplan.json in x.pdf cannot be used: it is damaged"


@pytest.mark.parametrize("old", [b"KEY", b"VALUE"])
def test_a_list_holds_no_text_that_cannot_be_written(target: Path, old: bytes) -> None:
    manifest = manifest_of({}, KEY="VALUE").replace(old, b"a\\ud800b")
    assert "it is damaged" in refused(carrying(manifest, {}), target)


def test_why_a_list_is_refused_is_told_in_the_readers_language(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VPLAN_LANG", "sv")
    assert "en kontrollsumma är skadad" in refused(carrying(manifest_of({"vplan.yaml": "0"}), {}), target)


def test_an_altered_attachment_is_refused(target: Path) -> None:
    data = carrying(manifest_of({"vplan.yaml": digest(b"kommun: A")}), {"vplan.yaml": b"kommun: B"})
    assert "is not the file that the PDF was made from" in refused(data, target)


def test_a_missing_attachment_is_refused(target: Path) -> None:
    assert "vplan.yaml" in refused(carrying(manifest_of({"vplan.yaml": digest(b"")}), {}), target)


def test_a_file_that_was_cut_off_is_refused(target: Path) -> None:
    for length in (0, 10, 1000, len(small_pdf()) // 2):
        with pytest.raises(ArchiveError):
            extract(small_pdf()[:length], "x.pdf", target)
    assert not target.exists()


def hand_made(objects: list[bytes]) -> bytes:
    """Write a PDF of these objects, the first of them the catalogue."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    start = len(out)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, start,
    )  # fmt: skip


def with_names(count: int, stream: bytes) -> bytes:
    names = b" ".join(b"(n%06d) 4 0 R" % at for at in range(count))
    return hand_made([
        b"<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles <</Names [%s]>> >> >>" % names,
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>",
        b"<</Type /Filespec /F (vplan.json) /UF (vplan.json) /EF <</F 5 0 R>> >>",
        stream,
    ])  # fmt: skip


def test_a_hundred_thousand_attachments_are_refused_at_once(target: Path) -> None:
    data = with_names(100_000, b"<</Length 2>>\nstream\n{}\nendstream")
    assert "100000 attachments" in refused(data, target)


def test_a_bomb_is_refused(target: Path) -> None:
    packed = zlib.compress(b"0" * 150_000_000, 9)
    data = with_names(1, b"<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream" % (len(packed), packed))
    refused(data, target)


def test_a_manifest_beyond_all_bounds_is_refused(target: Path) -> None:
    packed = zlib.compress(b" " * 5_000_000 + b"{}", 9)
    data = with_names(1, b"<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream" % (len(packed), packed))
    assert "larger than any plan" in refused(data, target)


def test_attachments_that_are_too_much_together_are_refused(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_TOTAL_BYTES", 3_000)
    files = {f"{n}.yaml": b"#" * 900 for n in range(4)}
    data = carrying(manifest_of({name: digest(content) for name, content in files.items()}), files)
    assert "larger than any plan" in refused(data, target)


def test_a_list_of_too_many_files_is_refused(target: Path) -> None:
    digests = dict.fromkeys((f"{n}.yaml" for n in range(MAX_FILES + 1)), "0" * 64)
    assert "more than 2000 files" in refused(carrying(manifest_of(digests), {}), target)


def test_one_attachment_is_no_two_files(target: Path) -> None:
    manifest = manifest_of(dict.fromkeys(("a.yaml", "b.yaml"), digest(b"x"))).replace(b'": "b.yaml"', b'": "a.yaml"')
    assert "an attachment twice" in refused(carrying(manifest, {"a.yaml": b"x"}), target)


def test_two_attachments_with_one_name_are_refused(target: Path) -> None:
    stream = b"<</Length 2>>\nstream\n{}\nendstream"
    data = with_names(3, stream).replace(b"vplan.json", b"other.json")
    with pytest.raises(ArchiveError, match="two attachments with one name"), opened(data, "x.pdf") as found:
        found.attachments()


def test_more_pages_than_any_plan_has_are_refused(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_PAGES", 0)
    assert "more than 0 pages" in refused(carrying(manifest_of({}), {}), target)


def test_a_file_larger_than_any_plan_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, english: None
) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 1000)
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7".ljust(1000))
    assert len(read_pdf(tmp_path / "x.pdf")) == 1000
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.7".ljust(1001))
    with pytest.raises(ArchiveError, match="larger than"):
        read_pdf(tmp_path / "x.pdf")


def test_a_link_to_a_folder_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "link").symlink_to("other")
    with pytest.raises(ArchiveError):
        extract(small_pdf(), "x.pdf", tmp_path / "link")
    assert list((tmp_path / "other").iterdir()) == []


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path, english: None) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("mine")
    with pytest.raises(ArchiveError, match="not empty"):
        extract(small_pdf(), "x.pdf", tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["kept.txt"]
    with pytest.raises(ArchiveError):
        extract(small_pdf(), "x.pdf", kept)
    assert kept.read_text() == "mine"


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    extract(small_pdf(), "x.pdf", tmp_path)
    assert (tmp_path / "vplan.yaml").is_file()


def test_the_folder_in_which_one_stands_is_filled_and_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine").chmod(0o700)
    monkeypatch.chdir(tmp_path / "mine")
    before = Path().stat()
    extract(small_pdf(), "x.pdf", Path())
    after = (tmp_path / "mine").stat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert sorted(path.name for path in Path().iterdir()) == ["plans", "vplan.yaml"]


def test_a_new_folder_is_no_more_open_than_others(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    extract(small_pdf(), "x.pdf", tmp_path / "out")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("is_there", [True, False])
def test_where_a_file_cannot_be_put_in_place_none_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, english: None, is_there: bool
) -> None:
    folder = tmp_path / "out"
    if is_there:
        folder.mkdir()
    with monkeypatch.context() as patch:
        rename, name = Path.rename, "vplan.yaml" if is_there else "out"

        def refuse(path: Path, target: Path) -> Path:
            if target == folder / name or target == tmp_path / name:
                raise OSError(errno.EACCES, "no", str(target))
            return rename(path, target)

        patch.setattr(Path, "rename", refuse)
        patch.setattr(Path, "replace", refuse)
        with pytest.raises(ArchiveError, match=r"permission denied.*--to DIR"):
            extract(small_pdf(), "x.pdf", folder)
    assert [*tmp_path.rglob("*")] == ([folder] if is_there else [])


def test_what_is_no_pdf_is_said_so(tmp_path: Path, english: None) -> None:
    file = tmp_path / "x.pdf"
    file.write_bytes(b"PK\x03\x04")
    with pytest.raises(ArchiveError, match="is no PDF"):
        read_pdf(file)
    with pytest.raises(ArchiveError, match="cannot be read"):
        read_pdf(tmp_path / "none.pdf")


@given(st.binary(max_size=300), st.integers(0, 2**31))
def test_any_damage_gives_an_error_and_no_other_exception(junk: bytes, at: int) -> None:
    data = carrying(manifest_of({"vplan.yaml": digest(b"")}), {"vplan.yaml": b"kommun: X"})
    place = at % len(data)
    broken = data[:place] + junk + data[place + len(junk) :]
    try:
        with opened(broken, "x.pdf") as reading:
            reading.attachments()
            reading.content()
    except ArchiveError:
        pass
