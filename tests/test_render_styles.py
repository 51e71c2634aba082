from __future__ import annotations

import re

import pytest

from vplan.render.assets import site_assets
from vplan.render.styles import css_string, fill, page_number, print_style, screen_style, tokens
from vplan.resources import css_dir, fonts_dir

from support.sample_document import sample_document  # isort: skip

TOKENS = (css_dir() / "tokens.css").read_text("utf-8")
LIGHT = tokens(TOKENS)
DARK = LIGHT | tokens(TOKENS[TOKENS.index("@media") :])
TEXT_ON_GROUND = [
    (text, ground)
    for text in ("--text", "--muted", "--link", "--accent", "--focus")
    for ground in ("--ground", "--surface", "--header-row")
]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), [*TEXT_ON_GROUND, ("--on-accent", "--accent")])
def test_contrast_on_screen(theme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(theme[text], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["--text", "--muted", "--link"])
def test_contrast_on_the_shade_at_a_tables_edge(theme: dict[str, str], text: str) -> None:
    """Axe cannot judge text on a gradient: here it is its darkest place."""
    shade, alpha = theme["--shade"][:7], int(theme["--shade"][7:], 16) / 255
    pairs = ((int(shade[i : i + 2], 16), int(theme["--ground"][i : i + 2], 16)) for i in (1, 3, 5))
    seen = "#" + "".join(f"{round(above * alpha + below * (1 - alpha)):02x}" for above, below in pairs)
    assert contrast(theme[text], seen) >= 4.5


@pytest.mark.parametrize("text", ["--paper-text", "--paper-muted"])
@pytest.mark.parametrize("ground", ["#ffffff", LIGHT["--paper-header-row"]])
def test_contrast_on_paper(text: str, ground: str) -> None:
    assert contrast(LIGHT[text], ground) >= 4.5


def test_dark_theme_changes_every_colour_of_the_screen() -> None:
    colours = {name for name, value in LIGHT.items() if value.startswith("#") and not name.startswith("--paper")}
    assert colours == set(tokens(TOKENS[TOKENS.index("@media") :]))


def test_every_colour_stands_in_the_tokens() -> None:
    for name in ("screen.css", "print.css"):
        sheet = (css_dir() / name).read_text("utf-8").split("@media print")[0]
        colours = set(re.findall(r"#[0-9a-f]{3,8}\b", sheet))
        assert colours <= {"#ffffff"}, name
        assert set(re.findall(r"var\((--[a-z0-9-]+)\)", sheet)) <= {*LIGHT, "--dots"}, name


def test_an_unknown_token_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill("color: var(--no-such-colour)", LIGHT)


def test_paper_stays_cheap() -> None:
    sheet = print_style(sample_document())
    assert not re.search(
        r"leader\(|flex|grid|\bcolumns?:|column-count|shadow|var\(|dotted", re.sub(r"/\*.*?\*/", "", sheet)
    )


def test_everything_the_style_sheet_names_is_an_asset() -> None:
    assets = site_assets()
    addresses = re.findall(r'url\("([^"]+)"\)', screen_style())
    assert len(addresses) == 8
    assert {f"assets/{address}" for address in addresses} <= set(assets)
    assert "://" not in screen_style()
    assert all(value.is_file() for value in assets.values() if not isinstance(value, bytes))


def test_fonts_come_with_their_licence() -> None:
    licence = (fonts_dir() / "OFL.txt").read_text("utf-8")
    assert "Reserved Font Name Liberation" in licence
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "assets/fonts/OFL.txt" in site_assets()


@pytest.mark.parametrize(
    ("label", "css"),
    [
        ("Sid {page} ({pages})", '"Sid " counter(page) " (" counter(pages) ")"'),
        ("{page}", "counter(page)"),
        ("Blad", '"Blad"'),
        ("", '""'),
        ('"{page}\\', '"\\22 " counter(page) "\\5c "'),
    ],
)
def test_page_label_becomes_css(label: str, css: str) -> None:
    assert page_number(label) == css


def test_css_strings_cannot_be_left() -> None:
    assert css_string('a"b') == '"a\\22 b"'
    assert css_string("</style>\n") == '"\\3c /style\\3e \\a "'
