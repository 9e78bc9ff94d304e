"""A live site on a copy of the reference data, with one organisation and whoever writes its profile."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from app.core.actor import Role
from app.extensions import db
from app.search import store, writer
from tests import factories
from tests.accounts.people import PASSWORD, person_with_password
from tests.kills.visitor import Visitor
from tests.support.databases import close_connections
from tests.support.server import LiveServer

EMAIL = "writer@live.example"
SLUG = "the-live-one"
SETTINGS = {"INDEX_WAIT_SECONDS": "0", "WEB_WORKERS": "1", "ENCODER": "off", "SAMPLE": "0"}
PAUSE = 0.1  # seconds between two looks at a page that will change; the processes need the time themselves


def settle(folder: Path, address: str, also: Callable[[], Any] = lambda: None) -> Any:
    """Add the organisation, its administrator and what `also` makes to the database, and build the host's index; what
    `also` returned."""
    with commands(folder, address):
        force = factories.force(slug=SLUG, name="The Live One")
        person_with_password(force, Role.ORGANISATION_ADMINISTRATOR, email=EMAIL)
        made = also()
        db.session.commit()
        writer.rebuild()
    return made


@contextmanager
def commands(folder: Path, address: str = "") -> Iterator[Flask]:
    """The app as a command on the host has it, in this process: a new one takes seconds to start."""
    app = create_app({**SETTINGS, "DATA_DIR": str(folder), "DATABASE_URL": address})
    with app.app_context():
        yield app
        store.close_mine()
    close_connections(app)


class Host:
    """Web server, worker and index of one host, seen through the profile of one organisation."""

    def __init__(self, folder: Path, address: str, **settings: str) -> None:
        database = {"DATABASE_URL": address} if address else {}
        self.server = LiveServer(folder, {**SETTINGS, **database, **settings})
        self.address = address
        self.index = folder / "index"
        self.public = Visitor(self.server.url)
        self.administrator = Visitor(self.server.url)

    def start(self) -> None:
        self.server.start_web()
        self.start_worker()

    def start_worker(self) -> None:
        self._background.unlink(missing_ok=True)
        self.server.start_worker()

    @property
    def _background(self) -> Path:
        return self.server.data_dir / "matching-background.npz"

    def wait(self) -> None:
        """Return when the web server is well and the worker, having read all listings, goes round."""
        self.server.wait()
        until(self._background.exists, self, seconds=60)

    def sign_in(self) -> None:
        self.administrator.sign_in({"email": EMAIL, "password": PASSWORD})

    def write(self, word: str) -> None:
        """Change the profile. Fails unless the site takes it."""
        self.administrator.submit(f"/organisations/{SLUG}/edit", about=f"All about {word}")

    def finds(self, word: str) -> bool | None:
        """Whether the word finds the organisation; None where the page says that the search is being rebuilt. Fails
        unless the page answers."""
        page = self.public.page(f"/find?kind=organisations&q={word}")
        if page.select_one("h1").get_text(strip=True) == "The search is being rebuilt":
            return None
        # What is nearest is shown in the same way where nothing is found.
        is_nearest = any("nearest" in heading.get_text() for heading in page.select("main h2"))
        card = page.select_one(f".cg-card__title a[href='/organisations/{SLUG}']")
        return card is not None and not is_nearest

    def shows_match(self, brief: int, offer: int) -> bool:
        """Whether the page of the brief's matches has the offer."""
        page = self.public.page(f"/briefs/{brief}/matches?weak=yes")
        return page.select_one(f".cg-card__title a[href='/offers/{offer}']") is not None

    def health(self) -> int:
        try:
            with closing(urllib.request.urlopen(f"{self.server.url}/healthz", timeout=20)) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with closing(error):
                return error.code

    def check(self) -> None:
        """`flask search check`, which must agree."""
        with commands(self.server.data_dir, self.address) as app:
            done = app.test_cli_runner().invoke(args=["search", "check"])
        assert done.exit_code == 0, f"{done.output} {done.exception!r}"

    @property
    def log(self) -> str:
        """What the worker has said."""
        return (self.server.data_dir / "worker.log").read_text()


def until(done: Callable[[], object], *hosts: Host, seconds: float, pause: float = PAUSE) -> float:
    """Wait for something; how many seconds it took."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() - began < seconds, [host.log[-3000:] for host in hosts]
        time.sleep(pause)
    return time.monotonic() - began
