"""Old plans become a workspace: Word, PDF and text are read, recognised, written as YAML, and accounted for.

Data goes one way. `readers` turn a file into a neutral sequence of paragraphs and tables (`source`); `recognise` finds
the plan in it (`draft`) and knows no file format; `writing` makes files of a draft and knows no source; `report` tells
what was done, what was guessed, and every word that is in no file.
"""
