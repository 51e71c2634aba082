"""The language server: what `vplan check` knows, shown in an editor while a person writes.

`server` speaks the protocol by pygls; the other modules know only texts, places and models. `live` keeps a workspace
checked, `symbols` says which place names which goal, `publishing` turns findings into the protocol's.
"""
