"""The arithmetic of budget tables: every shape of the real plans, signs, formulas, of-which rows, blanks."""

from __future__ import annotations

from decimal import Decimal

from vplan.budget import Figure, Line, lines_of, overfull_rows
from vplan.model.base import build_model
from vplan.model.economy import BudgetTable, formula_terms
from vplan.source import Source, load_text


def table(text: str) -> BudgetTable:
    source = Source("ekonomi.yaml", text)
    value, findings = load_text(source)
    model, more = build_model(BudgetTable, value, source)
    assert [*findings, *more] == []
    assert model is not None
    return model


def shown(lines: list[Line]) -> list[tuple[str, str, list[str]]]:
    """Return label, role and shown amounts of each line; an empty text for a blank cell."""
    return [(line.label, line.role, [amount(figure) for figure in line.figures.values()]) for line in lines]


def amount(figure: Figure) -> str:
    return "" if figure.shown is None else f"{figure.shown:f}"


ONE_COLUMN = "belopp_i: tkr\nkolumner: {k: Kostnader}\n"


def test_blank_is_not_zero() -> None:
    lines = lines_of(table(ONE_COLUMN + "grupper: [{rader: [{rad: A, k: 0}, {rad: B}, {rad: C, k: 5}]}]\n"))
    assert shown(lines) == [("A", "data", ["0"]), ("B", "data", [""]), ("C", "data", ["5"]), ("", "total", ["5"])]


def test_nothing_stated_gives_a_blank_sum() -> None:
    assert shown(lines_of(table(ONE_COLUMN + "grupper: [{rader: [{rad: A}]}]\n")))[-1] == ("", "total", [""])


def test_a_stated_sum_stands_beside_the_computed_one() -> None:
    """The plan of 2018: 745 600 stated, 732 450 computed; printed as stated."""
    rows = "grupper: [{rader: [{rad: A, k: 732 450}, {rad: B}]}]\nsumma: {rad: SUMMA, k: 745 600}\n"
    total = lines_of(table(ONE_COLUMN + rows))[-1]
    figure = total.figures["k"]
    assert (total.label, figure.stated, figure.computed) == ("SUMMA", Decimal(745600), Decimal(732450))
    assert figure.differs
    assert figure.shown == Decimal(745600)


def test_sub_rows_are_of_which_below_an_amount_and_added_without_one() -> None:
    lines = lines_of(
        table(
            ONE_COLUMN + "grupper:\n"
            "  - rader:\n"
            "      - {rad: Med, k: 10, underrader: [{rad: varav, k: 4}]}\n"
            "      - {rad: Utan, underrader: [{rad: A, k: 1}, {rad: B, underrader: [{rad: C, k: 2}]}]}\n"
        )
    )
    assert [(line.label, line.depth) for line in lines] == [
        ("Med", 0), ("varav", 1), ("Utan", 0), ("A", 1), ("B", 1), ("C", 2), ("", 0),
    ]  # fmt: skip
    assert shown(lines)[-1] == ("", "total", ["13"])


def signs(sign: str, income: str, net: str = "Summa netto") -> list[Line]:
    return lines_of(
        table(
            f"belopp_i: tkr\nintäkter: {sign}\nkolumner: {{k: Budget}}\ngrupper:\n"
            f"  - {{rubrik: Intäkter, slag: intäkter, rader: [{{rad: Bidrag, k: {income}}}], summa: Summa intäkter}}\n"
            "  - {rubrik: Kostnader, slag: kostnader, rader: [{rad: Personal, k: 21 457}], summa: Summa kostnader}\n"
            f"netto: {net}\n"
        )
    )


def test_net_by_the_declared_sign() -> None:
    """The plans of 2017 and 2022: income written positive and negative, both with the net 0, and no sum of all rows."""
    expected = ["group", "data", "sum", "group", "data", "sum", "total"]
    for lines, written in ((signs("positiva", "21 457"), "21457"), (signs("negativa", "-21 457"), "-21457")):
        assert [line.role for line in lines] == expected
        assert shown(lines)[2] == ("Summa intäkter", "sum", [written])
        assert shown(lines)[-1] == ("Summa netto", "total", ["0"])
        assert lines[-1].is_net


def test_net_is_income_less_costs() -> None:
    assert shown(signs("positiva", "21 000"))[-1][2] == ["-457"]
    assert shown(signs("negativa", "-21 000"))[-1][2] == ["457"]


def test_net_can_be_refused() -> None:
    lines = signs("positiva", "1", net="nej")
    assert [line.label for line in lines if line.role == "total"] == []


def test_columns_computed_from_others_and_changes_with_signs() -> None:
    """The plan of 2019: costs, income, net by formula, and a change; one decimal."""
    lines = lines_of(
        table(
            "belopp_i: mnkr\n"
            "kolumner:\n"
            "  k: Kostnader\n"
            "  i: Intäkter\n"
            "  n: {rubrik: Netto, beräknas: k - i}\n"
            "  f: {rubrik: Förändring, tecken: ja}\n"
            "grupper: [{rader: [{rad: A, k: '12,5', i: '2', f: '-1,8'}, {rad: B, k: '7', n: '6'}]}]\n"
        )
    )
    assert shown(lines) == [
        ("A", "data", ["12.5", "2", "10.5", "-1.8"]),
        ("B", "data", ["7", "", "6", ""]),
        ("", "total", ["19.5", "2", "17.5", "-1.8"]),
    ]
    assert {column: figure.decimals for column, figure in lines[0].figures.items()} == {"k": 1, "i": 0, "n": 1, "f": 1}
    assert lines[1].figures["n"].differs


def test_groups_with_sums_and_a_total() -> None:
    lines = lines_of(
        table(
            ONE_COLUMN + "grupper:\n"
            "  - {rubrik: A, rader: [{rad: a, k: 1}], summa: }\n"
            "  - {rubrik: B, rader: [{rad: b, k: 2}], summa: nej}\n"
            "  - {rader: [{rad: c, k: 3}]}\n"
        )
    )
    assert [(line.role, line.group_heading) for line in lines if line.role in ("sum", "total")] == [
        ("sum", "A"), ("total", ""),
    ]  # fmt: skip
    assert shown(lines)[-1][2] == ["6"]


def test_no_total_when_refused() -> None:
    lines = lines_of(table(ONE_COLUMN + "grupper: [{rader: [{rad: A, k: 1}]}]\nsumma: nej\n"))
    assert [line.role for line in lines] == ["data"]


def test_formula_terms() -> None:
    assert formula_terms("kostnader - intäkter") == [(1, "kostnader"), (-1, "intäkter")]
    assert formula_terms("a+b − c") == [(1, "a"), (1, "b"), (-1, "c")]
    assert formula_terms("- a") == [(-1, "a")]
    assert formula_terms("budget-2018 - utfall-2017") == [(1, "budget-2018"), (-1, "utfall-2017")]
    assert formula_terms("") == []


def test_decimals_add_exactly() -> None:
    lines = lines_of(
        table(ONE_COLUMN + "grupper: [{rader: [{rad: A, k: '0,1'}, {rad: B, k: '0,2'}]}]\nsumma: {k: '0,3'}\n")
    )
    assert not lines[-1].figures["k"].differs


def test_parts_that_add_to_more_than_their_whole() -> None:
    def overfull(own: str, *parts: str, column: str = "Kostnader") -> list[tuple[str, str, Decimal]]:
        below = ", ".join(f"{{rad: d, k: {part}}}" for part in parts)
        rows = f"grupper: [{{rader: [{{rad: A, k: {own}, underrader: [{below}]}}]}}]\n"
        found = overfull_rows(table(f"belopp_i: tkr\nkolumner: {{k: {column}}}\n" + rows))
        return [(str(row.label), name, parts) for row, name, parts in found]

    assert overfull("10", "6", "5") == [("A", "k", Decimal(11))]
    assert overfull("-10", "-6", "-5") == [("A", "k", Decimal(-11))]
    assert overfull("0", "1") == [("A", "k", Decimal(1))]
    for own, parts in (("10", ("6", "4")), ("10", ("15", "-5")), ("-10", ("-3",)), ("", ("6", "5")), ("10", ("",))):
        assert overfull(own, *parts) == []
    assert overfull("1", "3", column="{rubrik: Ändring, tecken: ja}") == []
