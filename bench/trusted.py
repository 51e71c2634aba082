"""What it costs that a PDF can be trusted: `python -m bench.trusted RUNS WORKSPACE…` prints a line for each document.

Measured is CPU time in one warm process, in pairs that alternate: our whole step (tags, both claims, attachments with
the cutting of the sources, seal, structural check) and WeasyPrint's plain PDF of the same HTML, read by the same
parser, with the same fonts and style sheet and with the pictures as they are.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from vplan.project import Project
from vplan.render.pdf import prepare, print_pdf

Step = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Cost:
    """A document, CPU seconds of both ways (medians), the median of the pairs' ratios, and the sizes of the files."""

    name: str
    ours: float
    plain: float
    ratio: float
    size: int
    plain_size: int

    def __str__(self) -> str:
        sizes = f"{self.size / 1000:.0f} / {self.plain_size / 1000:.0f} kB"
        return (
            f"{self.name}: CPU {self.ratio:.2f} ({self.ours:.2f} / {self.plain:.2f} s), "
            f"size {self.size / self.plain_size:.2f} ({sizes})"
        )


def documents(root: Path) -> Iterator[tuple[str, Step, Step]]:
    """Yield the documents of a workspace: a name, our way of printing each, and the plain one."""
    from vplan.building.tools import Tools
    from vplan.render.job import print_job
    from vplan.structure.expected import expected

    tools, project = Tools(), Project.open(root)
    for unit in project.layout.units():
        for linked in project.check_unit(unit).documents:
            for assembled in tools.assemble(project, linked):
                document = assembled.document
                bare = replace(print_job(document, root=project.root, source=assembled.source), expected=None)

                def ours(bare: Any = bare, linked: Any = linked, assembled: Any = assembled) -> bytes:
                    job = replace(bare, expected=expected(assembled.document))
                    return print_pdf(tools.enclose(job, project, linked, assembled)).data

                yield f"{root.name} {unit.id} {assembled.name}", ours, lambda bare=bare: plain(bare)  # type: ignore[misc]


def plain(job: Any) -> bytes:
    """Print a page as WeasyPrint does when it is asked for nothing more."""
    from vplan.render.fetcher import DocumentFetcher
    from vplan.render.page import read_page, shared_sheet

    class Fetcher(DocumentFetcher):
        def _picture(self, url: str) -> bytes:
            from vplan.render.addresses import picture_file

            return Path(job.root, picture_file(url)).read_bytes()

    sheet, fonts = shared_sheet()
    page = read_page(job.html, Fetcher(job.pictures, job.root))
    printed: bytes = page.write_pdf(stylesheets=[sheet], font_config=fonts)
    return printed


def measure(name: str, ours: Step, other: Step, runs: int) -> Cost:
    """Take pairs in turn, the first of each way in every other pair, after one that does not count."""
    size, plain_size = len(ours()), len(other())
    pairs = []
    for number in range(runs):
        order = (ours, other) if number % 2 else (other, ours)
        spent = {step: _cpu(step) for step in order}
        pairs.append((spent[ours], spent[other]))
    medians = [statistics.median(spent) for spent in zip(*pairs, strict=True)]
    return Cost(name, medians[0], medians[1], statistics.median(a / b for a, b in pairs), size, plain_size)


def _cpu(step: Step) -> float:
    gc.collect()
    began = time.process_time()
    step()
    return time.process_time() - began


def main() -> None:
    """Print the cost of each document as a line of JSON."""
    prepare()
    gc.disable()  # as in a worker
    for root in sys.argv[2:]:
        for name, ours, other in documents(Path(root)):
            sys.stdout.write(json.dumps(asdict(measure(name, ours, other, int(sys.argv[1])))) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
