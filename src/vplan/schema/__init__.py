"""JSON schemas of the files of a workspace, for editors: of each kind of file, and of the files of one workspace."""

from vplan.schema.general import KINDS, Kind, Schema, make_schema, schema_file, schema_text

__all__ = ["KINDS", "Kind", "Schema", "make_schema", "schema_file", "schema_text"]
