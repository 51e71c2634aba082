"""A document tree with everything a renderer meets, for the tests of the render room."""

from __future__ import annotations

import struct
import zlib
from dataclasses import replace
from pathlib import Path

from vplan.document.tree import (
    Block,
    Cell,
    Code,
    CodeBlock,
    Column,
    ContactLine,
    Cover,
    Document,
    Emphasis,
    Facts,
    Figure,
    Labels,
    LineBreak,
    Link,
    ListBlock,
    Officer,
    Paragraph,
    Passage,
    Proposal,
    Quote,
    Row,
    Section,
    Signatory,
    Strong,
    Table,
    Text,
    ThematicBreak,
)

PICTURE = "plans/2018/ostermalm/exempelenheten/bilder/karta över området.png"
LOGOTYPE = "logotyp.svg"
PROSE = (
    "Enheten arbetar nära dem som bor i området och följer upp varje insats tillsammans med den enskilde. "
    "Handläggarna träffas varje vecka för att gå igenom nya ärenden, och frågor som rör flera enheter tas upp i den "
    "gemensamma arbetsgruppen. Under året prövas ett nytt sätt att ta emot synpunkter, så att svaren kommer snabbare "
    "och så att det framgår vad som har ändrats. Resultatet redovisas i samband med tertialrapporterna."
)


def text(value: str) -> tuple[Text]:
    """Return one run of text."""
    return (Text(value),)


def paragraph(value: str = PROSE) -> Paragraph:
    """Return a paragraph of plain text."""
    return Paragraph(text(value))


def cell(value: str = "", symbol: str = "", symbol_text: str = "") -> Cell:
    """Return a table cell; without a value an empty one."""
    return Cell(text(value) if value else (), symbol, symbol_text)


def indicators(*rows: tuple[str, str, str, str] | str, caption: str = "Indikatorer") -> Table:
    """Return an indicator table; a row that is one text is the comment of the row above."""
    heads = ("Indikator", "Årsmål", "KF:s årsmål", "Periodicitet")
    made = []
    for row in rows:
        if isinstance(row, str):
            made.append(Row((cell(row),), "comment"))
        elif row[0].startswith("♀ "):
            first = cell(row[0][2:], "♀", "könsuppdelad indikator")
            made.append(Row((first, *(cell(value) for value in row[1:]))))
        else:
            made.append(Row(tuple(cell(value) for value in row)))
    return Table(
        caption, tuple(Column(text(h), width=w) for h, w in zip(heads, (46, 16, 20, 18), strict=True)), tuple(made),
        "indicators", row_headers=True,
    )  # fmt: skip


def activities(*rows: tuple[str, str, str], caption: str = "Aktiviteter") -> Table:
    """Return an activity table."""
    columns = tuple(
        Column(text(h), width=w) for h, w in zip(("Aktivitet", "Startdatum", "Slutdatum"), (64, 18, 18), strict=True)
    )
    return Table(
        caption, columns, tuple(Row(tuple(map(cell, r))) for r in rows), "activities", row_headers=True
    )  # fmt: skip


def budget() -> Table:
    """Return a budget table with groups, sub-rows, blank cells and sums."""
    columns = (Column(text("Verksamhet")), Column(text("Kostnader (tkr)"), "end"), Column(text("Ändring"), "end"))
    rows: list[Row] = []

    def add(role: str, name: str, amount: str = "", change: str = "", depth: int = 0) -> None:
        rows.append(Row((cell(name), cell(amount), cell(change)), role, depth))  # type: ignore[arg-type]

    add("group", "Exempelenheten")
    add("data", "Personal", "28 800", "+1,8")
    add("sub", "* varav vikarier", "1 200", "", 1)
    add("sub", "** varav sommar", "400", "", 2)
    add("data", "Övrigt inklusive IT")
    add("sum", "Summa Exempelenheten", "28 800", "+1,8")
    add("group", "Hemtjänst")
    add("data", "Hemtjänst i egen regi", "243 150", "−0,4")
    add("data", "Hemtjänst hos andra utförare", "0")
    add("sum", "Summa hemtjänst", "243 150", "−0,4")
    add("total", "SUMMA", "271 950", "+1,4")
    return Table("Budget 2018", columns, tuple(rows), "budget", row_headers=True)


def field(anchor: str, title: str, *content: Block, level: int = 6) -> Section:
    """Return a field such as Förväntat resultat."""
    return Section(anchor, "field", level, title, content)


def unit_goal(anchor: str, title: str) -> Section:
    """Return a unit goal with its five fields."""
    return Section(
        anchor, "unit_goal", 5, title,
        (
            field(f"{anchor}-forvantat-resultat", "Förväntat resultat", paragraph()),
            field(f"{anchor}-arbetssatt", "Arbetssätt", paragraph(), bullets()),
            field(f"{anchor}-resursanvandning", "Resursanvändning", paragraph("Två handläggare arbetar med målet.")),
            field(f"{anchor}-uppfoljning", "Uppföljning", paragraph()),
            field(f"{anchor}-utveckling", "Utveckling", paragraph()),
            indicators(("Andel brukare som är nöjda", "90 %", "", "År")),
        ),
        "Enhetsmål:",
    )  # fmt: skip


def bullets() -> ListBlock:
    """Return a list with a nested list."""
    inner = ListBlock(((paragraph("kort svar"),), (paragraph("långt svar"),)), ordered=True, start=3)
    return ListBlock(
        (
            (paragraph("Har rätt att få information och vägledning när hen behöver stöd och omsorg."),),
            (paragraph("Är delaktig i den utredning som ligger till grund för det stöd som ges:"), inner),
            (paragraph("Har rätt att ta del av alla beslut och all dokumentation om omsorgen."),),
        )
    )


def prose_blocks() -> tuple[Block, ...]:
    """Return every kind of block and inline."""
    return (
        Paragraph(
            (
                Text("Vi visar "), Emphasis(text("bemötande")), Text(" och "), Strong(text("respekt")), Text(": läs "),
                Link("https://stockholm.example.org/a?b=1&c=2", text("stadens sida")), Text(", "),
                Link("#verksamhet", text("avsnittet om verksamheten")), Text(" eller koden "), Code("a < b & c"),
                Text("."), LineBreak(), Text("Ny rad: ”citat” – 5 < 6 & 7 > 6."),
            )
        ),
        bullets(),
        ListBlock(((paragraph("Ett glest"), paragraph("led i listan.")), (paragraph("Ett till."),)), tight=False),
        Quote((paragraph("Det som mäts blir gjort, men inte allt som ska göras kan mätas."),)),
        CodeBlock("rad 1\n  rad 2 < 3"),
        ThematicBreak(),
        Table(
            "Antal ärenden", (Column(text("År")), Column(text("Antal"), "end")),
            (Row((cell("2016"), cell("1 204"))), Row((cell("2017"), cell("1 318")))), caption_hidden=False,
        ),
        Passage("en", (paragraph("This paragraph is written in English under Swedish headings."),)),
    )  # fmt: skip


def goals() -> Section:
    """Return a direction with a council goal, board goals and unit goals."""
    long_name = (
        "Andel medarbetare som upplever att samverkansöverenskommelser, kompetensförsörjningsplaner och "
        "informationssäkerhetssamordnare ger ett gott stöd i det dagliga arbetet"
    )
    return Section(
        "inriktningsmal-4", "direction", 2, "4. Ett demokratiskt hållbart Stockholm",
        (
            Section(
                "mal-4-2", "council_goal", 3, "4.2 Stockholms stad är en bra arbetsgivare med goda arbetsvillkor",
                (
                    indicators(
                        ("♀ Aktivt Medskapandeindex", "81", "81", "År"),
                        ("Sjukfrånvaro", "6,1 %", "tas fram av nämnden", "Tertial"), "Kommentar: Utfall 2017: 6,1",
                        ("Sjukfrånvaro dag 1–14", "2,37 %", "tas fram av nämnden", "Tertial"), "Utfall 2017: 2,37",
                        (long_name, "", "Max 10 personer", ""),
                        caption="Indikatorer för 4.2",
                    ),
                    activities(
                        ("Alla enheter ska ta fram en kompetensförsörjningsplan.", "2018-01-01", "2018-12-31"),
                        caption="Aktiviteter för 4.2",
                    ),
                    Section(
                        "namndmal-arbetsgivare", "board_goal", 4, "Nämnden är en bra arbetsgivare",
                        (
                            field("arbetsgivare-forvantat-resultat", "Förväntat resultat", paragraph(), level=5),
                            unit_goal("enhetsmal-arbetsmiljo", "Vi har en god arbetsmiljö"),
                            unit_goal("enhetsmal-larande", "Vi lär av varandra och av dem vi är till för"),
                        ),
                        "Nämndmål:",
                    ),
                ),
                "KF:s mål för verksamhetsområdet:", True, 2,
            ),
        ),
        "KF:s inriktningsmål:", True, 1,
    )  # fmt: skip


def chapters() -> tuple[Section, ...]:
    """Return the chapters before the goals."""
    return (
        Section(
            "inledning", "chapter", 2, "Inledning",
            (
                paragraph(),
                Section(
                    "verksamhet", "subchapter", 3, "Verksamhet",
                    (
                        *prose_blocks(),
                        Section("vardegrund", "subchapter", 4, "Värdegrund", (paragraph(), paragraph())),
                    ),
                    in_contents=True, contents_level=2,
                ),
                Section("in-english", "subchapter", 3, "Our Services", (), "", True, 2, "en"),
            ),
            in_contents=True,
        ),
    )  # fmt: skip


def economy() -> Section:
    """Return the chapter on economy."""
    return Section(
        "ekonomi", "chapter", 2, "Uppföljning av ekonomi",
        (
            Section("resursanvandning", "subchapter", 3, "Resursanvändning", (paragraph(),), "", True, 2),
            Section(
                "budget-2018", "subchapter", 3, "Budget 2018",
                (Facts((("Budgetår", "2018"), ("Enhet", "Exempelenheten"))), budget()), "", True, 2,
            ),
        ),
        in_contents=True,
    )  # fmt: skip


def labels() -> Labels:
    """Return the fixed words."""
    return Labels(
        "Innehållsförteckning", "Bilagor", "Sid {page} ({pages})", "Alla dokument", "Hämta som PDF",
        "Hoppa till innehållet", "Tabellen kan rullas i sidled",
    )  # fmt: skip


def cover() -> Cover:
    """Return a full page 1."""
    return Cover(
        unit="Exempelenheten för biståndsbedömning",
        document_kind="Tjänsteutlåtande",
        reference="Dnr: 2017-717-1.1.",
        date="2018-01-12",
        officer=Officer("Handläggare", ("Karin Exempel", "Telefon: 08-465 004 10")),
        recipient_heading="Till",
        recipient="Exempelenheten för biståndsbedömning",
        proposal=Proposal(
            "Förslag till beslut", "forslag-till-beslut", (paragraph("Nämnden föreslås besluta följande."),),
            ((paragraph("Planen godkänns."),), (paragraph("Planen överlämnas till stadsledningskontoret."),)),
            (Signatory("Karin Exempel", "Enhetschef"), Signatory("Bo Prov")),
        ),
        contact_heading="Exempelenheten för biståndsbedömning",
        contact=(
            ContactLine("Exempelgatan 1"), ContactLine("100 00 Stockholm"), ContactLine("Telefon 08-465 004 10"),
            ContactLine("karin@example.org", "mailto:karin@example.org"),
            ContactLine("stockholm.example.org", "https://stockholm.example.org"),
        ),
    )  # fmt: skip


def sample_document(*, pictures: bool = False) -> Document:
    """Return the whole sample; with `pictures` it refers to the files that `write_pictures` makes."""
    first = chapters()
    page1 = cover()
    if pictures:
        figure = Figure(PICTURE, "Karta över stadsdelen", "Området som enheten arbetar i")
        first = (replace(first[0], content=(figure, *first[0].content)),)
        page1 = replace(page1, logotype=LOGOTYPE)
    return Document(
        title="Verksamhetsplan 2018 för Exempelenheten för biståndsbedömning",
        title_anchor="titel",
        lang="sv",
        author="Östermalms stadsdelsnämnd",
        subject="Verksamhetsplan 2018, Exempelenheten",
        keywords=("verksamhetsplan", "2017-717-1.1."),
        date="2018-01-12",
        year=2018,
        cover=page1,
        labels=labels(),
        sections=(*first, goals(), economy(), Section("ovrigt", "chapter", 2, "Övrigt", (paragraph(),), "", True, 1)),
        annexes=("Bilaga 1: Plan för internkontroll med riskanalys 2018", "Bilaga 2: Aktivitetsplan"),
    )


def bare_document(*content: Section | Block) -> Document:
    """Return the smallest document: a title and one chapter with `content`."""
    return Document(
        "Plan", "titel", "sv", "", "", (), "", 2018,
        Cover("Enheten", "", "", "", None, "", "", None, "", ()), labels(),
        (Section("kapitel", "chapter", 2, "Kapitel", content, in_contents=True),),
    )  # fmt: skip


def png(width: int = 120, height: int = 60) -> bytes:
    """Return a grey PNG picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xb0" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def write_pictures(root: Path) -> None:
    """Write the files that the sample with pictures refers to."""
    (root / PICTURE).parent.mkdir(parents=True)
    (root / PICTURE).write_bytes(png())
    (root / LOGOTYPE).write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="30" viewBox="0 0 120 30">'
        '<rect width="120" height="30" fill="#2a5d78"/></svg>'
    )
