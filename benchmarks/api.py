"""How fast Boxloop is where people wait: a table of figures beside their goals, on SQLite and on PostgreSQL.

Starts `manage.py up` on a free port of 127.0.0.1, in a temporary folder that is deleted at the end, and asks it through
HTTP. Uploads real JPEG files and saves their boxes by the same requests as the editor.

    python benchmarks/api.py
    python benchmarks/api.py --only save,list --seconds 10 --count 500 --json figures.json
"""

import argparse
import json
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # The project, wherever this is started from.

import psutil

from benchmarks.stand import browser
from benchmarks.stand.boxloop import ROOT, Boxloop
from benchmarks.stand.client import Client, Refused
from benchmarks.stand.databases import EMBEDDED, Backends, has_servers, temporary_backends
from benchmarks.stand.figures import BEYOND, Figure, Goal, print_table
from benchmarks.stand.processes import StandError
from benchmarks.steps.bench import Bench, Options
from benchmarks.steps.editing import edit
from benchmarks.steps.exporting import export
from benchmarks.steps.listing import browse
from benchmarks.steps.saving import save
from benchmarks.steps.starting import start
from benchmarks.steps.uploading import upload

STEPS: dict[str, Callable[[Bench], None]] = {
    "upload": upload,
    "list": browse,
    "export": export,
    "save": save,
    "editor": edit,
    "start": start,
}
FRONTEND = ROOT / "frontend" / "dist" / "index.html"


def main() -> int:
    options = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    benches: list[Bench] = []
    with tempfile.TemporaryDirectory(prefix="boxloop-bench-") as folder:
        try:
            for backends in _backends(options, Path(folder)):
                benches.append(_bench(backends, options, Path(folder) / backends.name))
                _measure(benches[-1], options.only)
        except (StandError, Refused) as error:
            print(f"Stopped: {error}", file=sys.stderr)
            return 1
        finally:
            _print(benches)
            if options.json:
                options.json.write_text(json.dumps(_as_json(benches), indent=1))
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=_steps, default=tuple(STEPS), metavar=",".join(STEPS), help="default: all")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long one figure is sampled (default: 5)")
    parser.add_argument("--count", type=int, default=5000, help="images of the large project (default: 5000)")
    parser.add_argument("--images", type=Path, metavar="DIR", help="JPEG files to upload (default: drawn, 640x480)")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds to wait for a quiet moment (default: 20)")
    parser.add_argument("--priority", type=int, default=0, metavar="NICE", help="-15 on a busy machine, for root only")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--database-url", default="", metavar="URL", help="an empty PostgreSQL database to be filled")
    parser.add_argument("--broker-url", default="", metavar="URL", help="a Redis, for --database-url")
    parser.add_argument("--sqlite-only", action="store_true", help="start no PostgreSQL and no Redis")
    return parser.parse_args()


def _steps(text: str) -> tuple[str, ...]:
    chosen = tuple(text.split(","))
    if unknown := set(chosen) - set(STEPS):
        raise argparse.ArgumentTypeError(f"no such step: {min(unknown)}")
    return chosen


def _backends(options: argparse.Namespace, folder: Path) -> Iterator[Backends]:
    """One after the other: each ends before the next starts."""
    yield EMBEDDED
    if options.sqlite_only:
        return
    if options.database_url:
        yield Backends("PostgreSQL", options.database_url, options.broker_url)
    elif has_servers():
        with temporary_backends(folder) as backends:
            yield backends
    else:
        print("PostgreSQL or Redis is not on this machine: measured on SQLite alone.")


def _bench(backends: Backends, options: argparse.Namespace, folder: Path) -> Bench:
    folder.mkdir()
    print(f"On {backends.name}:", flush=True)
    server = Boxloop(folder, backends.environment)
    server.prepare()
    names = Options.__dataclass_fields__
    settings = Options(**{name: value for name, value in vars(options).items() if name in names})
    return Bench(server, settings, Client(server.address, server.token()), backends.name)


def _measure(bench: Bench, only: Sequence[str]) -> None:
    """Take the steps while the server runs, but for the last, which starts it itself."""
    with _explained(bench.server), ExitStack() as stack:
        for name, step in STEPS.items():
            if name not in only or (name == "editor" and not _has_browser()):
                continue
            if name == "start":
                stack.close()
            elif not bench.server.pid:
                stack.enter_context(bench.server.up())
            step(bench)


@contextmanager
def _explained(server: Boxloop) -> Iterator[None]:
    try:
        yield
    except (Refused, OSError) as error:
        raise StandError(f"{error}\nThe server's last words:\n{server.last_words()}") from error


def _has_browser() -> bool:
    if browser.chromium() and FRONTEND.exists():
        return True
    print("  The editor was left out: it needs Chromium, and the frontend built by `make run`.")
    return False


def _print(benches: Sequence[Bench]) -> None:
    goals: dict[Goal, None] = dict.fromkeys(figure.goal for bench in benches for figure in bench.figures)
    if not goals:
        return
    heading = ["what", "goal", *(bench.backend for bench in benches)]
    print()
    print_table([heading, *([goal.what, str(goal), *(_cell(bench, goal) for bench in benches)] for goal in goals)])
    print(f"\nIn brackets: what others took of the {psutil.cpu_count()} cores meanwhile. {BEYOND}: misses its goal.")


def _cell(bench: Bench, goal: Goal) -> str:
    found: Figure | None = next((figure for figure in bench.figures if figure.goal == goal), None)
    return str(found) if found else "-"


def _as_json(benches: Sequence[Bench]) -> dict[str, object]:
    figures = {bench.backend: [figure.to_json() for figure in bench.figures] for bench in benches}
    return {"cores": psutil.cpu_count(), "figures": figures}


if __name__ == "__main__":
    sys.exit(main())
