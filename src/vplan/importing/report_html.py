"""The import report as a web page of its own: no script, nothing fetched, light and dark."""

from __future__ import annotations

from vplan.i18n import language, translate
from vplan.importing.report import Report, capital, grouped
from vplan.render.environment import environment
from vplan.resources import css_dir


def render_html(report: Report) -> str:
    """Return the page; what comes from the sources is escaped."""
    style = "\n".join((css_dir() / name).read_text("utf-8") for name in ("tokens.css", "import-report.css"))
    words = {
        "skip": translate("Skip to the content"),
        "contents": translate("Files"),
        "what": translate("What"),
        "number": translate("Number"),
        "figures": translate("What was recognised"),
        "refused": translate("Not imported"),
        "written": translate("Files written"),
        "totals": translate("The import in figures"),
    }
    page = environment().get_template("import-report.html.j2")
    return page.render(report=report, capital=capital, grouped=grouped, lang=language(), style=style, words=words)
