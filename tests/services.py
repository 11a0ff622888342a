"""Which servers this run of the tests has, and, said aloud, what it leaves out for want of one.

A test that needs a server carries the server's mark. On a machine without that server it is left out, and the last
lines of the run name what was not tried and how to try it. With BOXLOOP_REQUIRE_SERVICES=1, as .ci/run sets it,
nothing may be left out: a missing server or a skipped test fails the run.
"""

import os
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, kw_only=True)
class Service:
    """A server or program from outside; `mark` is the name of the pytest mark of the tests that need it."""

    mark: str
    name: str
    is_there: bool
    hint: str


def chromium() -> str | None:
    """The browser that the browser tests drive: CHROMIUM, or the first one on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def services() -> list[Service]:
    return [
        Service(
            mark="postgres",
            name="PostgreSQL",
            is_there="TEST_DATABASE_URL" in os.environ,
            hint="set TEST_DATABASE_URL=postgres://user:password@127.0.0.1:5432/postgres",
        ),
        Service(
            mark="redis",
            name="Redis",
            is_there="TEST_REDIS_URL" in os.environ,
            hint="set TEST_REDIS_URL=redis://127.0.0.1:6379/0",
        ),
        Service(
            mark="browser",
            name="Chromium and the built frontend",
            is_there=chromium() is not None and (ROOT / "frontend" / "dist" / "index.html").exists(),
            hint="install Chromium, or set CHROMIUM to its program, and run make setup",
        ),
    ]


class Selection:
    """Leaves out the tests whose service is missing, and reports them at the end of the run."""

    def __init__(self, missing: list[Service], *, require_all: bool) -> None:
        self.missing = missing
        self.require_all = require_all
        self.left_out: Counter[str] = Counter()
        self.skipped = 0

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        kept: list[pytest.Item] = []
        left_out: list[pytest.Item] = []
        for item in items:
            lacking = [service for service in self.missing if item.get_closest_marker(service.mark)]
            self.left_out.update(service.mark for service in lacking)
            (left_out if lacking else kept).append(item)
        if not left_out:
            return
        if self.require_all:
            raise pytest.UsageError(*self.sentences("missing"))
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.skipped += report.skipped and not hasattr(report, "wasxfail")

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.require_all and self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for sentence in self.sentences("not tried"):
            terminalreporter.write_line(sentence)
        if self.require_all and self.skipped:
            terminalreporter.write_line(f"{self.skipped} skipped: with BOXLOOP_REQUIRE_SERVICES=1 nothing may be.")

    def sentences(self, verdict: str) -> list[str]:
        return [
            f"{service.name}: {count} test{'s' * (count > 1)} {verdict}. To run them, {service.hint}."
            for service in self.missing
            if (count := self.left_out[service.mark])
        ]


def pytest_configure(config: pytest.Config) -> None:
    require_all = os.environ.get("BOXLOOP_REQUIRE_SERVICES") == "1"
    missing = [service for service in services() if not service.is_there]
    config.pluginmanager.register(Selection(missing, require_all=require_all), "boxloop-services")
