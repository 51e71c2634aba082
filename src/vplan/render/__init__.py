"""The render room: the document tree into HTML by Jinja, HTML into PDF by WeasyPrint.

Nothing here reads YAML or a model. `vplan.render.pdf` imports WeasyPrint only when it is asked to.
"""
