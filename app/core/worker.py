"""The worker: keeps the index in step, sends mail, and is the clock."""

import fcntl
import logging
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from types import FrameType
from typing import IO

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.core import clock, mail
from app.core.models import ClockRun, KeptPost, Submission
from app.extensions import db

log = logging.getLogger(__name__)
PAUSE = 0.2  # seconds between two looks at the outbox, unless somebody wakes the worker
DOZE = 0.02  # seconds between two looks at whether somebody does
TURNS_BETWEEN_LOOKS = 25  # turns between two looks at what is done once in a while
HEARTBEAT_FRESH = 5.0  # seconds after which a silent worker counts as gone
KEPT_SUBMISSIONS = timedelta(days=1)
KEPT_POSTS = timedelta(days=14)


@dataclass(frozen=True)
class Job:
    name: str
    run: Callable[[], None]
    # None: at every turn of the loop. Else at most once in that time, remembered in the database.
    every: timedelta | None


_jobs: list[Job] = []


def job(name: str, run: Callable[[], None], *, every: timedelta | None = None) -> None:
    """Let the worker call `run` at every turn, or once in every `every`. Each call is its own transaction."""
    if all(known.name != name for known in _jobs):
        _jobs.append(Job(name, run, every))


def turn(*, timed: bool = True) -> None:
    """Do once whatever is due; without `timed`, only what every turn does.

    A job that fails is logged and the others go on.
    """
    for task in _jobs:
        if task.every is not None and not timed:
            continue
        try:
            if task.every is None or _claim(task):
                task.run()
            db.session.commit()
        except Exception:
            log.exception("worker job %s failed", task.name)
            db.session.rollback()
        finally:
            db.session.remove()


def _claim(task: Job) -> bool:
    """Whether the job is due; if so it counts as done now, also on other hosts."""
    last = db.session.scalar(select(ClockRun).where(ClockRun.job == task.name).with_for_update())
    if last is not None and task.every is not None and clock.now() < last.at + task.every:
        return False
    if last is None:
        db.session.add(ClockRun(job=task.name, at=clock.now()))
    else:
        last.at = clock.now()
    try:
        db.session.commit()
    except IntegrityError:
        # Another host has just done it for the first time.
        db.session.rollback()
        return False
    return True


def heartbeat_path(app: Flask) -> Path:
    """The file whose time says when this host's worker last turned."""
    path: Path = app.config["DATA_DIR"] / "worker.heartbeat"
    return path


def is_alive(app: Flask) -> bool:
    """Whether a worker runs on this host."""
    try:
        age = time.time() - heartbeat_path(app).stat().st_mtime
    except OSError:
        return False
    return age < HEARTBEAT_FRESH


def wake(app: Flask) -> None:
    """Let this host's worker look at once: something has been committed for it. On other hosts it looks soon."""
    with suppress(OSError):  # on a full disk it looks soon as well
        _bell(app).touch()


def _bell(app: Flask) -> Path:
    path: Path = app.config["DATA_DIR"] / "worker.wake"
    return path


def _rung(app: Flask) -> int:
    """When the worker was last woken, in nanoseconds; 0 for never."""
    try:
        return _bell(app).stat().st_mtime_ns
    except OSError:
        return 0


def lock_or_none(app: Flask) -> IO[str] | None:
    """The lock that makes this process the host's one worker; None when another holds it."""
    handle = (app.config["DATA_DIR"] / "worker.lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        return None
    return handle


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due, then end.")
@with_appcontext
def command(once: bool) -> None:
    """Keep the index in step, send mail, and run what is due."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # the app itself, not its proxy
    lock = lock_or_none(app)
    if lock is None:
        raise click.ClickException("Another worker runs on this host.")
    with lock:
        if once:
            turn()
            return
        _loop(app)


def _loop(app: Flask) -> None:
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    click.echo("Worker started.")
    beat = heartbeat_path(app)
    turns = count()
    while not stopping:
        beat.touch()
        rung = _rung(app)
        turn(timed=next(turns) % TURNS_BETWEEN_LOOKS == 0)
        rested = time.monotonic() + PAUSE
        while time.monotonic() < rested and _rung(app) == rung:
            time.sleep(DOZE)
    beat.unlink(missing_ok=True)
    click.echo("Worker stopped.")


def _forget_old_forms() -> None:
    for model, age in ((Submission, KEPT_SUBMISSIONS), (KeptPost, KEPT_POSTS)):
        for row in db.session.scalars(select(model).where(model.at < clock.now() - age).limit(1000)).all():
            db.session.delete(row)


def register_core_jobs() -> None:
    """The jobs of the ground floor."""
    job("mail", mail.send_waiting)
    job("digest", mail.send_digests, every=timedelta(days=1))
    job("forget-sent-mail", mail.forget_sent, every=timedelta(days=1))
    job("forget-old-forms", _forget_old_forms, every=timedelta(hours=1))
