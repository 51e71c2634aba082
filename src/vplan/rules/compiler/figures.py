"""Pages of what is found in figures that are drawn from data, and in their CSV files."""

from __future__ import annotations

from vplan.diagnostics import Severity
from vplan.rules.compiler.writing import error, warning

PAGES = (
    error(
        """csv-encoding: a CSV file is saved as UTF-8.

        Why: in another encoding å, ä and ö turn into other characters in the figure. Spreadsheets choose an old
        encoding where one saves as plain CSV.

        Wrong:

            $ file -b --mime-encoding data/enkat.csv
            iso-8859-1

        Right:

            $ iconv -f WINDOWS-1252 -t UTF-8 data/enkat.csv > data/enkat-utf8.csv
        """
    ),
    error(
        """csv-formula: a CSV file holds values, not formulas.

        Why: nothing computes a formula here, and somebody who opens the published file in a spreadsheet would run it,
        whatever it does. An error sign such as #DIV/0! is no value either.

        Wrong:

            namn;kvinnor;män
            Bemötande;=B7/B8;90

        Right:

            namn;kvinnor;män
            Bemötande;92;90
        """
    ),
    error(
        """csv-shape: a CSV file is a table whose first line names its columns.

        Why: a row with a cell too many, a column without a name or a quotation mark that is not closed would move
        values to other columns, and the figure would show what nobody has measured.

        Wrong:

            namn,kvinnor,män
            Svarstid,6,1,5,9

        Right:

            namn;kvinnor;män
            Svarstid;6,1;5,9
        """
    ),
    error(
        """csv-size: a CSV file has at most 1,000 rows and 20 columns.

        Why: a figure shows some twenty values that a reader can tell apart; what is larger is raw data, and has to be
        summed up first.

        Wrong:

            $ wc -l data/svar.csv
            8412 data/svar.csv

        Right:

            $ wc -l data/andelar.csv
            12 data/andelar.csv
        """
    ),
    warning(
        """figure-caption: a figure's caption has at most 300 characters.

        Why: a caption says what the figure is. What it shows and why it matters belong in the text around it.

        Wrong:

            rubrik: >
              Brukarundersökningen 2017, som gjordes i oktober och november bland
              alla som då hade haft hemtjänst i minst tre månader, och som …

        Right:

            rubrik: Brukarundersökningen 2017
        """
    ),
    error(
        """figure-data: a figure has values that can be drawn.

        Why: a figure without values, a year that stands twice or a share below zero cannot be drawn, and a single
        value or shares that do not sum to 100 make a figure that misleads. What can be drawn all the same is a warning.

        Wrong:

            slag: andelar
            rader:
              - {namn: Bemötande, nöjda: 92, missnöjda: -8}

        Right:

            slag: andelar
            rader:
              - {namn: Bemötande, nöjda: 92, missnöjda: 8}
        """,
        Severity.WARNING,
    ),
    error(
        """figure-file: a figure's file is a CSV file in the unit's folder.

        Why: the plan must build on every computer, so its data travel with it.

        Wrong:

            data: G:/Enheten/Enkät 2018.xlsx

        Right:

            data: data/enkat-2018.csv
        """
    ),
    error(
        """figure-size: a figure has no more parts than can be read on a page.

        Why: beyond some number of series, bars or boxes nobody can tell them apart, in print or in grey.

        Wrong:

            led: [Pengar, Personal, Lokaler, Bilar, Möten, Samtal, Besök,
                  Planer, Beslut, Insatser, Svar, Trygghet, Hälsa]

        Right:

            led: [Resurser, Arbete, Resultat, Effekt]
        """
    ),
    warning(
        """figure-twice: a figure is shown once.

        Why: a figure has one number and one place to which references lead. A second time, a reference does.

        Wrong:

            text: |
              ![](#figur-bemotande)

              ![](#figur-bemotande)

        Right:

            text: |
              ![](#figur-bemotande)

              Som [](#figur-bemotande) visar är de flesta nöjda.
        """
    ),
    warning(
        """unused-figure: each figure is shown in a text.

        Why: a figure stands where a text shows it; one that no text shows is not in the document.

        Wrong:

            figurer:
              - {id: bemotande, slag: staplar, rubrik: Bemötande, data: data/enkat.csv}
            inledning: Enkäten gjordes i höstas.

        Right:

            figurer:
              - {id: bemotande, slag: staplar, rubrik: Bemötande, data: data/enkat.csv}
            inledning: |
              Enkäten gjordes i höstas.

              ![](#figur-bemotande)
        """
    ),
)
