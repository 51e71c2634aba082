"""A page that is rendered asks nobody for anything, and what a plan says is never taken for markup."""

from __future__ import annotations

import dataclasses
import os
import socket
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from support.pages import read_pdf
from support.sample_document import bare_document, paragraph, sample_document
from support.workspaces import UNIT, base_text, make_workspace
from vplan.building.run import Request, run
from vplan.diagnostics import Span
from vplan.document.tree import Figure
from vplan.picture import PictureError, clean_picture
from vplan.render.html import render_html
from vplan.render.index import IndexEntry, render_index
from vplan.render.job import PrintJob
from vplan.render.pdf import prepare, print_pdf, render_pdf

SECRET = "HEMLIG-RAD-UR-EN-FIL"
PAYLOAD = "\"'></title></style><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}{% raw %}"


class Listener:
    """A server that must never be asked, and a door through which no name is looked up."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.asked.append("a connection")
            connection.close()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    listener = Listener()
    look_up = socket.getaddrinfo

    def told(host: Any, *rest: Any, **more: Any) -> Any:
        listener.asked.append(str(host))
        return look_up(host if host in ("127.0.0.1", "localhost") else "127.0.0.1", *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", told)
    yield listener
    listener.close()


_WATCHED: list[list[str]] = []
_REACHING_OUT = ("socket.connect", "socket.getaddrinfo", "urllib.Request", "subprocess.Popen", "os.exec", "os.system")


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _WATCHED and (event == "open" or event in _REACHING_OUT):
        name = arguments[0]
        _WATCHED[-1].append(os.fsdecode(name) if isinstance(name, str | bytes) else event)


sys.addaudithook(_watch)  # for the whole process; nothing takes it away


@contextmanager
def watched() -> Iterator[list[str]]:
    """Gather every file that Python opens, and everything by which it would reach out of this process."""
    opened: list[str] = []
    _WATCHED.append(opened)
    try:
        yield opened
    finally:
        _WATCHED.remove(opened)


DRAWING = f'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40"><text x="5" y="20">{SECRET}</text></svg>'


def addresses(server: Listener, secret: Path) -> list[str]:
    return [
        f"data:image/svg+xml,{quote(DRAWING)}",
        f"data:image/svg+xml;base64,{b64encode(DRAWING.encode()).decode()}",
        "vplan-picture:plans/2018/norr/annan/hemlig.svg",
        "plans/2018/norr/annan/hemlig.svg",
        f"http://127.0.0.1:{server.port}/a",
        f"//127.0.0.1:{server.port}/a",
        "https://spion.example.org/a",
        f"ftp://127.0.0.1:{server.port}/a",
        secret.as_uri(),
        str(secret),
        "../hemlig.txt",
        "file:///etc/passwd",
        "data:text/css,@import url(http://spion.example.org/b)",
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'><image href='http://spion.example.org/c'/></svg>",
        "jar:file:///etc/passwd",
        "vplan-picture:../hemlig.txt",
        "vplan-picture:/etc/passwd",
    ]


WAYS = {
    "css": '<style>@import url("{a}"); @font-face {{ font-family: x; src: url("{a}") }}'
    ' p {{ font-family: x; background: url("{a}"); content: url("{a}"); list-style-image: url("{a}") }}'
    " </style><p>Text</p>",
    "style-attribute": "<p style=\"background: url('{a}'); border-image: url('{a}')\">Text</p>",
    "link": '<link rel="stylesheet" href="{a}"><link rel="attachment" href="{a}"><p>Text</p>',
    "attachment": '<p><a rel="attachment" href="{a}">fil</a></p>',
    "img": '<img src="{a}" alt="x"><img srcset="{a} 2x" alt="x"><input type="image" src="{a}" alt="x">',
    "embed": '<embed src="{a}"><object data="{a}"></object><iframe src="{a}"></iframe>',
    "svg": '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<image href="{a}" xlink:href="{a}" width="9" height="9"/><use href="{a}#x"/><style>@import "{a}";</style>'
    '<filter id="f"><feImage href="{a}"/></filter></svg>',
    "base": '<base href="{a}"><img src="a.png" alt="x">',
}


@pytest.mark.parametrize("way", WAYS)
def test_the_printer_asks_nobody_whatever_stands_in_the_page(way: str, tmp_path: Path, server: Listener) -> None:
    """The templates and the prose let none of this through; the fetcher is the last door, tried without the others."""
    root = tmp_path / "workspace"
    root.mkdir()
    secret = tmp_path / "hemlig.txt"
    secret.write_text(SECRET, encoding="utf-8")
    other = root / "plans/2018/norr/annan/hemlig.svg"
    other.parent.mkdir(parents=True)
    other.write_text(DRAWING, encoding="utf-8")
    body = "".join(WAYS[way].format(a=address.replace('"', "%22")) for address in addresses(server, secret))
    page = f"<!DOCTYPE html><html lang=sv><head><title>Plan</title></head><body><h1>Plan</h1>{body}</body></html>"
    prepare()
    with watched() as opened:
        result = print_pdf(PrintJob(page, {}, root, "plan.yaml"))
    assert server.asked == []
    assert [name for name in opened if "hemlig" in name or "passwd" in name or name in _REACHING_OUT] == []
    assert SECRET.encode() not in result.data
    assert SECRET not in "".join(page.text for page in read_pdf(result.data))


XMLNS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
SVG = f'<svg {XMLNS} width="40" height="40">{{}}</svg>'
SCRIPTED = {"script", "svg", "onerror", "onload", "onmouseover", "srcset"}


@pytest.mark.parametrize(
    "inside",
    [
        '<image href="{a}" width="9" height="9"/>',
        '<image xlink:href="{a}" width="9" height="9"/>',
        '<style>@import "{a}"; rect {{ fill: url({a}) }} @font-face {{ font-family: x; src: url({a}) }}</style>',
        '<rect width="9" height="9" style="fill: url({a}#x); filter: url({a})"/>',
        '<rect width="9" height="9" fill="url({a}#x)"/>',
        '<use href="{a}#x"/>',
        '<a href="javascript:alert(1)"><rect width="9" height="9"/></a>',
        "<script>fetch('{a}')</script>",
        '<foreignObject><img xmlns="http://www.w3.org/1999/xhtml" src="{a}" onerror="alert(1)"/></foreignObject>',
        '<rect width="9" height="9" onload="fetch(\'{a}\')"/>',
        '<filter id="f"><feImage href="{a}"/></filter>',
    ],
)
def test_a_drawing_is_published_without_addresses(inside: str, tmp_path: Path, server: Listener) -> None:
    for number, address in enumerate(addresses(server, tmp_path / "hemlig.txt")):
        escaped = address.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;").replace("'", "&apos;")
        try:
            cleaned = clean_picture(SVG.format(inside.format(a=escaped)).encode(), "screen")
        except PictureError:
            continue
        for word in (b"127.0.0.1", b"spion", b"hemlig", b"passwd", b"script", b"onload", b"onerror", b"javascript"):
            assert word not in cleaned.replace(b"noscript", b"")
        file = tmp_path / f"bild{number}.svg"
        file.write_bytes(SVG.format(inside.format(a=escaped)).encode())
        render_pdf(bare_document(Figure(file.name, "Bild", span=Span("plan.yaml"))), root=tmp_path)
    assert server.asked == []


def test_an_entity_of_xml_reads_no_file(tmp_path: Path, server: Listener) -> None:
    secret = tmp_path / "hemlig.txt"
    secret.write_text(SECRET, encoding="utf-8")
    for address in (secret.as_uri(), f"http://127.0.0.1:{server.port}/"):
        drawing = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{address}">]>' + SVG.format("<text>&x;</text>")
        with pytest.raises(PictureError):
            clean_picture(drawing.encode(), "print")
    assert server.asked == []


@pytest.mark.parametrize("name", ["fetcher", "page"])
def test_a_picture_that_becomes_a_link_after_the_check_is_not_followed(name: str, tmp_path: Path) -> None:
    """The listing refuses links; someone may put one there a moment later, even to a file within the workspace."""
    other = tmp_path / "plans/2018/norr/annan/hemlig.svg"
    root = make_workspace(tmp_path, {str(other.relative_to(tmp_path)): SVG.format("<rect/>")})
    link = root / UNIT / "bilder" / "karta.svg"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(other)
    file = str(link.relative_to(root))
    if name == "fetcher":
        prepare()
        from vplan.render.fetcher import DocumentFetcher, RefusedError

        fetcher = DocumentFetcher([file], root)
        (address,) = fetcher._pictures
        with pytest.raises(RefusedError):
            fetcher.fetch(address)
        return
    from vplan.building.placing import Staging
    from vplan.building.tools import Tools
    from vplan.building.work import PictureError as Refused
    from vplan.building.work import Work

    with pytest.raises(Refused):
        Work(root, Staging(tmp_path / "site"), Tools(), None)._picture(bare_document(), file)


class Elements(HTMLParser):
    """The names of a page's elements and attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[tuple[str, ...]] = set()
        self.scripted: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add((tag,))
        self.found.update((tag, name) for name, _ in attrs)
        self.scripted += [
            value for _, value in attrs if value and value.lower().startswith(("javascript:", "data:text"))
        ]


_KEPT = {"anchor", "href", "file", "lang", "role", "layout", "date", "symbol", "span", "mark", "kind", "align", "id"}


def poisoned(value: Any, name: str = "") -> Any:
    """Return a document tree in which every text holds markup."""
    if isinstance(value, str):
        return value if name in _KEPT or not value else value + PAYLOAD
    if isinstance(value, tuple):
        return tuple(poisoned(item, name) for item in value)
    if isinstance(value, Span) or not dataclasses.is_dataclass(value):
        return value
    changed = {f.name: poisoned(getattr(value, f.name), f.name) for f in dataclasses.fields(value) if f.init}
    return dataclasses.replace(value, **changed)  # type: ignore[type-var]


@pytest.mark.parametrize("target", ["screen", "print"])
def test_no_text_of_a_document_becomes_markup(target: Any) -> None:
    document = sample_document()
    plain = Elements(render_html(document, target=target, shared_style=False))
    page = render_html(poisoned(document), target=target, shared_style=False)
    assert page.count("alert(1)") > 50
    assert Elements(page).found - plain.found <= {("td", "class"), ("th", "class")}
    assert "<script" not in page
    assert page.count("{{ 7*7 }}") == page.count("{% raw %}") > 50


def test_no_text_of_the_index_becomes_markup() -> None:
    texts = {field.name: PAYLOAD for field in dataclasses.fields(IndexEntry)}
    entry = IndexEntry(**{**texts, "year": 2018, "date": "2018-01-01"})  # type: ignore[arg-type]
    page = render_index([entry], PAYLOAD)
    assert page.count("alert(1)") >= 5
    assert ("script",) not in Elements(page).found
    assert ("img",) not in Elements(page).found


@pytest.mark.parametrize(
    ("prose", "rule"),
    [
        ("[x](javascript:alert(1))", "link-target"),
        ("[x](JaVaScRiPt:alert(1))", "link-target"),
        ("[x](data:text/html,<script>alert(1)</script>)", "link-target"),
        ("[x](vbscript:a)", "link-target"),
        ("<javascript:alert(1)>", "link-target"),
        ("[x]: javascript:alert(1)\n\n[x]", "link-target"),
        ("![x](javascript:alert(1))", "picture-file"),
        ("![x](http://spion.example.org/a.png)", "picture-file"),
        ("![x](data:image/svg+xml;base64,AAAA)", "picture-file"),
        ("![x](//spion.example.org/a.png)", "picture-file"),
        ("![x](file:///etc/passwd)", "picture-file"),
        ("![x](../../../hemlig.png)", "picture-file"),
        ("![x](..\\..\\hemlig.png)", "picture-file"),
        ("<script>alert(1)</script>", "html-in-prose"),
        ("a <img src=x onerror=alert(1)> b", "html-in-prose"),
        ("<!-- a --> b", "html-in-prose"),
        ("<?php a ?>", "html-in-prose"),
        ("<svg onload=alert(1)>", "html-in-prose"),
        ("&lt;script>alert(1)&lt;/script>", ""),
        ("`<script>alert(1)</script>`", ""),
        ("    <script>alert(1)</script>", "html-in-prose"),
        ('[x](https://example.org/"onmouseover="alert(1))', ""),
        ('[x](https://example.org/ "\\" onmouseover=alert(1)")', ""),
        ("```html\n<script>alert(1)</script>\n```", ""),
    ],
)
def test_no_text_of_a_plan_becomes_markup_or_a_request(prose: str, rule: str, tmp_path: Path, server: Listener) -> None:
    """`rule` is the one that refuses the text; without one it is let through, and does no harm as it is printed."""
    text = base_text("plan").replace("      Inget.\n", "".join(f"      {line}\n" for line in prose.split("\n")))
    root = make_workspace(tmp_path, {"plan": text})
    result = run(Request(root, (root / UNIT,), formats=("html",), jobs=1))
    assert (server.asked, result.crashes) == ([], [])
    for page in (root / "site").rglob("plan.html"):
        elements = Elements(page.read_text(encoding="utf-8"))
        assert elements.scripted == []
        assert not {name for (*_, name) in elements.found} & SCRIPTED
    assert {d.rule for d in result.diagnostics if d.severity.value == "error"} == ({rule} if rule else set())
    assert bool(result.built) is not bool(rule)


def test_a_page_for_the_screen_loads_only_its_own_files() -> None:
    page = render_html(bare_document(paragraph()), target="screen", assets="../")
    for sign in ("@import", 'src="http', "src='http", "<script", "<iframe", "<base"):
        assert sign not in page
