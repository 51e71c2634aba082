"""Pages of what is found in the settings and comments that say what other findings weigh."""

from __future__ import annotations

from vplan.rules.compiler.writing import error, warning

PAGES = (
    error(
        """bad-allowance: a comment to vplan names a rule, and says why.

        Why: whoever reads the plan next year must see that somebody decided this, and for what reason; without one a
        mistake that was only put off looks like a decision.

        Wrong:

            årsmål: 60 %  # vplan: tillåt weaker-target

        Right:

            årsmål: 60 %  # vplan: tillåt weaker-target: så beslutade nämnden
        """
    ),
    error(
        """fixed-rule: the settings leave alone what cannot be changed.

        Why: some rules find what the compiler cannot go on with, or what would harm a reader. A setting that turned
        them off would leave out a text without a word.

        Wrong:

            regler:
              - {regel: duplicate-key, nivå: av}

        Right:

            regler:
              - {regel: same-text, nivå: av}
        """
    ),
    error(
        """unknown-folder: a setting of a rule names a folder that is there.

        Why: a folder that is misspelt, or was renamed, is covered by nothing; the rule weighs there what it always
        does.

        Wrong:

            regler:
              - {regel: weaker-target, nivå: tips, mapp: plans/2081}

        Right:

            regler:
              - {regel: weaker-target, nivå: tips, mapp: plans/2018}
        """
    ),
    error(
        """unknown-rule: settings and comments name rules that there are.

        Why: a name that is misspelt changes nothing, and the finding that was meant stays.

        Wrong:

            regler:
              - {regel: weaker-tarket, nivå: tips}

        Right:

            regler:
              - {regel: weaker-target, nivå: tips}
        """
    ),
    warning(
        """unused-allowance: a comment that allows a rule is needed.

        Why: what it allowed has been mended. Left behind, it would let the next mistake at that place through unseen.

        Wrong:

            årsmål: 90 %  # vplan: tillåt weaker-target: så beslutade nämnden

        Right:

            årsmål: 90 %
        """
    ),
)
