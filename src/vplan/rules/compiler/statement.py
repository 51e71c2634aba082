"""Pages of what is found in the settings of the accessibility statement."""

from __future__ import annotations

from vplan.diagnostics import Severity
from vplan.rules.compiler.writing import error
from vplan.rules.pages import Page

PAGES = (
    error(
        """accessibility-statement: the accessibility statement says what the law asks for, and nothing that cannot be.

        Why: lagen (2018:1937) om tillgänglighet till digital offentlig service asks who answers for the site, how well
        it meets the demands, what does not and why, and where one can tell of it.

        Wrong:

            tillgänglighet:
              uppfyller: delvis
              kontakt: {telefon: 08-465 004 30}

        Right:

            tillgänglighet:
              uppfyller: delvis
              brister:
                - brist: Kartan kan inte läsas upp.
                  skäl: krav
                  varför: Den görs om under våren.
              kontakt: {epost: tillganglighet@example.org}
        """
    ),
    Page(
        "no-accessibility-statement",
        Severity.HINT,
        """no-accessibility-statement: a site has an accessibility statement.

        Why: the site of a public body must have one, and a link to it; vplan makes both from `vplan.yaml`.

        Wrong:

            kommun: Söderby kommun

        Right:

            kommun: Söderby kommun
            tillgänglighet:
              webbplats: Verksamhetsplaner i Söderby
              uppfyller: helt
              bedömd: 2026-10-01
              uppdaterad: 2026-10-01
              metod: Vi har prövat sidorna själva.
              kontakt: {epost: tillganglighet@example.org}
        """,
    ),
)
