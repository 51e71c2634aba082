"""Pages of what is found while documents are made: it lies with the computer rather than with a plan."""

from __future__ import annotations

from vplan.diagnostics import Severity
from vplan.rules.compiler.writing import error, warning

PAGES = (
    warning(
        """build-state: a build can write down what it has done.

        Why: by its notes the next build knows what is new. Without them the documents are right, but all are made anew.

        Wrong:

            $ chmod a-w .vplan

        Right:

            $ chmod u+w .vplan
        """
    ),
    error(
        """check-failed: the check of a plan comes to its end.

        Why: the process that checked the plan was ended from outside, twice; mostly the computer ran out of memory.
        What has not been checked is not said to be right.

        Wrong:

            $ vplan check

        Right:

            $ vplan check plans/2018/norr/hemtjanst
        """
    ),
    error(
        """internal-error: vplan makes a plan's documents without a fault of its own.

        Why: the fault lies in vplan, not in the plan. The other plans are built; please tell us of it, with the lines
        that stand below the finding.

        Wrong:

            $ vplan build

        Right:

            $ vplan doctor
        """
    ),
    error(
        """output-write: the output folder can be written.

        Why: a document that could not be written is missing on the site, or an old one stands there still.

        Wrong:

            $ chmod a-w site

        Right:

            $ chmod u+w site
        """
    ),
    error(
        """pdf-unavailable: what makes PDF files is installed.

        Why: WeasyPrint needs libraries of the system. Without them pages for the web are made, and no PDF; it is an
        error where PDF was asked for, and else a warning.

        Wrong:

            $ vplan build --format pdf

        Right:

            $ vplan doctor
        """,
        Severity.WARNING,
    ),
    error(
        """render-failed: the making of a document comes to its end.

        Why: the process that made the document was ended from outside, twice; mostly the computer ran out of memory.
        The last good document is left where it was.

        Wrong:

            $ vplan build --jobs 16

        Right:

            $ vplan build --jobs 1
        """
    ),
    error(
        """weasyprint: what a document holds can be put into its PDF.

        Why: a picture that WeasyPrint cannot read is missing in the PDF, which nobody sees before it is printed. What
        is only set in another way is a warning.

        Wrong:

            text: "![Karta över området](bilder/karta.svg)"

        Right:

            text: "![Karta över området](bilder/karta.png)"
        """,
        Severity.WARNING,
    ),
)
