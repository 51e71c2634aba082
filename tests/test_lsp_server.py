"""The language server over its protocol, driven as an editor drives it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

from support.language_client import LanguageClient, LanguageError
from support.workspaces import OTHER_UNIT, PLACES, base_text, make_workspace

COMMAND = [sys.executable, "-m", "vplan.cli.main", "lsp", "--stdio"]
ENV = {**os.environ, "VPLAN_LANG": "en"}
OTHER = f"plans/{OTHER_UNIT}/mal.yaml"
FAULTY = """\
import sys
from vplan.lsp.features import Features
Features.hover = lambda *_: 1 / 0
from vplan.lsp.server import run
sys.exit(run())
"""


@contextmanager
def server(root: Path | None, command: list[str] | None = None, **options: Any) -> Iterator[LanguageClient]:
    with LanguageClient(command or COMMAND, root, env=ENV, timeout=40, **options) as client:
        yield client


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    other = "mål:\n  1.7:\n    nämndmål:\n      trygga-hem:\n"
    return make_workspace(tmp_path_factory.mktemp("lsp") / "arbetsyta å", {OTHER: other}).resolve()


@pytest.fixture(scope="module")
def client(root: Path) -> Iterator[LanguageClient]:
    with server(root) as client:
        yield client


@contextmanager
def opened(client: LanguageClient, root: Path, kind: str, text: str | None = None) -> Iterator[tuple[str, list[str]]]:
    """Open a file of the workspace; yield its address and lines."""
    path = root / PLACES.get(kind, kind)
    content = path.read_text(encoding="utf-8") if text is None else text
    after = len(client.notifications)
    uri = client.open(path, content)
    shown(client, uri, 1, after)
    yield uri, content.split("\n")
    client.close(uri)


def shown(client: LanguageClient, uri: str, version: int, after: int) -> list[dict[str, Any]]:
    """Return the findings that are shown for a version of a text."""

    def is_meant(said: dict[str, Any]) -> bool:
        return said["uri"] == uri and said.get("version") == version

    said = client.wait_for("textDocument/publishDiagnostics", is_meant, after=after)
    findings: list[dict[str, Any]] = said["diagnostics"]
    return findings


def change(client: LanguageClient, uri: str, text: str) -> list[dict[str, Any]]:
    """Type another text; return the findings that are shown for it."""
    after = len(client.notifications)
    return shown(client, uri, client.change(uri, {"text": text}), after)


def place(lines: list[str], word: str, number: int = 0) -> tuple[int, int]:
    """Return line and character inside a word of the text, the `number`-th time that it stands there."""
    found = [(at, line.index(word) + 1) for at, line in enumerate(lines) if word in line]
    return found[number]


def text_at(root: Path, location: dict[str, Any]) -> tuple[str, str]:
    """Return the file that a location names, and the text that stands there."""
    path = Path(unquote(urlsplit(location["uri"]).path))
    line = path.read_text(encoding="utf-8").split("\n")[location["range"]["start"]["line"]]
    start, end = (location["range"][end]["character"] for end in ("start", "end"))
    return path.relative_to(root).as_posix(), line[start:end]


def test_findings_of_the_unsaved_text_have_places_and_hints(client: LanguageClient, root: Path) -> None:
    text = base_text("mal").replace("delaktiga", "delaktig")
    with opened(client, root, "mal") as (uri, _):
        finding = next(d for d in change(client, uri, text) if d["code"] == "unknown-board-goal")
        line = text.split("\n")[finding["range"]["start"]["line"]]
        stretch = slice(finding["range"]["start"]["character"], finding["range"]["end"]["character"])
        assert line[stretch] == "delaktig"
        assert "Did you mean" in finding["message"]
        file, word = text_at(root, finding["relatedInformation"][0]["location"])
        assert (file, word) == (PLACES["namnd"], "delaktiga")


def test_a_finding_leads_to_its_rules_page(client: LanguageClient, root: Path) -> None:
    with opened(client, root, "mal") as (uri, _):
        found = change(client, uri, base_text("mal").replace("start: 2018-02-01", "start: 2018-12-01"))
        finding = next(d for d in found if d["code"] == "activity-dates")
        page = Path(unquote(urlsplit(finding["codeDescription"]["href"]).path)).read_text(encoding="utf-8")
        assert page.startswith("# activity-dates: ")


@pytest.mark.parametrize(
    ("kind", "word", "number", "target"),
    [
        ("mal", "1.7", 0, ("kf", "1.7")),
        ("mal", "delaktiga", 0, ("namnd", "delaktiga")),
        ("mal", "trygga", 0, ("kf", "trygga")),
        ("mal", "brukarrad", 0, ("namnd", "brukarrad")),
        ("mal", "alla", 1, ("namnd", "svarstid")),
        ("namnd", "1.7", 0, ("kf", "1.7")),
    ],
)
def test_a_reference_leads_to_its_definition(
    client: LanguageClient, root: Path, kind: str, word: str, number: int, target: tuple[str, str]
) -> None:
    with opened(client, root, kind) as (uri, lines):
        found = client.ask("definition", uri, *place(lines, word, number))
        assert [text_at(root, location) for location in found] == [(PLACES[target[0]], target[1])]


@pytest.mark.parametrize("kind", ["kf", "namnd", "mal"])
def test_all_that_use_a_goal_are_found_from_either_side(client: LanguageClient, root: Path, kind: str) -> None:
    with opened(client, root, kind) as (uri, lines):
        where = place(lines, "1.7")
        found = client.ask("references", uri, *where, context={"includeDeclaration": False})
        users = {text_at(root, location) for location in found}
        assert users == {
            (PLACES["namnd"], "1.7"),
            (PLACES["mal"], "1.7"),
            (OTHER, "1.7"),
        }
        more = client.ask("references", uri, *where, context={"includeDeclaration": True})
        assert {text_at(root, location) for location in more} == users | {(PLACES["kf"], "1.7")}


def test_a_choice_of_all_rows_uses_each(client: LanguageClient, root: Path) -> None:
    with opened(client, root, "namnd") as (uri, lines):
        found = client.ask("references", uri, *place(lines, "svarstid"), context={"includeDeclaration": False})
        assert (PLACES["mal"], "alla") in {text_at(root, location) for location in found}


@pytest.mark.parametrize(
    ("word", "number", "parts"),
    [
        (
            "1.7",
            0,
            ["Alla äldre har en trygg ålderdom", "`trygga` Andel äldre som känner sig trygga: 80 %", "`delaktiga`"],
        ),
        ("delaktiga", 0, ["Äldre är delaktiga i sin omsorg", "Äldre får svar inom två dagar.", "Max 2 dagar"]),
        ("trygga", 0, ["Andel äldre som känner sig trygga", "80 %", "år", "högre"]),
        ("brukarrad", 0, ["Starta ett brukarråd", "2018-03-01 – 2018-06-30"]),
        ("arbetssätt", 0, ["Arbetssätt", "Hur enheten arbetar"]),
    ],
)
def test_a_name_tells_all_about_itself(
    client: LanguageClient, root: Path, word: str, number: int, parts: list[str]
) -> None:
    with opened(client, root, "mal") as (uri, lines):
        text = client.hover(uri, *place(lines, word, number))
        assert [part for part in parts if part not in text] == [], text


def test_prose_tells_nothing(client: LanguageClient, root: Path) -> None:
    with opened(client, root, "mal") as (uri, lines):
        assert client.hover(uri, *place(lines, "Vi har jour")) == ""


@pytest.mark.parametrize(
    ("kind", "text", "offered", "refused", "result"),
    [
        ("mal", "mål:\n  1.‸", {"1.5", "1.7"}, {"mål"}, "  1.5:"),
        ("mal", "mål:\n  1.7:\n  1‸:\n", {"1.5"}, {"1.7"}, "  1.5:"),
        ("mal", "mål:\n  1.7:\n    nämndmål:\n      del‸", {"delaktiga", "trygga-hem"}, {"1.7"}, "      delaktiga:"),
        ("mal", "mål:\n  1.7:\n    indikatorer:\n      ‸", {"trygga", "sjukfranvaro"}, {"ledsagning"}, None),
        ("mal", "mål:\n  1.7:\n    indikatorer:\n      - ‸", {"trygga", "sjukfranvaro"}, {"ledsagning"}, None),
        ("mal", "mål:\n  1.7:\n    aktiviteter: [led‸]", {"ledsagning"}, {"trygga"}, "    aktiviteter: [ledsagning]"),
        ("mal", "mål:\n  1.7:\n    aktiviteter: ‸", {"alla"}, {"trygga"}, None),
        ("mal", "mål:\n  1.7:\n    akt‸", {"aktiviteter", "indikatorer", "nämndmål"}, {"mål"}, None),
        ("namnd", "mål:\n  ‸", {"1.5", "1.7"}, set(), None),
        (
            "kf",
            "inriktningsmål:\n  - nr: 1\n    mål:\n      - nr: 1.1\n        ‸",
            {"titel", "indikatorer"},
            {"nr"},
            None,
        ),
        ("plan", "utgåva: ‸", {"stockholm/2018"}, {"kvalitetsutmarkelsen/2018"}, None),
        ("ekonomi", "budget:\n  - belopp_i: ‸", {"tkr", "mnkr", "kr"}, set(), None),
        ("vplan", "‸", {"kommun", "planer"}, set(), None),
    ],
)
def test_completion_offers_what_fits_the_place(
    client: LanguageClient, root: Path, kind: str, text: str, offered: set[str], refused: set[str], result: str | None
) -> None:
    before = text.partition("‸")[0]
    line, character = before.count("\n"), len(before) - before.rfind("\n") - 1
    with opened(client, root, kind, text.replace("‸", "")) as (uri, lines):
        items = client.completion(uri, line, character)
        labels = [item["label"] for item in items]
        assert offered <= set(labels)
        assert not refused & set(labels)
        if result is not None:
            edit = next(item for item in items if f" {item['label']}" in result.replace("[", " "))["textEdit"]
            start, end = (edit["range"][name]["character"] for name in ("start", "end"))
            assert (
                lines[line][:start] + edit["newText"] + lines[line][end:]
                == result.replace(":", "") + (":" if result.endswith(":") else "")
                or lines[line][:start] + edit["newText"] + lines[line][end:] == result
            )


def test_ids_are_offered_with_their_titles(client: LanguageClient, root: Path) -> None:
    with opened(client, root, "mal", "mål:\n  ") as (uri, _):
        item = next(item for item in client.completion(uri, 1, 2) if item["label"] == "1.7")
        assert item["detail"] == "Alla äldre har en trygg ålderdom"
        assert "trygga" in item["documentation"]["value"]


def test_the_outline_has_the_goals_with_their_titles(client: LanguageClient, root: Path) -> None:
    with opened(client, root, "mal") as (uri, lines):
        goal, *_ = client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})
        assert (goal["name"], goal["detail"]) == ("1.7", "Alla äldre har en trygg ålderdom")
        board_goal = next(child for child in goal["children"] if child["name"] == "delaktiga")
        unit_goal = next(child for child in board_goal["children"] if child["name"] == "Vi svarar snabbt")
        assert lines[unit_goal["selectionRange"]["start"]["line"]].endswith("Vi svarar snabbt")
        assert {"förväntat_resultat", "arbetssätt"} <= {child["name"] for child in unit_goal["children"]}


def test_questions_are_answered_from_the_last_good_text_while_one_line_is_broken(
    client: LanguageClient, root: Path
) -> None:
    with opened(client, root, "mal") as (uri, lines):
        client.change(uri, {"text": "\n".join(["trasig: [", *lines])})
        line, character = place(lines, "delaktiga")
        assert "Äldre är delaktiga" in client.hover(uri, line + 1, character)
        assert client.request("textDocument/documentSymbol", {"textDocument": {"uri": uri}})


def test_what_is_not_understood_is_refused_and_the_server_goes_on(client: LanguageClient, root: Path) -> None:
    for method, params in (
        ("textDocument/hover", {"textDocument": {"uri": "x"}}),
        ("textDocument/nonsense", {}),
        ("textDocument/definition", {"textDocument": {"uri": 1}, "position": {"line": -1, "character": "a"}}),
    ):
        with pytest.raises(LanguageError, match=f"^{method}: "):
            client.request(method, params)
    client.notify(
        "textDocument/didChange", {"textDocument": {"uri": "file:///nowhere", "version": 2}, "contentChanges": []}
    )
    client.notify("textDocument/didClose", {"textDocument": {"uri": "file:///nowhere"}})
    with opened(client, root, "mal") as (uri, lines):
        assert client.hover(uri, *place(lines, "delaktiga"))
        far = {"textDocument": {"uri": uri}, "position": {"line": 10_000, "character": 10_000}}
        assert client.request("textDocument/hover", far) is None
        assert client.request("textDocument/completion", far) is not None


def test_units_are_those_that_the_client_asks_for(root: Path) -> None:
    text = base_text("mal").replace("[brukarrad]", '["åå😀", borta]')
    column = next(line for line in text.split("\n") if "borta" in line).index("borta")
    for encoding, more in (("utf-8", 5), ("utf-32", 0)):
        capabilities = {"general": {"positionEncodings": ["nonsense", encoding, "utf-16"]}}
        with server(root, capabilities=capabilities) as client:
            assert client.server["capabilities"]["positionEncoding"] == encoding
            with opened(client, root, "mal") as (uri, _):
                found = change(client, uri, text)
                assert column + more in {d["range"]["start"]["character"] for d in found}


def test_a_fault_of_ours_in_a_request_is_told_and_the_session_goes_on(root: Path) -> None:
    with server(root, [sys.executable, "-c", FAULTY]) as client, opened(client, root, "mal") as (uri, lines):
        with pytest.raises(LanguageError, match="ZeroDivisionError"):
            client.hover(uri, *place(lines, "delaktiga"))
        assert client.ask("definition", uri, *place(lines, "delaktiga"))
        assert b"ZeroDivisionError" in client.stderr


def test_the_session_ends_as_the_protocol_wants_it(root: Path) -> None:
    client = LanguageClient(COMMAND, root, env=ENV, timeout=40)
    client.shut_down()
    assert (client.exit_code, client.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("message", "code"), [(b'{"jsonrpc":"2.0","method":"exit"}', 1), (b"", 1), (b"not json", 1), (b"[]", 1)]
)
def test_an_end_without_a_shutdown_is_a_failure(tmp_path: Path, message: bytes, code: int) -> None:
    data = b"Content-Length: %d\r\n\r\n%s" % (len(message), message) if message else b""
    ended = subprocess.run(COMMAND, cwd=tmp_path, env=ENV, input=data, capture_output=True, timeout=40, check=False)
    assert ended.returncode == code


@pytest.mark.skipif(not hasattr(signal, "SIGINT") or os.name == "nt", reason="no signals")
def test_an_interrupt_ends_it_silently(tmp_path: Path) -> None:
    client = LanguageClient(COMMAND, make_workspace(tmp_path / "w"), env=ENV, timeout=40)
    client._process.send_signal(signal.SIGINT)
    code = client._process.wait(20)
    client.kill()
    assert (code, client.stderr) == (130, b"")
