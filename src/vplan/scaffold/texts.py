"""The texts of a new unit's files. Lines that begin with `##` explain; those with `# ` are YAML to take into use."""

from __future__ import annotations

from vplan.model.board import Board
from vplan.model.council import Council
from vplan.scaffold.choices import board_choices, plain, unit_choices
from vplan.scaffold.names import Names

_CHOOSE = """\
## Ta bort "# " framför de rader som ska gälla. Ett mål behöver raderna ovanför som det hör till.
"""
_UNIT_GOAL = """\
## Allt som ett enhetsmål kan innehålla visas under det första nämndmålet; inget mer än id och mål behövs.
"""
_NO_BOARD_GOALS = """\
## Nämnden har inga mål än. Skriv dem i namnd.yaml; enhetens mål står under dem.
"""


def board_text(council: Council, year: int, names: Names) -> str:
    """Return the text of `namnd.yaml`, with the council's goals to choose from."""
    return f"""\
## Nämndens mål, under kommunfullmäktiges mål. Skriv nämndens fullständiga namn, och dess mål.
{_CHOOSE}\
år: {year}
namn: {plain(names.board)}
mål:
{board_choices(council)}"""


def goals_text(council: Council, board: Board | None) -> str:
    """Return the text of `mal.yaml`, with the goals of council and board to choose from."""
    has_goals = board is not None and any(part.goals for part in board.goals.values())
    return f"""\
## Enhetens mål, under kommunfullmäktiges och nämndens. Alla mål, indikatorer och aktiviteter som finns står här.
{_CHOOSE}\
{_UNIT_GOAL if has_goals else _NO_BOARD_GOALS}\
## Skriv "indikatorer: alla" eller "aktiviteter: alla" för att ta med alla.
mål:
{unit_choices(council, board)}"""


def plan_text(year: int, names: Names) -> str:
    """Return the text of `plan.yaml`."""
    return f"""\
## Framsidan, och kapitlen före och efter målen.
{_CHOOSE}\
utgåva: {plain(names.edition)}
enhet: {plain(names.unit)}
# dokumenttyp: Tjänsteutlåtande
# dnr: "{year}-1234"
# datum: {year}-01-15
# handläggare:
#   namn: Förnamn Efternamn
#   telefon: 08-465 004 00
# till: {plain(names.board)}
# förslag_till_beslut: |
#   Nämnden godkänner verksamhetsplanen.
# kontakt:
#   gata: Exempelgatan 1
#   postadress: 100 00 Exempelstad
#   telefon: 08-465 004 00
#   epost: enheten@example.org
#   webb: example.org
inledande_kapitel:
  - rubrik: Inledning
    text: |
      Skriv vad enheten gör, för vilka, och vad som är viktigast under {year}.
# avslutande_kapitel:
#   - rubrik: Övriga frågor
#     text: |
#       Skriv det som inte har sin plats under något mål.
# bilagor:
#   - Plan för internkontroll {year}
"""


def economy_text(year: int) -> str:
    """Return the text of `ekonomi.yaml`."""
    return f"""\
## Enhetens resurser och budget. Summor räknas ut; en summa som skrivs ut kontrolleras.
{_CHOOSE}\
resursanvändning: |
  Skriv hur enheten använder sina resurser.
# budget:
#   - rubrik: Budget {year}
#     belopp_i: tkr
#     intäkter: positiva
#     kolumner:
#       budget: Budget
#     grupper:
#       - rubrik: Intäkter
#         slag: intäkter
#         rader:
#           - rad: Ersättning
#             budget: 1 200
#         summa: Summa intäkter
#       - rubrik: Kostnader
#         slag: kostnader
#         rader:
#           - rad: Personal
#             budget: 1 000
#           - rad: Övrigt
#             budget: 200
#         summa: Summa kostnader
#     netto: Netto
"""
