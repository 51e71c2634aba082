"""`make bench`: the speeds vplan promises, as ratios measured side by side in one run.

Each line says what is compared, the ratio, and the bound. The exit code is 1 when a bound is broken.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.award import AWARD, pages, write_award, write_twin
from bench.city import write_city
from bench.lsp import keystrokes
from bench.measure import ENVIRONMENT, Pair, Usage, python, run, side_by_side, vplan

ROOT = Path(__file__).resolve().parent.parent
LONG_PLAN = "2019/ostermalm/vuxenenheten"

COMPOSE = """
import sys, yaml
from pathlib import Path
for path in sorted(Path(sys.argv[1]).rglob("*.yaml")):
    with path.open("rb") as stream:
        yaml.compose(stream, Loader=yaml.CLoader)
"""
HASH = """
import hashlib, os, sys
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        with open(os.path.join(folder, name), "rb") as stream:
            hashlib.sha256(stream.read()).digest()
"""
STOCK = """
import sys, weasyprint
weasyprint.HTML(sys.argv[1]).write_pdf(sys.argv[2], pdf_variant="pdf/ua-1")
"""
PRINT_HTML = """
import sys
from pathlib import Path
from vplan.document import assemble
from vplan.project import Project
from vplan.render.html import render_html
project = Project.open(Path(sys.argv[1]))
units = [u for u in project.layout.units() if u.id.startswith(sys.argv[2])]
for number, unit in enumerate(units):
    plan = project.check_unit(unit).plan
    document = assemble(project.root, project.settings, plan)[0].document
    Path(sys.argv[3], f"{number}.html").write_text(render_html(document, target="print"), encoding="utf-8")
"""
WARM = """
import os, sys
from pathlib import Path
import vplan
from vplan.render.pdf import prepare
prepare()
from weasyprint import HTML
root, pages = Path(sys.argv[1]), sorted(Path(sys.argv[2]).glob("*.html"))
texts = [p.read_text(encoding="utf-8") for p in pages]
def cpu():
    return sum(os.times()[:4])  # with that of the workers
def alone():
    began = cpu()
    for text in texts:
        HTML(string=text, base_url="vplan:").write_pdf(pdf_variant="pdf/ua-1")
    return cpu() - began
def ours():
    began = cpu()
    result = vplan.build(root, jobs=1, force=True)
    assert not result.failed, result.failed
    return cpu() - began
alone(), ours()
for _ in range(int(sys.argv[3])):
    print(ours() / alone())
"""
PDF_TEXT = """
import sys, pypdfium2
pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(sys.argv[1])]
open(sys.argv[2], "w", encoding="utf-8").write("\\f".join(pages))
"""
LEADER = (
    ".contents li a { background: none } "
    ".contents li a::after { position: static; content: leader('.') target-counter(attr(href), page) }"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report; `least` turns the bound round."""

    name: str
    value: float
    bound: float
    unit: str = "x"
    least: bool = False
    note: str = ""

    @property
    def holds(self) -> bool:
        """Tell whether the bound is kept."""
        return self.value >= self.bound if self.least else self.value <= self.bound

    def __str__(self) -> str:
        sign = ">=" if self.least else "<="
        mark = "ok  " if self.holds else "FAIL"
        return f"{mark} {self.name:58} {self.value:8.2f} {self.unit} {sign} {self.bound:g}   {self.note}"


def check_city(work: Path, plans: int, runs: int) -> Iterator[Line]:
    """`vplan check` of a city against composing the same files."""
    city = work / "city"
    city.mkdir()
    write_city(city, plans)
    files = str(city / "plans")
    pair = side_by_side(lambda: run(vplan("check"), city), lambda: run(python(COMPOSE, files), city), runs)
    yield Line(f"check {plans} plans, CPU / composing them", pair.ratio(_cpu), 4, note=_times(pair, _cpu))
    peak = max(u.peak_mb for u in pair.ours)
    yield Line(
        "  peak memory of the largest process", peak, 1024 / 3, "MB", note="three processes: below 1 GB together"
    )
    cores = statistics.median(u.cpu / u.wall for u in pair.ours)
    yield Line("  cores used", cores, 1.5, " ", least=True)


def nothing_changed(work: Path, plans: int, runs: int) -> Iterator[Line]:
    """A build with nothing to do, and with one plan changed, against hashing the same files."""
    city = work / "city"
    build = vplan("build", "--format", "html")
    run(build, city)
    files = str(city / "plans")
    pair = side_by_side(lambda: run(build, city), lambda: run(python(HASH, files), city), runs)
    yield Line(f"build of {plans} unchanged plans, wall / hashing them", pair.ratio(_wall), 3, note=_times(pair, _wall))
    goals = city / "plans" / "2018" / "namnd-01" / "enhet-001" / "plan.yaml"
    one = vplan("build", "2018/namnd-01/enhet-001", "--format", "html", "--force", "--output", str(work / "one"))
    changed, alone = [], []
    for number in range(runs):
        goals.write_text(f"{goals.read_text(encoding='utf-8')}# {number}\n", encoding="utf-8")
        changed.append(run(build, city).wall)
        alone.append(run(one, city).wall)
    idle = statistics.median(u.wall for u in pair.ours)
    note = (
        f"{statistics.median(changed):.2f} s; unchanged {idle:.2f} s + the plan alone {statistics.median(alone):.2f} s"
    )
    value = statistics.median(changed) / (idle + statistics.median(alone))
    yield Line("  one plan changed, wall / (unchanged + that plan)", value, 1.1, note=note)


def one_plan(work: Path, runs: int) -> Iterator[Line]:
    """One cold plan from YAML to tagged PDF against stock WeasyPrint on the same HTML with leader()."""
    pages = work / "long"
    pages.mkdir()
    run(python(PRINT_HTML, str(ROOT), LONG_PLAN, str(pages)), ROOT)
    html = (pages / "0.html").read_text(encoding="utf-8").replace("</style>", f"{LEADER}</style>", 1)
    (pages / "leader.html").write_text(html, encoding="utf-8")
    ours = vplan("build", LONG_PLAN, "--format", "pdf", "--force", "--output", str(work / "long-site"))
    stock = python(STOCK, str(pages / "leader.html"), str(pages / "stock.pdf"))
    pair = side_by_side(lambda: run(ours, ROOT), lambda: run(stock, ROOT), runs)
    yield Line("one long plan, cold, wall / stock with leader()", pair.ratio(_wall), 0.75, note=_times(pair, _wall))


def eight_plans(work: Path, runs: int) -> Iterator[Line]:
    """Eight plans: our share of the CPU time, and what a second worker gives."""
    eight = work / "eight"
    shutil.copytree(ROOT / "plans" / "2019", eight / "plans" / "2019")
    shutil.copy(ROOT / "vplan.yaml", eight / "vplan.yaml")
    unit = eight / "plans" / LONG_PLAN
    for number in range(2, 9):
        shutil.copytree(unit, unit.with_name(f"vuxenenheten-{number}"))
    pages = work / "eight-html"
    pages.mkdir()
    run(python(PRINT_HTML, str(eight), "2019", str(pages)), eight)
    (work / "warm.txt").write_bytes(b"")
    ratios = _output(python(WARM, str(eight), str(pages), str(max(2, runs // 2))), eight)
    value = statistics.median(float(line) for line in ratios.split())
    yield Line("build HTML and PDF, CPU / WeasyPrint alone, both warm", value, 1.15)
    one = lambda: run(vplan("build", "--force", "--jobs", "1"), eight)  # noqa: E731
    two = lambda: run(vplan("build", "--force", "--jobs", "2"), eight)  # noqa: E731
    pair = side_by_side(one, two, max(2, runs // 2))
    yield Line(
        "eight plans, wall with one worker / with two", pair.ratio(_wall), 1.8, least=True, note=_times(pair, _wall)
    )


def trusted(runs: int) -> Iterator[Line]:
    """Tags, both claims, attachments, seal and structural check of every document against WeasyPrint's plain PDF."""
    from bench.trusted import Cost

    roots = [str(ROOT), *map(str, sorted(path.parent for path in (ROOT / "examples").glob("*/vplan.yaml")))]
    told = _output([sys.executable, "-m", "bench.trusted", str(runs), *roots], ROOT)
    costs = [Cost(**json.loads(line)) for line in told.splitlines()]
    for cost in costs:
        print(f"     {cost}", flush=True)  # noqa: T201
    dearest = max(costs, key=lambda cost: cost.ratio)
    largest = max(costs, key=lambda cost: cost.size / cost.plain_size)
    yield Line("a PDF to trust, CPU / WeasyPrint's plain one, worst", dearest.ratio, 1.35, note=dearest.name)
    yield Line("  size of the file", largest.size / largest.plain_size, 2.2, note=largest.name)


def award(work: Path, runs: int) -> Iterator[Line]:
    """The application of the award with its figures against one of as many pages without any, HTML and PDF."""
    with_figures, first = write_award(ROOT, work / "award"), write_twin(ROOT, work / "award-text", 0)
    for folder in (with_figures, first):
        run(vplan("build", "--force", AWARD), folder)
    missing = pages(with_figures / "site") - pages(first / "site")
    second = write_twin(ROOT, work / "award-more", missing)
    run(vplan("build", "--force", AWARD), second)
    missing += pages(with_figures / "site") - pages(second / "site")
    twin = write_twin(ROOT, work / "award-twin", missing)
    build = vplan("build", "--force", AWARD)
    pair = side_by_side(lambda: run(build, with_figures), lambda: run(build, twin), runs)
    note = f"{_times(pair, _cpu)}; {pages(with_figures / 'site')} and {pages(twin / 'site')} pages"
    yield Line("the award's application, CPU / as many pages without figures", pair.ratio(_cpu), 2, note=note)


def language_server(work: Path, plans: int) -> Iterator[Line]:
    """From a keystroke in a plan to its findings in the editor, while nothing else goes on and while all is checked."""
    city = work / "typed-city"
    write_city(city, plans)
    unit = "plans/2018/namnd-01/enhet-002"
    for name, file, wait in (
        ("mal.yaml", f"{unit}/mal.yaml", 30.0),
        ("plan.yaml", f"{unit}/plan.yaml", 30.0),
        ("mal.yaml right after the start", f"{unit}/mal.yaml", 0.0),
    ):
        found = keystrokes(city, file, wait=wait)
        note = f"{found}; {plans} plans"
        yield Line(f"keystroke in {name}, 95th percentile", found.percentile_95 * 1000, 100, "ms", note=note)


def planted_mistakes() -> Iterator[Line]:
    """Mistakes planted in the real plans: the list of them with the score of each, and what all at once gives."""
    from bench.mutations import all_at_once, counted, missed, scores

    found = []
    for score in scores():
        print(f"     {score}", flush=True)  # noqa: T201
        found.append(score)
    for result in missed(found):
        print(f"     {result}", flush=True)  # noqa: T201
    count = counted(found)
    note = (
        f"{count.found} of {count.planted} in {count.seconds:.0f} s; {count.follow_on} findings more than one for each"
    )
    yield Line(
        "planted mistakes found at their lines, one at a time", count.found / count.planted * 100, 100, "%", True, note
    )
    for name, at_once in all_at_once().items():
        yield Line(f"  all at once in {name}", at_once.found / at_once.planted * 100, 100, "%", True, str(at_once))


def start_up(work: Path, runs: int) -> Iterator[Line]:
    """`vplan --help` against importing click."""
    pair = side_by_side(lambda: run(vplan("--help"), work), lambda: run(python("import click"), work), runs * 3)
    yield Line("vplan --help, wall / importing click", pair.ratio(_wall), 3, note=_times(pair, _wall))


def imports(work: Path, runs: int) -> Iterator[Line]:
    """The import of a long plan, as text and as PDF, against building it."""
    site = work / "import-site"
    build = vplan("build", LONG_PLAN, "--force", "--output", str(site))
    run(build, ROOT)
    pdf = next(site.rglob("*.pdf"))
    text = work / "plan.txt"
    run(python(PDF_TEXT, str(pdf), str(text)), work)
    for name, file, bound in (("text", text, 1), ("PDF", pdf, 2)):
        folder = work / f"import-{name}"
        bring = vplan("import", str(file), "--to", str(folder), "--dry-run")
        pair = side_by_side(lambda bring=bring: run(bring, work), lambda: run(build, ROOT), runs)  # type: ignore[misc]
        yield Line(
            f"import of a long plan from {name}, wall / building it", pair.ratio(_wall), bound, note=_times(pair, _wall)
        )


def _output(command: list[str], cwd: Path) -> str:
    import subprocess

    return subprocess.run(command, cwd=cwd, env=ENVIRONMENT, check=True, capture_output=True, text=True).stdout  # noqa: S603


def _cpu(usage: Usage) -> float:
    return usage.cpu


def _wall(usage: Usage) -> float:
    return usage.wall


def _times(pair: Pair, figure: object) -> str:
    assert callable(figure)
    ours, base = (statistics.median(figure(u) for u in runs) for runs in (pair.ours, pair.base))
    return f"{ours:.3f} s / {base:.3f} s"


def main() -> int:
    """Run the benchmarks and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=1000, help="plans in the generated city")
    parser.add_argument("--runs", type=int, default=5, help="counted runs of each pair")
    parser.add_argument(
        "only", nargs="*", help="city, unchanged, long, eight, trusted, award, import, lsp, mutations, help"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vplan-bench-") as folder:
        work = Path(folder)
        benches: dict[str, Callable[[], Iterator[Line]]] = {
            "help": lambda: start_up(work, arguments.runs),
            "long": lambda: one_plan(work, arguments.runs),
            "eight": lambda: eight_plans(work, arguments.runs),
            "city": lambda: check_city(work, arguments.plans, arguments.runs),
            "trusted": lambda: trusted(arguments.runs),
            "award": lambda: award(work, arguments.runs),
            "import": lambda: imports(work, arguments.runs),
            "lsp": lambda: language_server(work, arguments.plans),
            "unchanged": lambda: nothing_changed(work, arguments.plans, arguments.runs),
            "mutations": planted_mistakes,
        }
        lines = []
        for name, bench in benches.items():
            if not arguments.only or name in arguments.only:
                for line in bench():
                    print(line, flush=True)  # noqa: T201
                    lines.append(line)
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
