"""Prose: Markdown into tokens whose places in the YAML file are known.

CommonMark with tables, by markdown-it-py. HTML and odd links are parsed, so that the rules can point at
them.
"""

from vplan.prose.parser import ParsedProse, parse

__all__ = ["ParsedProse", "parse"]
