"""Pages of what is found in the decisions of a unit, and of whether they still fit what its documents say."""

from __future__ import annotations

from vplan.rules.compiler.writing import error, warning

PAGES = (
    error(
        """bad-hash: the hashes of a decision stand as they were recorded.

        Why: they tell what was decided. A hash is 64 digits and letters a–f, and each line below it names a part of the
        document; where one is cut off or edited, nobody can say any more whether the plan is the decided one.

        Wrong:

            sha256: a4a323ff

        Right:

            $ git restore beslut.yaml
        """
    ),
    error(
        """bad-name: a decision says who made it, in words that fit on page 1.

        Why: a reader must see which board, or which person, answers for the plan. The words are printed beside the
        letterhead, where there is room for 120 characters.

        Wrong:

            av: ""

        Right:

            av: Norra nämnden
        """
    ),
    error(
        """bad-reference: a decision has the diary number of its case.

        Why: by that number the minutes are found in the archive. It holds a digit, and letters, digits and . : / - ( )
        alone.

        Wrong:

            dnr: kommer senare

        Right:

            dnr: 2017-717-1.1.
        """
    ),
    error(
        """decided-content-changed: a document says what was decided.

        Why: whoever reads a plan with a date of decision on it trusts that its words are those that the board had
        before it. How the text is laid out in its file may change, what it says may not. No setting and no comment
        allows a change: it is taken back, or decided.

        Wrong:

            $ git diff --stat v2018 -- mal.yaml
            mal.yaml | 2 +-

        Right:

            $ vplan decide 2018/norr/hemtjanst --date 2018-04-10 --dnr 52 --by Nämnden
        """
    ),
    error(
        """decision-version: a decision was recorded in a way that this vplan knows.

        Why: the version says how the hashes were made. Those of another version cannot be compared, so that a change
        would not be seen.

        Wrong:

            version: 7

        Right:

            version: 1
        """
    ),
    warning(
        """decision-without-document: a decision is on a document that the unit has.

        Why: either the document was taken away, which nobody decided, or the decision is left from another one.

        Wrong:

            # without kvalitetsutmarkelse.yaml
            dokument: kvalitetsutmarkelse

        Right:

            dokument: plan
        """
    ),
)
