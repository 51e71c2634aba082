"""Accounting for every word, and the report of an import."""

from __future__ import annotations

import random
import re
import time
from collections import Counter
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from vplan.diagnostics import Diagnostic, Severity, Span, msg
from vplan.importing.accounting import AGAIN, EDGE, NOT_UNDERSTOOD, unaccounted
from vplan.importing.draft import Draft, Entry, LeftOut
from vplan.importing.outcome import Note, Outcome, Refusal
from vplan.importing.readers.text import read_text
from vplan.importing.report import report_of
from vplan.importing.report_html import render_html
from vplan.importing.report_markdown import escaped, render_markdown
from vplan.importing.report_text import has_brackets, hides_any, render_text
from vplan.importing.source import Format, Place, SourceDocument, plain
from vplan.importing.weights import weight
from vplan.importing.words import forms

_TEXT = "och att enheten mål brukare arbetar med för äldre stöd planering uppföljning vi ska"
WORDS = _TEXT.split()


def source(text: str) -> SourceDocument:
    return read_text(text.encode(), "plan.txt")


def quotes(text: str, *values: str, draft: Draft | None = None) -> list[tuple[int, str]]:
    return [
        (left.place.line, left.text)
        for left in unaccounted(source(text), draft or Draft("plan.txt"), values)
        if not left.understood
    ]


# --- accounting -----------------------------------------------------------------------------------------------------


def test_what_stands_in_a_value_is_accounted_for() -> None:
    assert quotes("Alla äldre\n\nA\tB c", "b C", "a", "ALLA ÄLDRE") == []


def test_a_missing_paragraph_is_quoted_where_it_stands_though_its_words_occur_elsewhere() -> None:
    text = "Vi arbetar med stöd och mål.\n\nStöd och mål för äldre.\n\nEnheten arbetar med äldre och stöd för mål."
    assert quotes(text, "Vi arbetar med stöd och mål.", "Enheten arbetar med äldre och stöd för mål.") == [
        (3, "Stöd och mål för äldre.")
    ]


def test_a_word_in_a_long_paragraph_is_quoted_with_what_is_beside_it() -> None:
    whole = "Vi ska ge alla brukare stöd (varje dag) och följa upp det"
    assert quotes(whole, whole.replace(" brukare", "")) == [(1, "… ska ge alla [brukare] stöd (varje dag …")]


def test_missing_words_near_each_other_are_one_quotation() -> None:
    whole = "ett två tre fyra fem sex sju åtta nio tio"
    assert quotes(whole, "ett två fyra sex sju åtta nio tio") == [(1, "tre fyra fem")]


def test_each_row_of_a_table_is_looked_at() -> None:
    assert quotes("A\tB\nPersonal\t5\nHyra\t7", "A B", "Hyra 7") == [(2, "Personal 5")]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("28 800 kr", "28800 kr"),
        ("28800 kr", "28 800 kr"),
        ("28 800 kr", "28\n800 kr"),
        ("verksam-\nheten", "verksamheten"),
        ("verk\u00adsam\u00ad\nheten", "verksamheten"),
        ("AV-\nteknik", "AV-teknik"),
        ("hand läggare", "handläggare"),
        ("12 januari 2018", "2018-01-12"),
        ("3 dec 2018", "2018-12-03"),
        ("a\u030alder och ﬁn", "ålder och fin"),
        ("a*b_c [d](e)", r"a\*b\_c \[d\](e)"),
        ("för-\n\nbättra", "förbättra"),
        ("Slut.\n\n.", "Slut.\n\n."),
    ],
)
def test_the_same_words_written_in_another_way(written: str, value: str) -> None:
    assert quotes(f"Text före. {written}", "Text före.", value) == []


def test_what_was_left_out_is_not_told_again_and_hides_nothing_else() -> None:
    draft = Draft("plan.txt", left_out=[LeftOut(Place(line=2), "Sid 1 (20)", msg("a label"), understood=True)])
    assert quotes("Dnr: 5\nSid 1 (20)\n\nSid 1 (20)", "dnr 5", draft=draft) == [(4, "Sid 1 (20)")]


def test_what_was_left_out_with_a_wrong_place_still_counts_once() -> None:
    draft = Draft("plan.txt", left_out=[LeftOut(Place(line=99), "Sid 1", msg("a label"))])
    assert quotes("Text\n\nSid 1", "Text", draft=draft) == []
    assert len(quotes("Sid 1\n\nText\n\nSid 1", "Text", draft=draft)) == 1


def test_the_table_of_contents_is_made_by_vplan() -> None:
    draft = Draft("plan.txt", contents=[Entry(Place(line=1), "Inledning", 3)])
    found = unaccounted(source("Inledning.....\t3\n\nText"), draft, ["Text"])
    assert [(left.text, left.understood) for left in found] == [("Inledning", True)]


def test_words_that_the_document_prints_by_itself_are_understood_as_often_as_it_prints_them() -> None:
    printed = ["Verksamhetsplan 2018 för Björken", "Telefon: 08-465 004 01", "Mål", "Mål: att alla simmar"]
    values = ["Björken", "08-465 004 01", "att alla simmar"]
    text = source("Verksamhetsplan 2018 för Björken\n\nTelefon: 08-465 004 01\n\nMål\n\natt alla simmar\n\nNya mål")
    draft = Draft("p", left_out=[LeftOut(Place(line=5), "Mål", msg("a label"), understood=True)])
    found = unaccounted(text, draft, values, printed=[*printed, "Björken"])
    assert [left.text for left in found if left.understood] == ["Verksamhetsplan 2018 för", "Telefon:", "mål"]
    assert [left.text for left in found if not left.understood] == ["Nya"]
    found = unaccounted(text, draft, values, printed=printed[:3])
    assert [left.text for left in found if not left.understood] == ["Nya mål"]


def test_furniture_is_told_as_understood() -> None:
    document = SourceDocument("p", Format.PDF, (plain("Text"),), (plain("Sid 2 (9)", Place(page=2)),))
    found = unaccounted(document, Draft("p"), ["Text"])
    assert found == [LeftOut(Place(page=2), "Sid 2 (9)", EDGE, understood=True)]
    draft = Draft("p", left_out=[LeftOut(Place(page=2), "Sid 2 (9)", msg("a label"), understood=True)])
    assert unaccounted(document, draft, ["Text"]) == []


def test_what_stands_twice_in_the_source_and_once_in_the_plan_is_told_so() -> None:
    (left,) = unaccounted(
        source("Inga avsteg från avtal\n\nInga avsteg från avtal"), Draft("p"), ["Inga avsteg från avtal"]
    )
    assert left.reason is AGAIN


def test_a_paragraph_of_signs_is_not_lost() -> None:
    assert quotes("Text\n\n***", "Text") == [(3, "***")]


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12), max_size=12), st.randoms())
def test_every_word_is_in_a_value_or_quoted(paragraphs: list[list[str]], chance: random.Random) -> None:
    """As many words as the values lack are quoted, whatever is missing and in whatever order the values stand."""
    kept = [[word for word in paragraph if chance.random() < 0.9] for paragraph in paragraphs if chance.random() < 0.8]
    values = [" ".join(words) for words in kept]
    chance.shuffle(values)
    document = SourceDocument(
        "p", Format.WORD, tuple(plain(" ".join(p), Place(block=n)) for n, p in enumerate(paragraphs))
    )
    missing = Counter(word for p in paragraphs for word in p) - Counter(word for p in kept for word in p)
    quoted = Counter(word for left in unaccounted(document, Draft("p"), values) for word in forms(left.text))
    assert not missing - quoted


def test_accounting_is_quick_and_linear() -> None:
    chance = random.Random(3)

    def took(number: int) -> float:
        text = [" ".join(chance.choices(WORDS, k=20)) for _ in range(number)]
        document = SourceDocument("p", Format.WORD, tuple(plain(line, Place(block=n)) for n, line in enumerate(text)))
        left_out = [LeftOut(Place(block=n), text[n], NOT_UNDERSTOOD) for n in range(0, number, 3)]
        began = time.process_time()
        unaccounted(document, Draft("p", left_out=left_out), text[::2])
        return time.process_time() - began

    assert took(400) < 1
    assert took(8000) < 20 * 8 * max(took(400), 0.01)


def test_many_equal_words_at_one_place_take_bounded_time() -> None:
    document = SourceDocument("p", Format.PDF, (plain("ord " * 100_000, Place(page=1)),))
    left_out = [LeftOut(Place(page=1), "ord ord två", NOT_UNDERSTOOD) for _ in range(20_000)]
    began = time.process_time()
    unaccounted(document, Draft("p", left_out=left_out), ["ord " * 50_000])
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("board", "text", "told"),
    [
        ("Utbildningsnämnden", "Utbildningsförvaltningen", []),
        ("Östermalms stadsdelsnämnd", "Östermalms stadsdelsförvaltning", []),
        ("Utbildningsnämnden", "Utbildningsförvaltningen har flyttat", ["Utbildningsförvaltningen har flyttat"]),
        ("", "Utbildningsförvaltningen", ["Utbildningsförvaltningen"]),
        ("", "Dnr:", []),
    ],
)
def test_words_that_gave_a_name_are_understood(board: str, text: str, told: list[str]) -> None:
    found = unaccounted(source(f"{text}\n\nVi finns"), Draft("p", board=board), ["Vi finns", board])
    assert [left.text for left in found if not left.understood] == told
    assert len(found) == 1


# --- the report -----------------------------------------------------------------------------------------------------

HOSTILE = "<script>alert(1)</script> *a* | `b` _c_ [d](http://x) & # \x1b[31m\u202e"


def outcome(**changes: object) -> Outcome:
    made = Outcome(
        Path("plan-2018.txt"),
        Format.TEXT,
        folder="plans/2018/ektorp/hemtjanst",
        written=["plans/2018/ektorp/hemtjanst/plan.yaml"],
        figures=((msg("unit goals"), 12), (msg("words"), 5153)),
        guesses=[Note(Place(line=12), msg("The year is taken to be {year}.", year="2018"), "plans/p/mal.yaml", 7)],
        differences=[Note(Place(page=3), msg("not understood"), "plans/2018/kf.yaml", 4)],
        left_out=[LeftOut(Place(block=40), HOSTILE, NOT_UNDERSTOOD)],
        made=[LeftOut(Place(line=n), "Nämndmål:", msg("a label"), understood=True) for n in (5, 9)],
        findings=[Diagnostic("budget-sum", Severity.WARNING, Span("plans/e.yaml", 3), msg("not understood"))],
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made


REFUSED = Outcome(Path("x<b>.doc"), refusal=Refusal(msg("{name} is empty.", name="x<b>.doc"), msg("Split the file.")))


class Page(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data.split()


@pytest.fixture
def page(english: None) -> Page:
    return Page(render_html(report_of([outcome(), REFUSED])))


def test_the_page_stands_alone(page: Page) -> None:
    names = {tag for tag, _ in page.tags}
    assert not names & {"script", "img", "iframe", "form", "b"}
    for tag, attributes in page.tags:
        assert not any(name.startswith("on") for name in attributes)
        assert tag != "link" or attributes["href"] == "data:,"
        assert tag != "a" or str(attributes["href"]).startswith("#")


def test_the_page_is_accessible(page: Page) -> None:
    assert page.tags[0] == ("html", {"lang": "en"})
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        if "aria-labelledby" in attributes:
            assert attributes["aria-labelledby"] in ids


@pytest.mark.parametrize("kind", ["html", "markdown"])
def test_everything_is_told_with_its_places(kind: str, english: None) -> None:
    report = report_of([outcome(), REFUSED], dry_run=True)
    html = render_html(report) if kind == "html" else MarkdownIt().enable("table").render(render_markdown(report))
    text = " ".join(Page(html).words)
    for part in (
        "line 12", "The year is taken to be 2018.", "plans/p/mal.yaml:7", "page 3", "plans/2018/kf.yaml:4", "block 40",
        "Unit goals 12", "Words 5 153", "<script>alert(1)</script> *a* | `b` _c_ [d](http://x) & #", "2 × ",
        "Nämndmål:",
        "warning", "plans/e.yaml:3", "[budget-sum]", "x<b>.doc is empty. Split the file.", "no plan was written",
        "plans/2018/ektorp/hemtjanst/plan.yaml",
    ):  # fmt: skip
        assert part in re.sub(r"[“”]\s*", "", text) or part.strip() in text, part
    assert "\x1b" not in html
    assert "\u202e" not in html


@given(st.text(alphabet="ab1.-+#>*_`[]()!|~&<\\=: ", max_size=30))
def test_escaped_text_is_shown_by_markdown_as_it_is(text: str) -> None:
    html = MarkdownIt().enable("table").render(f"{escaped(text)}\n")
    parser = Page(html)
    assert "".join(parser.words) == "".join(text.split())
    assert {tag for tag, _ in parser.tags} <= {"p"}


def test_the_terminal_gets_the_beginning_of_each_list(english: None) -> None:
    guesses = [
        Note(Place(line=n), msg("The year is taken to be {year}.", year=str(n)), "p/mal.yaml", n) for n in range(1, 9)
    ]
    (file,) = report_of([outcome(guesses=guesses)]).files
    text = render_text(file, width=80)
    assert text.startswith("plan-2018.txt → plans/2018/ektorp/hemtjanst\n  unit goals 12 · words 5\u00a0153\n")
    assert "Guesses: 8" in text
    assert "line 5: The year is taken to be 5. → p/mal.yaml:5" in text
    assert "line 6" not in text
    assert "… and 3 more" in text
    assert hides_any(file)
    assert "Nämndmål" not in text
    assert "\x1b" not in text


def test_a_refused_file_is_told_with_what_to_do(english: None) -> None:
    (file,) = report_of([REFUSED]).files
    assert render_text(file) == "x<b>.doc is empty.\n  Split the file."


def test_lists_that_are_empty_are_left_out(english: None) -> None:
    bare = report_of([outcome(guesses=[], differences=[], left_out=[], made=[], findings=[])])
    headings = re.findall(r"^#+ .*", render_markdown(bare), re.MULTILINE)
    assert headings == ["# Import report", "## plan-2018.txt", "### Files written"]
    assert render_html(bare).count("<h3>") == 1


def test_the_edition_and_what_was_not_read_are_told(english: None) -> None:
    near = outcome(edition="stockholm/2022", unit="2017/ektorp/x", deleted=3, pictures=1)
    exact = outcome(edition="stockholm/2017", unit="2017/ektorp/x")
    report = report_of([near, exact])
    remarks = (
        "Edition: stockholm/2022, the nearest one",
        "3 deleted or hidden passages were not read.",
        "1 picture was not imported.",
    )
    assert [file.remarks for file in report.files] == [remarks, ("Edition: stockholm/2017",)]
    page = " ".join(Page(render_html(report)).words)
    for remark in remarks:
        assert remark in render_markdown(report).replace("\\", "")
        assert remark in page
        assert f"  {remark}\n" in render_text(report.files[0])


def test_files_of_a_new_workspace_are_told_once(english: None) -> None:
    files = ["vplan.yaml", ".gitignore", "plans/2018/kf.yaml", "plans/2018/ektorp/hemtjanst/plan.yaml"]
    report = report_of([outcome(written=files, is_new=True), outcome()])
    assert report.files[0].written == tuple(files[2:])
    assert report.lead.startswith("The workspace is new;")
    assert not report_of([outcome()]).lead.startswith("The workspace is new;")


def test_figures_are_grouped_and_pages_counted(english: None) -> None:
    report = report_of([outcome(format=Format.PDF, pages=14), outcome(format=Format.PDF, pages=1)])
    assert [file.source for file in report.files] == ["PDF, 14 pages", "PDF, 1 page"]
    assert "| Words | 5\u00a0153 |" in render_markdown(report)


def test_the_table_of_contents_is_one_entry_with_all_of_its_words(english: None) -> None:
    entries = [LeftOut(Place(page=2), text, msg("the table of contents"), understood=True) for text in ("Ett", "Två")]
    (file,) = report_of([outcome(made=[*entries, LeftOut(Place(), "Sid 2", EDGE, understood=True)])]).files
    made = file.sections[-1].items
    assert [(item.where, item.text) for item in made] == [("2 ×", "Ett · Två"), ("1 ×", "Sid 2")]


def test_brackets_are_explained_where_they_are(english: None) -> None:
    marked = outcome(left_out=[LeftOut(Place(line=1), "… vi [alla] ger …", NOT_UNDERSTOOD)])
    plain_one = outcome(left_out=[LeftOut(Place(line=1), "alla ger", NOT_UNDERSTOOD)])
    assert [has_brackets(file) for file in report_of([marked, plain_one]).files] == [True, False]
    assert "In square brackets stand the words that are missing" in render_markdown(report_of([marked]))


def test_a_place_that_does_not_fit_gets_a_line_of_its_own(english: None) -> None:
    message = msg("The stated amount is 745 600, the rows give 732 450: a difference of 13 150 tkr.")
    path = "plans/2018/ektorp/en-enhet-med-långt-namn/ekonomi.yaml"
    (file,) = report_of(
        [outcome(findings=[Diagnostic("sum-differs", Severity.WARNING, Span(path, 43), message)])]
    ).files
    lines = render_text(file, width=80).splitlines()
    assert all(len(line) <= 80 for line in lines)
    assert f"      → {path}:43" in lines
    assert "difference of 13 150 tkr. [sum-differs]" in " ".join(" ".join(lines).split())


def test_guesses_that_matter_most_stand_first() -> None:
    messages = [
        msg("“{text}” is taken for a sub-heading.", text="A"),
        msg("“{text}” is taken for the heading “{field}”.", text="A", field="B"),
        msg("The unit of the amounts is not told; “{unit}” is taken for it.", unit="tkr"),
        msg("The unit is taken to be “{unit}”.", unit="Björken"),
    ]
    assert [weight(message) for message in messages] == [3, 2, 1, 0]
