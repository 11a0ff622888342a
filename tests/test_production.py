"""The production profile without containers: the commands of docker-compose.yml, on this machine's servers."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
import redis
import yaml

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
LONG_RUNNING = ("web", "beat", "worker-cpu", "worker-gpu")

ADD_A_PROJECT = """
from annotator.services import projects
print(projects.create_project(name="Cells", owner=None).pk)
"""
# No bell is rung for these rows: only the clock, Redis and a worker together can find them.
ADD_A_JOB = """
from annotator.models import Job
print(Job.objects.create(project_id={project}, kind="prepare", queue="{queue}", params=dict(images=[])).pk)
"""


class Profile:
    """Our services of the compose file, with this machine's addresses in the place of the containers'."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.database = f"boxloop_production_{os.getpid()}"
        self.postgres = urlsplit(os.environ["TEST_DATABASE_URL"])
        self.redis = urlsplit(os.environ["TEST_REDIS_URL"])._replace(path="/7")
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def set_up(self) -> None:
        secrets = {
            "secret_key": "k" * 64,
            "database_password": self.postgres.password or "",
            "redis_password": self.redis.password or "",
        }
        (self.folder / "secrets").mkdir()
        for name, secret in secrets.items():
            (self.folder / "secrets" / name).write_text(f"{secret}\n")  # As openssl and echo write it.
        self._on_the_server(f'CREATE DATABASE "{self.database}"')
        redis.Redis.from_url(self.redis.geturl()).flushdb()

    def tear_down(self) -> None:
        for process in self.running.values():
            process.kill()
            process.wait()
        redis.Redis.from_url(self.redis.geturl()).flushdb()
        self._on_the_server(f'DROP DATABASE "{self.database}" WITH (FORCE)')

    def environment(self, name: str) -> dict[str, str]:
        theirs = {key: self._here(str(value)) for key, value in SERVICES[name]["environment"].items()}
        user, host, port = self.postgres.username, self.postgres.hostname, self.postgres.port or 5432
        return {
            **theirs,
            "DATABASE_URL": f"postgres://{user}@{host}:{port}/{self.database}",
            "CELERY_BROKER_URL": f"redis://{self.redis.hostname}:{self.redis.port or 6379}{self.redis.path}",
            "SWEEP_SECONDS": "1",  # The story need not last half a minute.
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "OMP_NUM_THREADS": "1",
        }

    def command(self, name: str) -> list[str]:
        program, *arguments = (self._here(word) for word in SERVICES[name]["command"])
        return [str(Path(sys.executable).parent / program), *arguments]

    def run(self, name: str, *command: str) -> str:
        """What a command prints, run to its end with the service's settings."""
        finished = subprocess.run(
            command or self.command(name), env=self.environment(name), cwd=ROOT, capture_output=True, text=True
        )
        assert finished.returncode == 0, finished.stdout + finished.stderr
        return finished.stdout.strip()

    def shell(self, code: str) -> str:
        return self.run("migrate", sys.executable, "manage.py", "shell", "--no-imports", "--command", code)

    def start(self, name: str) -> None:
        with self.log(name).open("wb") as log:
            self.running[name] = subprocess.Popen(
                self.command(name), env=self.environment(name), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            )

    def stop(self, name: str) -> int:
        """The exit status after a TERM, which is how containers are stopped."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGTERM)
        return process.wait(timeout=60)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def until(self, name: str, happens: Callable[[], bool]) -> None:
        """Wait for something that the service is to bring about; fail with its log."""
        for _ in range(300):
            if happens():
                return
            assert self.running[name].poll() is None, self.log(name).read_text()
            time.sleep(0.2)
        raise AssertionError(self.log(name).read_text())

    def health(self) -> int:
        """The status of /health, or 0 while nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def has_succeeded(self, job: str) -> bool:
        with psycopg.connect(self._address(self.database)) as connection:
            row = connection.execute("SELECT state, error FROM annotator_job WHERE id = %s", [int(job)]).fetchone()
        assert row is not None
        assert row[0] in {"queued", "running", "succeeded"}, row
        return bool(row[0] == "succeeded")

    def _on_the_server(self, statement: str) -> None:
        with psycopg.connect(self._address(self.postgres.path.strip("/") or "postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _address(self, database: str) -> str:
        return self.postgres._replace(scheme="postgresql", path=f"/{database}").geturl()

    def _here(self, value: str) -> str:
        """A value of the compose file, with its defaults filled in and its paths in our folder."""
        value = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
        value = re.sub(r"^/(data|tmp)\b", lambda found: str(self._folder(found[1])), value)
        value = value.replace("/run/secrets", str(self.folder / "secrets"))
        return {"0.0.0.0": "127.0.0.1", "8000": str(self.port)}.get(value, value)  # noqa: S104

    def _folder(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir(exist_ok=True)
        return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def profile(tmp_path: Path) -> Iterator[Profile]:
    profile = Profile(tmp_path)
    profile.set_up()
    try:
        yield profile
    finally:
        profile.tear_down()


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.slow
def test_the_profile_migrates_answers_works_and_stops(profile: Profile) -> None:
    profile.run("migrate")
    started = ("web", "beat", "worker-cpu")
    for name in started:
        profile.start(name)

    profile.until("web", lambda: profile.health() == 200)
    project = profile.shell(ADD_A_PROJECT)
    for queue in ("cpu", "gpu"):
        job = profile.shell(ADD_A_JOB.format(project=project, queue=queue))
        profile.until("worker-cpu", partial(profile.has_succeeded, job))

    assert {name: profile.stop(name) for name in started} == dict.fromkeys(started, 0)


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.slow
def test_the_gpu_worker_looks_at_its_start_for_what_waits(profile: Profile) -> None:
    profile.run("migrate")
    project = profile.shell(ADD_A_PROJECT)
    job = profile.shell(ADD_A_JOB.format(project=project, queue="gpu"))
    profile.start("worker-gpu")
    profile.until("worker-gpu", partial(profile.has_succeeded, job))
    assert profile.stop("worker-gpu") == 0


def test_only_the_web_is_published_and_only_to_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:${BOXLOOP_PORT:-8000}:8000"]}


def test_secrets_come_from_files_and_never_from_the_compose_file() -> None:
    for service in SERVICES.values():
        for variable in service.get("environment", {}):
            assert not re.search(r"(PASSWORD|SECRET_KEY|TOKEN)$", variable), f"{variable} would hold a secret"


def test_our_containers_can_write_only_the_data_and_tmp_and_gain_no_rights() -> None:
    for service in OURS.values():
        assert service["read_only"]
        assert service["tmpfs"] == ["/tmp"]  # noqa: S108
        assert service["volumes"] == ["data:/data"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]


def test_our_containers_wait_for_the_servers_and_the_migrations() -> None:
    for name in LONG_RUNNING:
        waits_for = {other: wait["condition"] for other, wait in SERVICES[name]["depends_on"].items()}
        assert waits_for == {"migrate": "service_completed_successfully", "redis": "service_healthy"}
    assert SERVICES["migrate"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    assert all(
        "test" in SERVICES[name]["healthcheck"] for name in ("beat", "worker-cpu", "worker-gpu", "postgres", "redis")
    )


def test_the_web_leaves_postgres_connections_to_the_workers() -> None:
    """Each thread has one, and PostgreSQL as it comes takes 100: all others would be turned away."""
    words = SERVICES["web"]["command"]
    processes, threads = (int(words[words.index(name) + 1]) for name in ("--workers", "--blocking-threads"))
    assert processes * threads <= 80
    assert f"CMD {json.dumps(words)}" in (ROOT / "Dockerfile").read_text()


def test_redis_refuses_new_messages_rather_than_forget_old_ones() -> None:
    assert "--maxmemory-policy noeviction" in SERVICES["redis"]["command"][-1]
    assert "requirepass" in SERVICES["redis"]["command"][-1]


def test_the_images_run_as_nobody_special_and_the_web_has_no_torch() -> None:
    recipe = (ROOT / "Dockerfile").read_text()
    stages = dict(re.findall(r"^FROM \S+ AS (\w+)\n(.*?)(?=^FROM|\Z)", recipe, re.MULTILINE | re.DOTALL))
    assert "detector," not in stages["base"] + stages["web"]
    assert "'.[detector," in stages["worker"]
    assert all("USER boxloop" in stages[name] for name in ("web", "worker"))
    assert "HEALTHCHECK" in stages["web"]
