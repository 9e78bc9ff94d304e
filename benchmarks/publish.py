"""How soon a published offer has its matches, on a site with many listings, while two readers search.

python benchmarks/publish.py --listings 10000 --publications 200

A site of its own is set up: database, index, web server and worker as in production. Timed is, from outside, the way
from the commit that publishes an offer to its stored matches being readable. As on the real site the offer has been in
review before, so its texts are encoded already. The listings that it is compared with are invented, and their vectors
drawn at random: encoding 10,000 listings takes an hour, and comparing costs the same. The last line is JSON.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import click
import numpy as np
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from app import create_app
from app.briefs.models import Brief
from app.core import clock
from app.core.actor import Audience
from app.extensions import db
from app.listings.models import Listing, ListingMechanism, ListingSpecialism, ListingState
from app.matching.live import DESCRIBED
from app.matching.models import Match
from app.matching.profile import pieces
from app.matching.service import recompute
from app.matching.texts import text_of
from app.offers.models import Offer
from app.organisations.models import Kind, Organisation
from app.search import outbox, passages, telling, vectors
from app.search.encoder import BGE, DIMENSIONS, MINILM
from app.taxonomy.models import Area, Mechanism, Specialism
from benchmarks.documents import Maker

ROOT = Path(__file__).resolve().parent.parent
SEED = 20261122
AT_ONCE = 200
PAUSE = 0.01  # seconds between two looks for the matches
PATIENCE = 300.0  # seconds after which a publication counts as lost
READERS = 2


def fill(app: Flask, maker: Maker, dice: random.Random, count: int, *, published: bool) -> list[int]:
    """Add `count` listings, or offers that wait for review; their numbers. Vectors: random for the published ones."""
    forces = list(db.session.scalars(select(Organisation.id).where(Organisation.kind == Kind.TERRITORIAL)))
    universities = list(
        db.session.scalars(select(Organisation.id).where(Organisation.kind == Kind.UNIVERSITY))
    )
    codes = list(db.session.scalars(select(Specialism.code)))
    specialisms, areas = (
        dict(db.session.execute(select(kind.code, kind.label)).all()) for kind in (Specialism, Area)
    )
    made: list[int] = []
    with click.progressbar(length=count, label="Making listings") as bar:
        while len(made) < count:
            some = [
                _listing(maker, dice, forces, universities, codes, at % 2 == 0 or not published, published)
                for at in range(min(AT_ONCE, count - len(made)))
            ]
            db.session.add_all(some)
            db.session.flush()
            texts = [text_of(listing, specialisms.__getitem__, areas.__getitem__) for listing in some]
            made += [listing.id for listing in some]
            searched = [text for listing in some for text in _searched(listing)]
            db.session.commit()
            for model in (MINILM, BGE):
                wanted = [text for each in texts for text in pieces(each).of(model)]
                if published:
                    _invent([*wanted, *searched], model)
                else:
                    vectors.of(
                        list(dict.fromkeys([*wanted, *(searched if model is MINILM else ())])), model=model
                    )
            bar.update(len(some))
    return made


def _listing(
    maker: Maker,
    dice: random.Random,
    forces: list[int],
    universities: list[int],
    codes: list[str],
    is_offer: bool,
    published: bool,
) -> Listing:
    title, words = maker.text()
    # Sentences of fifteen words.
    said = words.split()
    text = ". ".join(" ".join(said[at : at + 15]).capitalize() for at in range(0, len(said), 15)) + "."
    common: dict[str, Any] = {
        "title": title[:150],
        "state": ListingState.PUBLISHED if published else ListingState.IN_REVIEW,
        "audience": dice.choice((Audience.PUBLIC, Audience.MEMBERS)),
        "published_at": clock.now(),
        "closes_on": clock.today() + timedelta(days=300),
        "mechanism_links": [ListingMechanism(mechanism=dice.choice(list(Mechanism)))],
        "specialism_links": [ListingSpecialism(specialism_code=code) for code in dice.sample(codes, 2)],
    }
    if is_offer:
        return Offer(organisation_id=dice.choice(universities), description=text, **common)
    return Brief(organisation_id=dice.choice(forces), problem=text, desired_outcome=title, **common)


def _searched(listing: Listing) -> list[str]:
    """What the index has encoded of a listing that is published, or in review."""
    return [text for part in passages.texts_of(DESCRIBED[f"{listing.kind}s"](listing)) for text in part]


def _invent(texts: list[str], model: Any) -> None:
    texts = list(dict.fromkeys(texts))
    dice = np.random.default_rng(SEED)
    rows = dice.integers(-90, 91, (len(texts), DIMENSIONS), np.int8)
    vectors._store(
        {vectors._digest(text, model): row.tobytes() for text, row in zip(texts, rows, strict=True)}
    )


def flask(environment: dict[str, str], *command: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command], cwd=ROOT, env=environment, check=True
    )


@contextmanager
def site(environment: dict[str, str], url: str) -> Iterator[None]:
    """The web server and the worker; both run until the end."""
    # As deploy/serve.sh does.
    web = ["nice", "-n", "5", sys.executable, "-m", "gunicorn"]
    web += ["--config", "deploy/gunicorn.conf.py", "--bind", url, "wsgi:app"]
    worker = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    running = [
        subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
        for command in (web, worker)
    ]
    try:
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)


@contextmanager
def readers(url: str, maker: Maker) -> Iterator[list[float]]:
    """Two people who search without a pause; how long each answer took, in seconds."""
    stop = threading.Event()
    took: list[float] = []

    def read() -> None:
        while not stop.is_set():
            began = time.perf_counter()
            with suppress(OSError):
                asked = maker.question().replace(" ", "+")
                with urllib.request.urlopen(f"http://{url}/find?q={asked}", timeout=30) as answer:
                    answer.read()
            took.append(time.perf_counter() - began)

    threads = [threading.Thread(target=read) for _ in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield took
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def publish(number: int) -> float:
    """Publish the offer; seconds from the commit to its matches being readable."""
    offer = db.session.get_one(Offer, number)
    offer.state, offer.published_at = ListingState.PUBLISHED, clock.now()
    db.session.commit()
    began = time.perf_counter()
    count = select(func.count()).select_from(Match).where(Match.offer_id == number)
    while time.perf_counter() - began < PATIENCE:
        with db.engine.execution_options(only_reads=True).connect() as connection:
            if connection.scalar(count):
                return time.perf_counter() - began
        time.sleep(PAUSE)
    raise click.ClickException(f"Offer {number} has no matches after {PATIENCE:.0f} s.")


@click.command()
@click.option("--listings", default=10_000, show_default=True)
@click.option("--publications", default=200, show_default=True)
@click.option("--port", default=8977, show_default=True)
@click.option("--data", type=click.Path(path_type=Path), help="Set up here, or go on with what is here.")
def main(listings: int, publications: int, port: int, data: Path | None) -> None:
    """Set up, publish, and print how long it took."""
    with tempfile.TemporaryDirectory(prefix="publish-") as folder:
        url = f"127.0.0.1:{port}"
        settings = {
            "DATA_DIR": str(data or folder),
            "PORT": str(port),
            "SAMPLE": "0",
            "RATE_LIMIT_DEFAULT": "1000000 per minute",
        }
        environment = {**os.environ, **settings}
        app = create_app({"DATA_DIR": settings["DATA_DIR"], "SAMPLE": "0"})
        with app.app_context():
            set_up(app, environment, listings, publications + 1)
            waiting = list(db.session.scalars(select(Offer.id).where(Offer.state == ListingState.IN_REVIEW)))
            db.session.commit()
            with site(environment, url):
                first = publish(waiting[0])
                click.echo(f"The first, while the worker loads its engine: {first:.1f} s.")
                with (
                    readers(url, Maker(SEED + 1)) as took,
                    click.progressbar(waiting[1 : publications + 1], label="Publishing") as bar,
                ):
                    seconds = [publish(number) for number in bar]
        figures = {
            "listings": listings,
            "publications": publications,
            "median_seconds": round(float(np.percentile(seconds, 50)), 3),
            "p95_seconds": round(float(np.percentile(seconds, 95)), 3),
            "slowest_seconds": round(max(seconds), 3),
            "first_seconds": round(first, 3),
            "searches": len(took),
            "search_median_seconds": round(float(np.percentile(took, 50)), 3),
            "search_p95_seconds": round(float(np.percentile(took, 95)), 3),
        }
        for name, value in figures.items():
            click.echo(f"{name.replace('_', ' '):24} {value}")
        click.echo(json.dumps(figures))


def set_up(app: Flask, environment: dict[str, str], listings: int, publications: int) -> None:
    """The site has so many open listings, and so many offers in review, in database and index."""
    upgrade()
    maker, dice = Maker(SEED), random.Random(SEED)
    flask(environment, "seeds", "load")
    if not db.session.scalar(select(func.count()).select_from(Listing)):
        fill(app, maker, dice, listings, published=True)
        fill(app, maker, dice, publications, published=False)
        # The matches of these with each other are not what is measured.
        telling.has_heard(recompute, outbox.latest()[0])
    db.session.commit()
    flask(environment, "search", "rebuild", "--if-stale")


if __name__ == "__main__":
    main()
