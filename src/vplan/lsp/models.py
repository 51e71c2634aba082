"""Models of files, kept as long as their texts stay the same."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from vplan.diagnostics import Diagnostic
from vplan.loading import load_model
from vplan.model.base import SourceModel
from vplan.opening import MAX_BYTES, read_bytes

if TYPE_CHECKING:
    from vplan.control import Allowance

M = TypeVar("M", bound=SourceModel)

_KEPT = 64  # files: those of the units that are worked on; a city's thousands would fill the memory


@dataclass(frozen=True, slots=True)
class _Kept:
    data: bytes
    model: SourceModel | None
    findings: list[Diagnostic]
    allowances: list[Allowance]


class Models:
    """Stands for `vplan.loading.load_model` and reads a file anew only when its bytes have changed."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Path, str, type[SourceModel]], _Kept] = OrderedDict()

    def __call__(
        self,
        root: Path,
        file: str,
        cls: type[M],
        *,
        may_be_empty: bool = False,
        allowances: dict[str, list[Allowance]] | None = None,
    ) -> tuple[M | None, list[Diagnostic]]:
        """Return a file's model and findings, as `load_model` does."""
        key = (root, file, cls)
        try:
            data = read_bytes(root, file, MAX_BYTES + 1)
        except OSError:
            return load_model(root, file, cls, may_be_empty=may_be_empty, allowances=allowances)
        kept = self._kept.get(key)
        if kept is None or kept.data != data:
            allowed: dict[str, list[Allowance]] = {}
            model, findings = load_model(root, file, cls, may_be_empty=may_be_empty, allowances=allowed)
            kept = self._kept[key] = _Kept(data, model, findings, allowed.get(file, []))
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        if allowances is not None:
            allowances[file] = kept.allowances
        return cast("M | None", kept.model), list(kept.findings)
