"""Pages of what is found while a file's values are fitted to its fields."""

from __future__ import annotations

from vplan.rules.compiler.writing import error, warning

PAGES = (
    error(
        """bad-choice: a field that takes one of a few words has one of them.

        Why: such a word decides something, such as which way an indicator improves; another word decides nothing.

        Wrong:

            bättre: uppåt

        Right:

            bättre: högre
        """
    ),
    error(
        """bad-date: a date is a day that exists, written as year, month and day.

        Why: a date written so can be read in one way only, sorted, and put on the year's wheel and in a calendar.

        Wrong:

            start: 1 februari 2018
            slut: 2018-06-31

        Right:

            start: 2018-02-01
            slut: 2018-06-30
        """
    ),
    error(
        """bad-formula: a computed column is made of columns with amounts of their own.

        Why: a formula that names no column gives nothing, and one that names itself or another formula can go in
        circles.

        Wrong:

            kolumner:
              kostnader: Kostnader
              intäkter: Intäkter
              netto: {rubrik: Netto, beräknas: kostnader - intäkt}

        Right:

            kolumner:
              kostnader: Kostnader
              intäkter: Intäkter
              netto: {rubrik: Netto, beräknas: kostnader - intäkter}
        """
    ),
    error(
        """bad-id: an id is made of the letters a–z, digits and hyphens.

        Why: ids become addresses on the web and are typed by others. Capitals, spaces and å, ä, ö can be written there
        in more than one way, and a reference would miss them.

        Wrong:

            id: Snabba_svar på

        Right:

            id: snabba-svar
        """
    ),
    error(
        """bad-language: a language is given by its code.

        Why: by the code words are divided at the end of a line, and a screen reader chooses its voice.

        Wrong:

            språk: engelska

        Right:

            språk: en
        """
    ),
    error(
        """bad-number: a field for a number holds a number.

        Why: what is no number cannot be added, compared or drawn. Words about it have a place of their own.

        Wrong:

            rad: Personal
            kostnader: ca 28 800

        Right:

            rad: Personal (ungefärligt belopp)
            kostnader: 28 800
        """
    ),
    error(
        """empty-value: a field that every document needs is not empty.

        Why: the document would have a hole there: a heading without words, or an activity that no month has.

        Wrong:

            - aktivitet: Införa jour
              start:
              slut: 2018-05-31

        Right:

            - aktivitet: Införa jour
              start: 2018-02-01
              slut: 2018-05-31
        """
    ),
    error(
        """long-text: a text has at most 100,000 characters.

        Why: that is some forty pages. Nobody finds anything in so long a text, and laying it out would hold up the
        build of all plans.

        Wrong:

            inledande_kapitel:
              - rubrik: Inledning, verksamhet, organisation, lagar och rutiner

        Right:

            inledande_kapitel:
              - rubrik: Inledning
              - rubrik: Verksamhet
            bilagor:
              - Lagar och rutiner
        """
    ),
    error(
        """long-word: a word has at most 1,000 characters.

        Why: it has no place on a page. Mostly it is no word but a picture or a file that was pasted as text.

        Wrong:

            text: "![](data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAABAAAAA…)"

        Right:

            text: "![Karta över området](bilder/karta.png)"
        """
    ),
    error(
        """missing-key: a mapping has all keys that it needs.

        Why: without the key there is a hole in the document, or nothing by which others could refer to it.

        Wrong:

            enhetsmål:
              - mål: Vi svarar snabbt

        Right:

            enhetsmål:
              - id: snabba-svar
                mål: Vi svarar snabbt
        """
    ),
    warning(
        """unclear-target: a target has one of the known forms.

        Why: another one is printed as it stands, but it is not compared with the council's target and not drawn. A
        number, a bound or a direction can be followed up.

        Wrong:

            årsmål: så många som möjligt

        Right:

            årsmål: Öka
        """
    ),
    error(
        """unknown-key: a key is one that the format knows.

        Why: nobody reads a key that is misspelt, and its text would be missing in the plan without a word.

        Wrong:

            arbetsätt: Vi har jour.

        Right:

            arbetssätt: Vi har jour.
        """
    ),
    error(
        """wrong-type: a field holds what it is for: a text, a list, or keys with values.

        Why: a text where a list is expected could be one item or ten, and vplan does not guess.

        Wrong:

            bilagor: Plan för internkontroll

        Right:

            bilagor:
              - Plan för internkontroll
        """
    ),
)
