"""The letters that the worker writes where no mail server is set."""

import email
import email.policy
import re
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit


def link_in_letter(data_dir: Path, address: str, subject: str, seconds: float = 20) -> str:
    """The path of the first link in the newest letter to `address` whose subject has `subject`, once it is there."""
    until = monotonic() + seconds
    while True:
        for path in sorted((data_dir / "mail").glob("*.eml"), reverse=True):
            letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            if letter["To"] == address and subject in letter["Subject"]:
                found = re.search(r"https?://\S+", letter.get_content())
                assert found, letter.get_content()
                return urlsplit(found[0]).path
        assert monotonic() < until, f"no letter to {address} about {subject!r}"
        sleep(0.1)  # the worker is another process: there is nothing to wait on but its folder
