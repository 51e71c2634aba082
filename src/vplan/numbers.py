"""Swedish numbers for print: decimal comma, groups of three parted by a no-break space, a true minus sign."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"


def format_number(value: Decimal, decimals: int = 0, *, signed: bool = False) -> str:
    """Format a number with a fixed count of decimals; with `signed` a positive one gets its plus sign."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", NO_BREAK_SPACE)
    sign = MINUS if rounded < 0 else "+" if signed and rounded > 0 else ""
    return sign + grouped + (f",{fraction}" if fraction else "")


def format_count(count: int) -> str:
    """Format a whole number for a sentence: 100 540."""
    return format_number(Decimal(count))
