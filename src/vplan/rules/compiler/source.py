"""Pages of what is found while files are read as YAML."""

from __future__ import annotations

from vplan.rules.compiler.writing import error, hint

PAGES = (
    error(
        """alias: no value is borrowed from another place by *.

        Why: whoever reads the line does not see what stands in the other place, and a few lines of aliases can fill a
        computer's memory. A text that begins with an asterisk needs quotes.

        Wrong:

            till: *nämnden

        Right:

            till: Norra nämnden
        """
    ),
    error(
        """anchor: no value is given a name by &.

        Why: such names are there to be borrowed, which plans do not do. A text that begins with & needs quotes.

        Wrong:

            till: &nämnden Norra nämnden

        Right:

            till: Norra nämnden
        """
    ),
    error(
        """byte-order-mark: a file begins with its text.

        Why: some Windows programs put an invisible mark first, the byte order mark. Other programs take it for a part
        of the first key, which they then do not know.

        Wrong:

            $ file plan.yaml
            plan.yaml: Unicode text, UTF-8 (with BOM) text

        Right:

            $ file plan.yaml
            plan.yaml: Unicode text, UTF-8 text
        """
    ),
    error(
        """control-character: a file holds no invisible characters.

        Why: they come along when text is pasted from another program; they cannot be printed, and words that hold them
        are not found by a search. Many zeros in a row mean that the file was only half saved.

        Wrong:

            titel: "Vi svarar\\x07 snabbt"

        Right:

            titel: Vi svarar snabbt
        """
    ),
    error(
        """decimal-comma-in-flow: a decimal comma between brackets or braces stands in quotes.

        Why: there a comma parts two values, so that 6,1 becomes 6 and 1.

        Wrong:

            sjukfranvaro: {årsmål: 6,1 %}

        Right:

            sjukfranvaro: {årsmål: "6,1 %"}
        """
    ),
    error(
        """duplicate-key: a key stands once in a mapping.

        Why: YAML readers keep the last of two and drop the first without a word; a text would vanish from the plan.

        Wrong:

            arbetssätt: Vi arbetar i team.
            arbetssätt: Vi arbetar ensamma.

        Right:

            arbetssätt: Vi arbetar i team.
        """
    ),
    error(
        """file-too-large: a file is not larger than a text that somebody has written.

        Why: a plan is a few hundred kilobytes. What is much larger is something else, often a picture that was pasted
        as text, and reading it would hold up the check of all plans.

        Wrong:

            $ ls -sh plan.yaml
            24M plan.yaml

        Right:

            $ ls -sh plan.yaml bilder/karta.png
            96K plan.yaml  1,2M bilder/karta.png
        """
    ),
    error(
        """key-not-text: a key is a word.

        Why: a list, or braces, before the colon name nothing that a plan has.

        Wrong:

            {rad: Hyra}: 2 400

        Right:

            rad: Hyra
            kostnader: 2 400
        """
    ),
    error(
        """merge-key: keys are written where they hold, not fetched by <<.

        Why: whoever reads the lines does not see what is fetched, and a change in the other place changes this one.

        Wrong:

            kontakt:
              <<: *växeln

        Right:

            kontakt:
              telefon: 08-465 004 00
        """
    ),
    error(
        """not-a-file: a file of the plan is an ordinary file.

        Why: a folder that has the name of a file holds no text to read, and its plan would be without a part.

        Wrong:

            plans/2018/norr/hemtjanst/ekonomi.yaml/budget.xlsx

        Right:

            plans/2018/norr/hemtjanst/ekonomi.yaml
        """
    ),
    error(
        """not-utf8: files are saved as UTF-8.

        Why: in another encoding å, ä and ö turn into other characters, and nobody can tell which were meant.

        Wrong:

            $ file -b --mime-encoding mal.yaml
            iso-8859-1

        Right:

            $ iconv -f WINDOWS-1252 -t UTF-8 mal.yaml > mal-utf8.yaml
        """
    ),
    error(
        """symbolic-link: files and folders stand in the workspace themselves.

        Why: a link can lead out of the workspace, to what was never meant to be published, and on another computer it
        leads nowhere.

        Wrong:

            $ ln -s ../dagverksamhet/mal.yaml mal.yaml

        Right:

            $ cp ../dagverksamhet/mal.yaml mal.yaml
        """
    ),
    error(
        """tab: spaces indent, tab characters do not.

        Why: a tab has another width in each program, so that YAML does not allow it where lines are indented; within a
        text it cannot be seen.

        Wrong:

            $ grep -c "$(printf '\\t')" plan.yaml
            3

        Right:

            kontakt:
              telefon: 08-465 004 00
        """
    ),
    error(
        """tag: a value has no tag before it.

        Why: the field decides what a value is. Tags can make some YAML readers run a program, so none is obeyed. A text
        that begins with an exclamation mark needs quotes.

        Wrong:

            datum: !!timestamp 2018-01-12

        Right:

            datum: 2018-01-12
        """
    ),
    error(
        """too-deep: values stand in each other at most fifty levels deep.

        Why: a plan needs ten. Where there are more, a bracket was not closed, or the file is made to stop its readers.

        Wrong:

            bilagor: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[

        Right:

            bilagor: [Plan för internkontroll]
        """
    ),
    error(
        """too-many-values: a file holds at most 20,000 keys and values.

        Why: the largest plan has a thousand. What has so many is a spreadsheet that was pasted, or lines that were
        repeated by mistake, and it would hold up the check of all plans.

        Wrong:

            $ grep -c "rad:" ekonomi.yaml
            41800

        Right:

            $ grep -c "rad:" ekonomi.yaml
            24
        """
    ),
    error(
        """unreadable-file: files and folders can be opened.

        Why: what cannot be read cannot be checked, and the plan would be published without it.

        Wrong:

            $ chmod 000 mal.yaml

        Right:

            $ chmod 644 mal.yaml
        """
    ),
    error(
        """yaml-syntax: a file is YAML.

        Why: where it is not, nobody can tell which value belongs to which key, and nothing of the file is read. Mostly
        a value holds a colon, a quotation mark is not closed, or a line is indented by too much or too little.

        Wrong:

            kommentar: Utfall 2017: 6,1

        Right:

            kommentar: "Utfall 2017: 6,1"
        """
    ),
    hint(
        """yaml12-value: what other readers would take for another value stands in quotes.

        Why: vplan keeps the text as it is written, but editors and other programs read 1.10 as the number 1.1, and null
        as nothing. In quotes it is the same for all.

        Wrong:

            nr: 1.10

        Right:

            nr: "1.10"
        """
    ),
)
