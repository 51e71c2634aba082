"""Every page as a browser shows it: axe, layout, keyboard, print; and as the Nu HTML checker reads it.

One test is one run of the browser over all pages in all states, because starting it and opening pages is what costs.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from support.node import node_program
from support.sample_document import sample_document
from test_import_report import REFUSED, outcome
from tools.repository import WORKSPACES, copy_sources
from tools.web_check import MissingToolError, check_pages, pages_below
from vplan.building.run import Request, run
from vplan.importing.report import report_of
from vplan.importing.report_html import render_html as render_report
from vplan.render.html import render_html
from vplan.render.index import render_index

ROOT = Path(__file__).parent.parent
REPORT = "report.html"  # of an import: a page that stands alone, for those who write plans
_FOLDER = TemporaryDirectory(prefix="vplan-pages-")


@cache
def site() -> Path:
    """Return a folder with all pages of the repository, and with those that its plans do not give."""
    folder = Path(_FOLDER.name)
    for name, root in WORKSPACES.items():
        copy = folder / "sources" / name
        copy_sources(root, copy)
        result = run(Request(copy, formats=("html",), output=folder / "site" / name))
        assert not result.failed
    made = folder / "site" / "soderby"
    page = render_html(
        sample_document(),
        target="screen",
        pdf_href="plan.pdf",
        index_href="index.html",
        statement_href="tillganglighet.html",
    )
    (made / "sample.html").write_text(page, encoding="utf-8")
    (made / "empty.html").write_text(render_index([], "Söderby", "en", "tillganglighet.html"), encoding="utf-8")
    (made / REPORT).write_text(render_report(report_of([outcome(), REFUSED])), encoding="utf-8")
    return folder / "site"


def problems(check: str) -> list[str]:
    """Return what a check finds on all pages, as lines to read."""
    node_program("playwright-core")  # installs what is missing, or skips
    pages = pages_below(site())
    assert len(pages) >= len(list(ROOT.glob("plans/*/*/*/plan.yaml"))) + 6
    try:
        found = check_pages(pages, site(), [check])
    except MissingToolError as error:
        pytest.skip(str(error))
    return [f"{f.page}: {f.check} ({f.state}): {f.text}" for f in found]


def test_axe_finds_nothing_and_nothing_is_cut_off_or_covered() -> None:
    assert problems("look") == []


def test_everything_is_reached_and_operated_by_keyboard() -> None:
    assert problems("keyboard") == []


def test_a_browser_prints_the_whole_document() -> None:
    assert problems("print") == []


def test_the_nu_html_checker_finds_no_error() -> None:
    assert problems("nu") == []


def test_every_page_leads_to_the_accessibility_statement() -> None:
    for page in pages_below(site()):
        if page.name not in ("tillganglighet.html", REPORT):
            text = page.read_text(encoding="utf-8")
            assert 'tillganglighet.html" hreflang="sv"' in text, page
