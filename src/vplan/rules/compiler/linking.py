"""Pages of what is found where files refer to each other: goals, rows, questions, editions."""

from __future__ import annotations

from vplan.rules.compiler.writing import error

PAGES = (
    error(
        """bad-edition: an edition's words are those that it can have.

        Why: an edition decides the order and the headings of all documents that follow it. A word that is not known
        there, or a table with a heading too few, would put a hole in each of them.

        Wrong:

            tabeller:
              aktiviteter: [Aktivitet, Startdatum]

        Right:

            tabeller:
              aktiviteter: [Aktivitet, Startdatum, Slutdatum]
        """
    ),
    error(
        """duplicate-id: an id stands once where it can be referred to.

        Why: of two goals, rows or figures with one id, nobody can tell which one a reference means.

        Wrong:

            enhetsmål:
              - id: snabba-svar
                mål: Vi svarar snabbt
              - id: snabba-svar
                mål: Vi svarar vänligt

        Right:

            enhetsmål:
              - id: snabba-svar
                mål: Vi svarar snabbt
              - id: vanliga-svar
                mål: Vi svarar vänligt
        """
    ),
    error(
        """edition-kind: a document follows an edition of its own kind.

        Why: an edition for plans has no questions, and one for the award no goals; the document would be empty.

        Wrong:

            # plan.yaml
            utgåva: kvalitetsutmarkelsen/2018

        Right:

            # plan.yaml
            utgåva: stockholm/2018
        """
    ),
    error(
        """goal-without-number: each of the council's goals has a number or an id.

        Why: boards and units refer to a goal by its number, or by its id where the goals have no numbers. To one that
        has neither nobody can refer.

        Wrong:

            mål:
              - titel: Alla äldre har en trygg ålderdom

        Right:

            mål:
              - nr: 1.7
                titel: Alla äldre har en trygg ålderdom
        """
    ),
    error(
        """row-without-id: each of the council's and the board's indicators and activities has an id.

        Why: units choose their rows by id, so that a row can be worded anew without breaking their plans.

        Wrong:

            indikatorer:
              - namn: Andel äldre som känner sig trygga

        Right:

            indikatorer:
              - id: trygga
                namn: Andel äldre som känner sig trygga
        """
    ),
    error(
        """unknown-board-goal: a unit's goals stand below a goal that the board has.

        Why: a goal that the board does not have, or has below another of the council's goals, has no title, and what
        the unit writes below it would stand nowhere.

        Wrong:

            mål:
              1.7:
                nämndmål:
                  deltagande:

        Right:

            mål:
              1.7:
                nämndmål:
                  delaktiga:
        """
    ),
    error(
        """unknown-edition: a document follows an edition that can be used.

        Why: the edition holds the document's headings, its order and the words of its tables. Without it nothing can be
        put together. The editions of a workspace lie in its folder utgåvor.

        Wrong:

            utgåva: stockholm/2081

        Right:

            utgåva: stockholm/2018
        """
    ),
    error(
        """unknown-goal: a reference to a goal leads to a goal of the year's council.

        Why: numbers are given anew by each council: 1.5 was sport in one year and elderly care in the next. A reference
        that leads nowhere leaves the unit's goals without a place.

        Wrong:

            mål:
              7.1:

        Right:

            mål:
              1.7:
        """
    ),
    error(
        """unknown-id: a unit chooses rows that its goal has.

        Why: an indicator or an activity that neither the council nor the board has below the goal cannot be shown, and
        the plan would lack a row that somebody meant to have there.

        Wrong:

            indikatorer: [tryga]

        Right:

            indikatorer: [trygga]
        """
    ),
    error(
        """unknown-question: an answer belongs to a question of the year.

        Why: the questions and their numbers change from year to year. An answer to another number would be printed
        nowhere.

        Wrong:

            svar:
              23: Vi följer upp varje månad.

        Right:

            svar:
              22: Vi följer upp varje månad.
        """
    ),
)
