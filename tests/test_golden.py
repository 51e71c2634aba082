"""The documents of the repository, page by page; `make golden` renews the expected files."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from support.golden import compare
from support.pages import read_pdf
from tools.repository import WORKSPACES
from vplan.document import AssembledDocument, assemble
from vplan.project import Project
from vplan.render.html import render_html
from vplan.render.pdf import render_pdf

GOLDEN = Path(__file__).parent / "golden"
DRAWN = re.compile(r"(<svg [^>]*><title>[^<]*</title>).*?(</svg>)", re.DOTALL)


@functools.cache
def documents(workspace: str) -> dict[str, tuple[Path, AssembledDocument]]:
    """Return the documents of a workspace by the names of their expected files."""
    project = Project.open(WORKSPACES[workspace])
    found = {}
    for unit in project.layout.units():
        check = project.check_unit(unit)
        assert check.ok
        for linked in check.documents:
            for document in assemble(project.root, project.settings, linked):
                found[f"{unit.id.replace('/', '-')}-{document.name}"] = (project.root, document)
    return found


CASES = [(workspace, name) for workspace in WORKSPACES for name in documents(workspace)]


def test_every_plan_is_compared(renew: bool) -> None:
    if renew:
        pytest.skip("the files are being written")
    assert {name for _, name in CASES} == {path.name.split(".")[0] for path in GOLDEN.glob("*")}


@pytest.mark.parametrize(("workspace", "name"), CASES)
def test_page_is_as_expected(workspace: str, name: str, renew: bool) -> None:
    _, assembled = documents(workspace)[name]
    html = render_html(
        assembled.document, target="screen", assets="../", pdf_href="plan.pdf", index_href="../index.html"
    )
    # what a drawing looks like is for its own tests: here only that it is there, how large, and what it says
    compare(GOLDEN / f"{name}.html", DRAWN.sub(r"\1\2", html), renew)


@pytest.mark.parametrize(("workspace", "name"), CASES)
def test_pdf_is_as_expected_on_every_page(workspace: str, name: str, published: dict[str, Path], renew: bool) -> None:
    site = published[workspace]
    (pdf,) = (p for p in site.rglob("*.pdf") if "-".join(p.relative_to(site).with_suffix("").parts) == name)
    pages = read_pdf(pdf.read_bytes())
    text = "".join(f"== {number} ==\n" + "\n".join(page.lines) + "\n" for number, page in enumerate(pages, 1))
    compare(GOLDEN / f"{name}.pdf.txt", text, renew)


def test_contents_name_the_pages_where_headings_stand() -> None:
    root, assembled = documents("plans")["2018-ostermalm-bistandsbedomning-plan"]
    pages = read_pdf(render_pdf(assembled.document, root=root, source=assembled.source).data)
    bodies = [" ".join(page.text.split()) for page in pages]
    contents = bodies[1]
    for entry in assembled.document.contents:
        title = " ".join(entry.title.split())
        number = int(contents.split(title, 1)[1].split()[0])
        assert title in bodies[number - 1], (title, number)
