"""The files of a workspace as values: one module per file kind, immutable, checked by pydantic.

The YAML speaks Swedish, Python English. The glossary, file by file (YAML: Python):

* `vplan.yaml`: kommun municipality, planer plans, utdata output, utgåvor editions, logotyp logotype.
* `kf.yaml`: år year, namn name, ofullständig incomplete, inriktningsmål directions, nr number, titel title, mål goals,
  beskrivning description, indikatorer indicators, aktiviteter activities.
* `namnd.yaml`: mål goals, nämndmål board_goals (in a goal: title), förväntat_resultat expected_result.
* indicator: namn name, årsmål target, kf_årsmål council_target, periodicitet periodicity, bättre better,
  könsuppdelad by_sex, kommentar comment, tabell table.
* activity: aktivitet text, start start, slut end.
* `plan.yaml`: utgåva edition, enhet unit, titel title, språk language, dokumenttyp document_kind, dnr reference,
  datum date, handläggare officer, till recipient, förslag_till_beslut proposal, punkter points, underskrifter
  signatories, kontakt contact, gata street, box box, postadress postal_address, telefon telephone, växel switchboard,
  epost email, webb web, inledande_kapitel front_chapters, avslutande_kapitel back_chapters, rubrik heading,
  bilagor annexes.
* `mal.yaml`: enhetsmål unit_goals, arbetssätt methods, resursanvändning resources, uppföljning follow_up, utveckling
  development.
* `ekonomi.yaml`: budget tables, tabellrubrik caption, uppgifter facts, belopp_i unit, intäkter income_sign,
  radrubrik row_heading, kolumner columns, beräknas formula, tecken signed, grupper groups, slag kind, rader rows,
  rad label, underrader rows, summa total, netto net.
* `kvalitetsutmarkelse.yaml`: förvaltning administration, administrativa_uppgifter facts, inledning introduction, svar
  answers.
"""
