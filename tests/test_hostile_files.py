"""Files that are links, lie about their names or unpack without end are refused, each by the door made for it."""

from __future__ import annotations

import json
import struct
import zlib
from pathlib import Path

import pytest

from support.archived import small_pdf
from support.workspaces import UNIT, findings_in, make_workspace
from vplan import opening
from vplan.archive.carried import NotCarriedError, attachment_names, dump, is_safe, load
from vplan.archive.reading import ArchiveError
from vplan.archive.reading import opened as opened_pdf
from vplan.building.files import TEMPORARY, OutputError
from vplan.building.run import Request, run
from vplan.building.settings import remembered_settings
from vplan.building.tools import Tools
from vplan.opening import LinkError, read_bytes
from vplan.picture import MAX_BYTES, PictureError, clean_picture
from vplan.picture.png import START, read_png
from vplan.picture.raster import MAX_PROFILE
from vplan.project import Project
from vplan.schema.writing import write_schemas

SECRET = "HEMLIG: rad ur en fil"
RLO, ZERO, CSI = "\u202e", "\u200b", "\x9b"


# --- symbolic links --------------------------------------------------------------------------------------------------

LINKS = {
    "picture": f"{UNIT}/bilder/annan.png",
    "plan": f"{UNIT}/plan.yaml",
    "decisions": f"{UNIT}/beslut.yaml",
    "pictures": f"{UNIT}/bilder",
    "unit": UNIT,
    "new unit": "plans/2018/norr/natt",
    "board": "plans/2018/syd",
    "year": "plans/2019",
    "board's file": "plans/2018/norr/namnd.yaml",
    "council's file": "plans/2018/kf.yaml",
}


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_a_link_is_an_error_where_it_stands_and_is_not_followed(link: str, tmp_path: Path) -> None:
    root = make_workspace(tmp_path / "arbete")
    place, moved = root / link, tmp_path / "utanför" / Path(link).name
    moved.parent.mkdir()
    if place.exists():
        place.rename(moved)
    elif "." in Path(link).name:
        moved.write_text(SECRET, encoding="utf-8")
    else:
        moved.mkdir()
        (moved / "plan.yaml").write_text(SECRET, encoding="utf-8")
    place.symlink_to(moved)
    findings = findings_in(root)
    assert ("symbolic-link", link) in {(f.rule, f.span.file) for f in findings if f.severity.value == "error"}
    assert not any(SECRET in str(finding.message) for finding in findings)
    assert not any(file.startswith(f"{link}/") for file in {finding.span.file for finding in findings})


def test_a_link_that_comes_between_looking_and_opening_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "hemlig.txt"
    secret.write_text(SECRET, encoding="utf-8")
    root = tmp_path / "arbete"
    root.mkdir()
    (root / "plan.yaml").write_text("enhet: A\n", encoding="utf-8")
    look = opening.refuse_links

    def look_and_swap(root: Path, file: str) -> object:
        found = look(root, file)
        (root / file).unlink()
        (root / file).symlink_to(secret)
        return found

    monkeypatch.setattr(opening, "refuse_links", look_and_swap)
    with pytest.raises(LinkError):
        read_bytes(root, "plan.yaml", 100)


@pytest.mark.parametrize(
    "link", ["2018", "2018/norr", UNIT.removeprefix("plans/"), f"{UNIT.removeprefix('plans/')}/bilder", "assets"]
)
def test_a_link_in_the_output_folder_leads_no_file_out(link: str, tmp_path: Path) -> None:
    """Who may add a link to the repository could let the build write among the files of the one who builds."""
    root, outside = make_workspace(tmp_path / "arbete"), tmp_path / "utanför"
    outside.mkdir()
    place = root / "site" / link
    place.parent.mkdir(parents=True)
    place.symlink_to(outside)
    result = run(Request(root, (root / UNIT,), formats=("html",), jobs=1))
    assert "output-write" in {finding.rule for finding in result.diagnostics}
    assert result.crashes == []
    assert list(outside.rglob("*")) == []
    place.unlink()
    assert run(Request(root, (root / UNIT,), formats=("html",), jobs=1)).built
    assert list(outside.rglob("*")) == []


def test_what_is_remembered_of_a_build_is_not_written_through_a_link(tmp_path: Path) -> None:
    root, outside = make_workspace(tmp_path / "arbete"), tmp_path / "utanför"
    outside.mkdir()
    mine = {name: f"mitt {name}" for name in ("state.json", "lock", f".plan.1{TEMPORARY}")}
    for name, text in mine.items():
        (outside / name).write_text(text, encoding="utf-8")
    (root / ".vplan").symlink_to(outside)
    result = run(Request(root, (root / UNIT,), formats=("html",), jobs=1))
    assert result.built
    assert {path.name: path.read_text(encoding="utf-8") for path in outside.iterdir()} == mine
    assert "build-state" in {finding.rule for finding in result.diagnostics}


@pytest.mark.parametrize("link", [".vplan", ".vplan/schemas"])
def test_schemas_are_neither_written_nor_removed_through_a_link(link: str, tmp_path: Path) -> None:
    root, outside = make_workspace(tmp_path / "arbete"), tmp_path / "utanför"
    mine = outside / ("schemas/min.schema.json" if link == ".vplan" else "min.schema.json")
    mine.parent.mkdir(parents=True)
    mine.write_text("{}", encoding="utf-8")
    (root / link).parent.mkdir(exist_ok=True)
    (root / link).symlink_to(outside)
    with pytest.raises(OutputError):
        write_schemas(Project.open(root))
    assert [path for path in outside.rglob("*") if path.is_file()] == [mine]


@pytest.mark.parametrize("key", ["plans", "output", "editions", "logotype"])
def test_what_is_remembered_of_the_settings_leads_nowhere_else(key: str, tmp_path: Path) -> None:
    """Who may add files to the repository may add this one, for settings that nobody wrote."""
    root = make_workspace(tmp_path / "arbete")
    run(Request(root, (root / UNIT,), formats=("html",), jobs=1))
    remembered = root / ".vplan" / "settings.json"
    kept = json.loads(remembered.read_bytes())
    assert remembered_settings(root, Tools()) is not None
    remembered.write_text(json.dumps({**kept, key: "../utanför"}), encoding="utf-8")
    assert remembered_settings(root, Tools()) is None


def test_the_output_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    root, outside = make_workspace(tmp_path / "arbete"), tmp_path / "utanför"
    outside.mkdir()
    (root / "site").symlink_to(outside)
    assert run(Request(root, (root / UNIT,), formats=("html",), jobs=1)).built
    assert (outside / "manifest.json").is_file()


# --- names that a PDF's list would write to the disk -----------------------------------------------------------------

UNSAFE = [
    *("../a.yaml", "/a.yaml", "a/../../b.yaml", "..\\a.yaml", "C:a.yaml", "a:strom", "a//b.yaml", "a/", "./a.yaml", ""),
    *(".git/hooks/post-checkout", "plans/.env", ".bashrc", "a/.", "a/.."),
    *("con", "plans/NUL.yaml", "aux.txt", "com1", "lpt9.svg", "com¹.yaml", "CONIN$", "con .yaml", "nul ."),
    *(
        "a.",
        "a ",
        "plans /a.yaml",
        "a\0b",
        "a\nb.yaml",
        "a\x1b[31m.yaml",
        f"a{CSI}31m.yaml",
        f"a{RLO}lmay.b",
        f"a{ZERO}b",
    ),
    *('a"b', "a<b", "a>b", "a|b", "a?b", "a*b", "a\x7fb", "a" * 401),
]


@pytest.mark.parametrize("path", UNSAFE)
def test_no_such_path_comes_out_of_a_pdf(path: str) -> None:
    assert not is_safe(path)
    digests = {path: "0" * 64}
    with pytest.raises(NotCarriedError):
        load(dump({"unit": "2018/a/b", "name": "plan"}, {}, digests, []))


@pytest.mark.parametrize("path", ["vplan.yaml", "plans/2018/a/b/bilder/karta över området (2).png", "utgåvor/a.yaml"])
def test_the_paths_of_a_workspace_come_out_of_a_pdf(path: str) -> None:
    assert load(dump({"unit": "2018/a/b", "name": "plan"}, {}, {path: "0" * 64}, [])).names == attachment_names([path])


@pytest.mark.parametrize("paths", [("a.yaml", "A.yaml"), ("a", "a/b.yaml"), ("A", "a/b.yaml")])
def test_two_paths_that_are_one_on_another_system_do_not_come_out(paths: tuple[str, ...]) -> None:
    with pytest.raises(NotCarriedError):
        load(dump({"unit": "2018/a/b", "name": "plan"}, {}, dict.fromkeys(paths, "0" * 64), []))


# --- bombs -----------------------------------------------------------------------------------------------------------


def test_a_bomb_in_a_page_is_refused_before_the_pdf_is_opened(english: None) -> None:
    """An attachment has its own bound; anything else that is packed in a PDF is unpacked by the library."""
    packed = zlib.compress(b" " * 150_000_000, 9)
    stream = b"9999 0 obj\n<</Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream\nendobj\n"
    data = small_pdf().replace(b"\nstartxref", b"\n" + stream % (len(packed), packed) + b"startxref", 1)
    with pytest.raises(ArchiveError, match="more than any plan"), opened_pdf(data, "x.pdf"):
        pass
    with opened_pdf(small_pdf(), "x.pdf") as reading:
        assert reading.manifest()


def test_a_picture_too_large_is_not_written_anew(english: None) -> None:
    with pytest.raises(PictureError, match="larger than 20 MB"):
        clean_picture(START + bytes(MAX_BYTES), "print")


def test_a_colour_profile_is_not_unpacked_beyond_its_bound() -> None:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    bomb = b"a\0\0" + zlib.compress(bytes(100_000_000), 9)
    parts = (b"IHDR", head), (b"iCCP", bomb), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")
    data = START + b"".join(chunk(name, content) for name, content in parts)
    assert 0 < len(read_png(data).profile) <= MAX_PROFILE
