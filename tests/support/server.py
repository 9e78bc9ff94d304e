"""The site as it runs in production: web server and worker as processes of their own."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.shared import copy_of

PROJECT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class LiveServer:
    """The web server and the worker as processes of their own."""

    data_dir: Path
    settings: dict[str, str] = field(default_factory=dict)
    # Fork processes from one that has loaded the site: quick to come back, but onnxruntime cannot end well in them.
    preload: bool = False
    port: int = field(default_factory=free_port)
    web: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        plain = {k: os.environ[k] for k in ("PATH", "HOME", "LANG") if k in os.environ}
        return {
            **plain,
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "RATE_LIMIT_DEFAULT": "100000 per minute",
            "RATE_LIMIT_WRITES": "100000 per minute",
            "RATE_LIMIT_ACCOUNT": "100000 per minute",
            # Encoding all sample texts takes minutes; what it adds is tested in tests/search and tests/matching.
            "ENCODER": "off",
            **self.settings,
        }

    @property
    def accounts(self) -> list[dict[str, str]]:
        """The sample sign-ins: role, organisation, email, password."""
        accounts: list[dict[str, str]] = json.loads((self.data_dir / "sample-accounts.json").read_text())
        return accounts

    def account(self, role: str, number: int = 0) -> dict[str, str]:
        return [a for a in self.accounts if a["role"] == role][number]

    def flask(self, *args: str) -> str:
        """Run a command of the site; its output. Fails with what it said."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *args],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"flask {' '.join(args)}: {done.stdout}{done.stderr}"
        return done.stdout

    def prepare(self) -> None:
        """Fill the database and the index as `make run` does."""
        self.flask("prepare")

    def start_web(self) -> None:
        with (self.data_dir / "web.log").open("ab") as log:
            self.web = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "--config",
                    "deploy/gunicorn.conf.py",
                    "--bind",
                    f"127.0.0.1:{self.port}",
                    *(["--preload"] if self.preload else []),
                    "wsgi:app",
                ],
                cwd=PROJECT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def start_worker(self) -> None:
        with (self.data_dir / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", "flask", "--app", "wsgi", "worker"],
                cwd=PROJECT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def wait(self, seconds: float = READY_SECONDS) -> None:
        """Return when /healthz answers 200; fail with the log when it does not."""
        until = time.monotonic() + seconds
        last: object = "no answer"
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except urllib.error.HTTPError as error:
                last = error
                error.close()
            except OSError as error:
                last = error
            assert self.web is None or self.web.poll() is None, (self.data_dir / "web.log").read_text()
            time.sleep(0.1)
        raise AssertionError(
            f"not ready after {seconds} s: {last}\n{(self.data_dir / 'web.log').read_text()[-3000:]}"
        )

    def kill_web(self) -> None:
        """SIGKILL to the web server and its processes, as a power cut would."""
        self._kill(self.web)
        self.web = None

    def kill_worker(self) -> None:
        """SIGKILL to the worker."""
        self._kill(self.worker)
        self.worker = None

    @staticmethod
    def _kill(process: subprocess.Popen[bytes] | None) -> None:
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def stop(self) -> None:
        for process in (self.web, self.worker):
            if process is not None and process.poll() is None:
                process.terminate()
                try:
                    process.wait(15)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def prepared(factory: pytest.TempPathFactory, name: str) -> Path:
    """A new DATA_DIR with reference data, sample content and index, as `make run` leaves it."""
    return copy_of(factory, "prepared", factory.mktemp(name), lambda folder: LiveServer(folder).prepare())
