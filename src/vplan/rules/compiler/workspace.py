"""Pages of what is found in the folders and the settings of a workspace."""

from __future__ import annotations

from vplan.diagnostics import Severity
from vplan.rules.compiler.writing import error, warning

PAGES = (
    error(
        """bad-folder: folders are years, and names of boards and units in a–z, digits and hyphens.

        Why: the folders become addresses on the web, and must work on every computer: Windows keeps some names for
        itself, and å, ä and ö are stored in more than one way.

        Wrong:

            plans/2018/norr/Hemtjänsten i Norr/plan.yaml

        Right:

            plans/2018/norr/hemtjansten-i-norr/plan.yaml
        """
    ),
    error(
        """empty-file: a file of the plan holds something.

        Why: an empty file says that something was meant to be there; perhaps it was never saved.

        Wrong:

            $ touch plans/2018/norr/hemtjanst/mal.yaml

        Right:

            $ vplan new 2018/norr/hemtjanst
        """
    ),
    warning(
        """empty-folder: a unit's folder holds a plan.

        Why: an empty folder makes no document; git does not even store it, so that others do not have it.

        Wrong:

            $ mkdir plans/2018/norr/hemtjanst

        Right:

            $ vplan new 2018/norr/hemtjanst
        """
    ),
    error(
        """misplaced-file: the council's file stands in the year's folder, the board's in the board's.

        Why: the folder says for whom a file holds. In another folder its goals reach nobody.

        Wrong:

            plans/2018/norr/hemtjanst/namnd.yaml

        Right:

            plans/2018/norr/namnd.yaml
        """
    ),
    error(
        """no-board-file: a board whose units have plans has a file of its own.

        Why: the units' goals stand below the board's, and refer to them.

        Wrong:

            plans/2018/norr/hemtjanst/plan.yaml

        Right:

            plans/2018/norr/namnd.yaml
            plans/2018/norr/hemtjanst/plan.yaml
        """
    ),
    warning(
        """file-name: files have names that every computer can hold.

        Why: Windows keeps names such as con and aux for itself, and takes no colon, question mark or full stop at the
        end. Where such a file lies, a colleague on Windows cannot fetch the plans at all.

        Wrong:

            bilder/karta: norr.png

        Right:

            bilder/karta-norr.png
        """
    ),
    error(
        """no-council-file: a year with plans has the council's file.

        Why: the goals of boards and units stand below the council's, and refer to them by their numbers.

        Wrong:

            plans/2018/norr/namnd.yaml

        Right:

            plans/2018/kf.yaml
            plans/2018/norr/namnd.yaml
        """
    ),
    warning(
        """no-goals-file: a unit has a file with its goals.

        Why: without it the plan is built, but has no goals, which a reader takes for the whole plan.

        Wrong:

            plans/2018/norr/hemtjanst/plan.yaml

        Right:

            plans/2018/norr/hemtjanst/plan.yaml
            plans/2018/norr/hemtjanst/mal.yaml
        """
    ),
    error(
        """no-plan-file: a unit has a file with its cover and chapters.

        Why: it says the unit's name and which edition its document follows; without it there is no document.

        Wrong:

            plans/2018/norr/hemtjanst/mal.yaml

        Right:

            plans/2018/norr/hemtjanst/mal.yaml
            plans/2018/norr/hemtjanst/plan.yaml
        """
    ),
    error(
        """no-plans: the folder of the plans is there.

        Why: without it there is nothing to check, and a check of nothing would say that all is well.

        Wrong:

            planer: planner

        Right:

            planer: planer
        """
    ),
    error(
        """output-among-sources: documents are written to a folder of their own.

        Why: a build removes what it made before and no plan makes any more; it must never work where the plans are.

        Wrong:

            planer: planer
            utdata: planer/2018

        Right:

            planer: planer
            utdata: site
        """
    ),
    error(
        """outside-workspace: the settings name folders inside the workspace.

        Why: what lies outside is not in the repository, so that others do not have it; and a build must not write
        there.

        Wrong:

            utdata: ../../publik

        Right:

            utdata: site
        """
    ),
    error(
        """plan-too-deep: a unit's folder stands directly below the board's.

        Why: year, board and unit are the three levels; a plan that stands deeper belongs to nobody and is not built.

        Wrong:

            plans/2018/norr/omsorg/hemtjanst/plan.yaml

        Right:

            plans/2018/norr/hemtjanst/plan.yaml
        """
    ),
    error(
        """plan-without-board: a unit's file stands in a folder of the unit's own.

        Why: a board has many units, and the folder says whose plan it is.

        Wrong:

            plans/2018/norr/plan.yaml

        Right:

            plans/2018/norr/hemtjanst/plan.yaml
        """
    ),
    error(
        """unknown-file: a file has a name that vplan reads.

        Why: a file with another name is left out without a word in the document. It is an error where the right file is
        missing, and else a warning; a name that begins with a full stop or an underscore is left alone.

        Wrong:

            plans/2018/norr/hemtjanst/Mål.yml

        Right:

            plans/2018/norr/hemtjanst/mal.yaml
        """,
        Severity.WARNING,
    ),
    error(
        """year-differs: the year in a file is that of its folder.

        Why: one of them is wrong, often because last year's folder was copied; a plan must not refer to the goals of
        another year.

        Wrong:

            # plans/2018/kf.yaml
            år: 2017

        Right:

            # plans/2018/kf.yaml
            år: 2018
        """
    ),
)
