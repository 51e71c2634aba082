"""`ekonomi.yaml`: use of resources and budget tables."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from vplan.diagnostics import Message, Span, msg
from vplan.model import choices, prose, values
from vplan.model.base import Findings, SourceModel, nearest, report
from vplan.model.common import NO_TEXT
from vplan.source.tree import Mapping, Scalar

_NO = "nej"


class BudgetColumn(SourceModel):
    """A column of amounts."""

    what: ClassVar[Message] = msg("a column")

    heading: values.RequiredLine = Field(alias="rubrik", title="Rubrik", description="Kolumnens rubrik.")
    formula: values.Line = Field(
        NO_TEXT, alias="beräknas", title="Beräknas", description="Räknas ut av andra kolumner: kostnader - intäkter."
    )
    signed: choices.YesNo = Field(
        None, alias="tecken", title="Tecken", description="Ja om även plus skrivs ut, som i en förändring."
    )


def _text_is_heading(value: Any) -> Any:
    if isinstance(value, Scalar):
        return _wrapped(value, "rubrik")
    return value


_TextOrColumn = BeforeValidator(_text_is_heading, json_schema_input_type=BudgetColumn | values.RequiredLine)


def _wrapped(value: Scalar, key: str) -> Mapping:
    wrapped = Mapping.stand_in(value.source, value.span)
    wrapped[key] = value
    return wrapped


Amounts = values.Keyed[values.OptionalAmount]
_AMOUNTS_KEY = "*"
_RESERVED = ("rad", "underrader")


class AmountRow(SourceModel):
    """A row of a budget: the keys that are not fields are column ids with their amounts, blank for none."""

    open_key: ClassVar[str] = _AMOUNTS_KEY

    amounts: Amounts = Field(
        {}, alias=_AMOUNTS_KEY, title="Belopp", description="Ett belopp, under kolumnens id: 28 800; tomt är inte noll."
    )

    def amount_span(self, column: str) -> Span:
        """Return the place of the amount in a column, or of the row."""
        value = self._node.get(column) if self._node is not None else None
        return value.span if value is not None else self.place

    def column_key_span(self, column: str) -> Span:
        """Return the place of a column's key in the row."""
        return self._node.key_span(column) if self._node is not None else self.place


class BudgetRow(AmountRow):
    """A row with its amounts by column id; `rows` are sub-rows."""

    what: ClassVar[Message] = msg("a budget row")

    label: values.RequiredLine = Field(alias="rad", title="Rad", description="Radens text.")
    rows: values.Items[BudgetRow] = Field(
        (),
        alias="underrader",
        title="Underrader",
        description="Rader under raden; under ett eget belopp är de en del av det.",
    )


class SumRow(AmountRow):
    """A sum: its label, and the amounts that are stated; those left out are computed."""

    what: ClassVar[Message] = msg("a sum")

    label: values.Line = Field(NO_TEXT, alias="rad", title="Rad", description="Radens text; annars utgåvans.")

    @property
    def is_refused(self) -> bool:
        """Tell whether the file says `nej`: no such row."""
        return self.label.strip() == _NO


def _text_is_label(value: Any) -> Any:
    if isinstance(value, Scalar):
        return _wrapped(value, "rad") if value.strip() not in ("", "ja") else Mapping.stand_in(value.source, value.span)
    return value


OptionalSum = Annotated[SumRow, BeforeValidator(_text_is_label, json_schema_input_type=SumRow | values.Line)] | None


class BudgetGroup(SourceModel):
    """Rows under a heading, perhaps with a sum."""

    what: ClassVar[Message] = msg("a group of rows")

    heading: values.Line = Field(NO_TEXT, alias="rubrik", title="Rubrik", description="Gruppens rubrik.")
    kind: choices.OptionalGroupKind = Field(
        None, alias="slag", title="Slag", description="Om gruppen är intäkter eller kostnader; behövs för netto."
    )
    rows: values.Items[BudgetRow] = Field(alias="rader", title="Rader", description="Gruppens rader.")
    total: OptionalSum = Field(
        None, alias="summa", title="Summa", description="Summarad: en text, eller rad med angivna belopp."
    )


class BudgetTable(SourceModel):
    """A budget table."""

    what: ClassVar[Message] = msg("a budget table")

    heading: values.Line = Field(
        NO_TEXT, alias="rubrik", title="Rubrik", description="Avsnittets rubrik; annars utgåvans: Budget 2018."
    )
    caption: values.Line = Field(
        NO_TEXT, alias="tabellrubrik", title="Tabellrubrik", description="Rubrik över just den här tabellen."
    )
    text: prose.ProseText | None = Field(None, title="Text", description="Text före tabellen.")
    facts: values.Keyed[values.Line] = Field(
        {}, alias="uppgifter", title="Uppgifter", description="Uppgifter före tabellen: Budgetår, Enhetschef."
    )
    unit: choices.OptionalMoneyUnit = Field(alias="belopp_i", title="Belopp i", description="kr, tkr eller mnkr.")
    income_sign: choices.OptionalIncomeSign = Field(
        None, alias="intäkter", title="Intäkter", description="Hur intäkter skrivs: positiva eller negativa."
    )
    row_heading: values.Line = Field(
        NO_TEXT, alias="radrubrik", title="Radrubrik", description="Första kolumnens rubrik; annars utgåvans."
    )
    columns: values.Keyed[Annotated[BudgetColumn, _TextOrColumn]] = Field(
        alias="kolumner", title="Kolumner", description="Kolumnernas id och rubriker, i ordning."
    )
    groups: values.Items[BudgetGroup] = Field(
        alias="grupper", title="Grupper", description="Tabellens rader, i grupper."
    )
    total: OptionalSum = Field(
        None, alias="summa", title="Summa", description="Tabellens summa: en text, rad med angivna belopp, eller nej."
    )
    net: OptionalSum = Field(
        None,
        alias="netto",
        title="Netto",
        description="Intäkter minus kostnader: en text, eller rad med angivna belopp.",
    )

    @model_validator(mode="after")
    def _check_columns(self, info: ValidationInfo) -> BudgetTable:
        if isinstance(info.context, Findings):
            if not self.columns and self.has("columns"):
                hint = msg("Write at least one: “id: heading”.")
                report(info, None, "empty-value", msg("The table has no columns."), hint, span=self.key_span("columns"))
            for row in self.all_rows() if self.columns else ():
                for column in row.amounts:
                    if column not in self.columns:
                        _report_column(self, row, column, info)
            for column in self.columns:
                if column in _RESERVED:
                    report(
                        info,
                        None,
                        "bad-id",
                        msg("“{id}” cannot be a column's id.", id=column),
                        msg("Choose another; rows use this key for something else."),
                        span=self.entry_span("columns", column),
                    )
                _check_formula(self, column, info)
        return self

    def all_rows(self) -> list[AmountRow]:
        """All rows and sums of the table, sub-rows included."""
        found: list[AmountRow] = [row for row in (self.total, self.net) if row is not None]
        for group in self.groups:
            found += [row for row in (group.total,) if row is not None]
            found += flat_rows(group.rows)
        return found


def flat_rows(rows: tuple[BudgetRow, ...]) -> list[BudgetRow]:
    """Return rows and their sub-rows in the order of the file."""
    return [found for row in rows for found in (row, *flat_rows(row.rows))]


def formula_terms(formula: str) -> list[tuple[int, str]]:
    """Split `kostnader - intäkter` into signs and column ids: `[(1, "kostnader"), (-1, "intäkter")]`."""
    terms, sign = [], 1
    for word in formula.replace("−", "-").replace("+", " + ").replace(" - ", "  -  ").split():
        if word in "+-":
            sign = -1 if word == "-" else 1
        else:
            terms.append((sign, word))
            sign = 1
    return terms


def _check_formula(table: BudgetTable, column: str, info: ValidationInfo) -> None:
    formula = table.columns[column].formula
    at = 0
    for _, name in formula_terms(formula):
        at = max(formula.find(name, at), 0)
        if name not in table.columns or name == column or table.columns[name].formula:
            known = [c for c in table.columns if c != column and not table.columns[c].formula]
            hint = msg("Add the columns from which it is computed.")
            if known:
                hint = msg("Columns that can be used: {names}.", names=", ".join(known))
            message = msg("“{name}” is no column that can be used here.", name=name)
            report(info, formula, "bad-formula", message, hint, span=formula.span_at(at, at + len(name)))
            return
        at += len(name)


def _report_column(table: BudgetTable, row: AmountRow, column: str, info: ValidationInfo) -> None:
    near = nearest(column, [*table.columns, *_RESERVED])
    if near:
        hint = msg("Did you mean “{near}”?", near=near[0])
    else:
        hint = msg("The table's columns are: {names}.", names=", ".join(table.columns))
    report(
        info,
        None,
        "unknown-key",
        msg("The table has no column “{key}”.", key=column),
        hint,
        span=row.column_key_span(column),
        fix=row.respelt_key(column, (*table.columns, *_RESERVED)),
    )


class Economy(SourceModel):
    """A unit's economy file."""

    what: ClassVar[Message] = msg("an economy file")

    year: values.Whole = Field(0, alias="år", title="År", description="Budgetåret; behövs inte, det är mappens namn.")
    resources: prose.ProseText | None = Field(
        None, alias="resursanvändning", title="Resursanvändning", description="Hur enheten använder sina resurser."
    )
    tables: values.Items[BudgetTable] = Field((), alias="budget", title="Budget", description="Budgettabeller.")
