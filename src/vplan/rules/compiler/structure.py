"""Pages of what is found in a finished PDF: what a reader needs and no validator can judge."""

from __future__ import annotations

from vplan.diagnostics import Severity
from vplan.rules.compiler.writing import error, warning

PAGES = (
    error(
        """pdf-bookmarks: a PDF's bookmarks are its headings.

        Why: who looks for a chapter in a long document goes by its bookmarks. One that is missing, or leads elsewhere,
        hides a part of the document. vplan makes them of the headings, so the fault lies in vplan; please tell us.

        Wrong:

            Inledning              s. 3
            Uppföljning            s. 9

        Right:

            Inledning              s. 3
            Ekonomi                s. 7
            Uppföljning            s. 9
        """
    ),
    error(
        """pdf-figure: a figure in a PDF has words for those who cannot see it.

        Why: a screen reader says the text alternative in place of the figure. Without one it says nothing, and a file's
        name says as little; the name alone is a warning. PDF/UA (ISO 14289-1, 7.3) asks for the words.

        Wrong:

            ![IMG_2041](bilder/IMG_2041.jpg)

        Right:

            ![Karta över stadsdelsområdet](bilder/IMG_2041.jpg)
        """,
        Severity.WARNING,
    ),
    error(
        """pdf-headings: a PDF has one title, and its headings follow each other without a gap.

        Why: a screen reader's user goes from heading to heading, and takes a level that is left out for something that
        was missed. WCAG 2.1 asks for this in its criterion 1.3.1, PDF/UA in ISO 14289-1, 7.4.

        Wrong:

            1 Verksamhetsplan
              3 Arbetssätt

        Right:

            1 Verksamhetsplan
              2 Mål
                3 Arbetssätt
        """
    ),
    error(
        """pdf-language: words in a PDF are read aloud in the language they are written in.

        Why: Swedish with English sounds cannot be understood. Where a part is in another language than the document,
        its field says so with a key for the language, and the PDF must carry it on.

        Wrong:

            förväntat_resultat:
              text: Everyone who calls gets an answer the same day.

        Right:

            förväntat_resultat:
              språk: en
              text: Everyone who calls gets an answer the same day.

        Words that seem to be English where Swedish is claimed, or the other way round, are a warning; other languages
        a person must see to.
        """,
        Severity.WARNING,
    ),
    warning(
        """pdf-link: a link in a PDF has words that say where it goes.

        Why: who listens goes from link to link and hears their words alone, and on paper the words are all that is left
        of a link. WCAG 2.1 asks for this in its criterion 2.4.4.

        Wrong:

            Rutinen finns [här](https://intranat.example.org/rutin).

        Right:

            Vi följer [rutinen för hembesök](https://intranat.example.org/rutin).
        """
    ),
    warning(
        """pdf-order: a PDF is read aloud in the order in which its document is written.

        Why: a page looks right in whatever order its lines were drawn, but who listens hears them in the order of the
        tags. Words that are missing there are missing for the listener. vplan decides the order, so the fault lies in
        vplan; please tell us.

        Wrong:

            Så gör vi · Mål 1 · Mål 2

        Right:

            Mål 1 · Så gör vi · Mål 2
        """
    ),
    error(
        """pdf-settings: a PDF says its title and its language, and the Tab key follows the text.

        Why: a reader announces the title in place of the file's name, chooses its voice by the language, and goes from
        link to link with Tab (ISO 14289-1, 7.1, 7.2 and 7.18.3). vplan writes these, so the fault lies in vplan; please
        tell us.

        Wrong:

            plan.pdf – Adobe Reader

        Right:

            Verksamhetsplan 2018 – Adobe Reader
        """
    ),
    warning(
        """pdf-sign: a sign that means something is written with words.

        Why: most screen readers say nothing for an arrow, a tick or a coloured dot, so that an assessment is empty to
        those who listen. A sign that has a word beside it is let through.

        Wrong:

            Andel nöjda: ↑

        Right:

            Andel nöjda: ↑ (ökar)
        """
    ),
    error(
        """pdf-table: a table in a PDF has a caption, and its cells are tied to their headers.

        Why: who listens hears a cell with the headings of its column and row; without them a table is a row of loose
        numbers. This holds also where a table goes on over several pages. PDF/UA asks for it in ISO 14289-1, 7.5.

        Wrong:

            28 800

        Right:

            Personal, Kostnader: 28 800
        """
    ),
    error(
        """pdf-untagged: all that stands on a PDF's pages is either read aloud or decoration.

        Why: what is neither is left out by one reader and read in the middle of a sentence by the next (ISO 14289-1,
        7.1). vplan tags all content, so the fault lies in vplan; please tell us.

        Wrong:

            /P BDC … EMC  0 0 200 1 re f

        Right:

            /P BDC … EMC  /Artifact BMC 0 0 200 1 re f EMC
        """
    ),
)
