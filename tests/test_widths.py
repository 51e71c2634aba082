"""Widths of columns: figures keep the room they need, however many columns there are."""

from __future__ import annotations

import pytest

from vplan.document.tree import Cell, Column, Row, Text
from vplan.document.widths import with_widths
from vplan.widths import MAX_NEED, least_width

AMOUNT = "12\u00a0345"


@pytest.mark.parametrize("count", [1, 3, 6, 7, 8, 9, 10])
def test_amounts_that_fit_get_what_they_need(count: int) -> None:
    least = least_width([AMOUNT], is_figures=True)
    assert least * count + least_width(["Personalkostnader"], is_figures=False) < MAX_NEED
    columns = [Column((Text("Tusental kronor"),)), *[Column((Text("Januari"),), "end")] * count]
    rows = [Row((Cell((Text("Personalkostnader"),)), *[Cell((Text(AMOUNT),))] * count))]
    widths = [column.width for column in with_widths(columns, rows)]
    room = 100 / sum(widths)
    assert all(width * room > least - 0.6 for width in widths[1:])
    assert widths[0] * room > 10


def test_a_figure_is_not_broken_but_a_word_is() -> None:
    assert least_width(["x" * 40], is_figures=False) < 15 < least_width(["x" * 40], is_figures=True)
