"""YAML text into a value tree in which every key and value knows its place.

This room knows no field's name: every scalar is text, every mapping keeps the places of its keys.
"""

from vplan.opening import MAX_BYTES
from vplan.source.loader import load_text
from vplan.source.reader import read_text
from vplan.source.tree import Mapping, Scalar, Sequence, Source, Value

__all__ = ["MAX_BYTES", "Mapping", "Scalar", "Sequence", "Source", "Value", "load_text", "read_text"]
