"""The settings of the editor: each file name bound to its schema, two spaces, UTF-8."""

from __future__ import annotations

import json
from typing import Any

from vplan.schema import KINDS, schema_file, schema_text

SCHEMAS = "schemas"
_EXTENSION = "redhat.vscode-yaml"


def editor_files() -> dict[str, str]:
    """Return the files for VS Code and its YAML extension, and the schemas that they bind, by path."""
    files = {
        ".vscode/settings.json": _json(_settings()),
        ".vscode/extensions.json": _json({"recommendations": [_EXTENSION]}),
    }
    return files | {f"{SCHEMAS}/{schema_file(kind)}": schema_text(kind) for kind in KINDS}


def _settings() -> dict[str, Any]:
    return {
        "yaml.schemas": {f"./{SCHEMAS}/{schema_file(kind)}": list(what.files) for kind, what in KINDS.items()},
        "yaml.schemaStore.enable": False,
        "yaml.customTags": [],
        "yaml.yamlVersion": "1.2",
        "yaml.format.enable": False,
        "files.encoding": "utf8",
        "files.eol": "\n",
        "files.insertFinalNewline": True,
        "[yaml]": {
            "editor.tabSize": 2,
            "editor.insertSpaces": True,
            "editor.detectIndentation": False,
            "editor.wordWrap": "on",
            "editor.quickSuggestions": {"other": True, "comments": False, "strings": True},
        },
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
