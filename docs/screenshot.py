"""Take the README's picture of the front page.

    .venv/bin/python docs/screenshot.py http://127.0.0.1:8000

writes docs/front-page.png from the site that runs at that address. Needs the development requirements and Chromium.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURE = Path(__file__).with_name("front-page.png")
SIZE = {"width": 1280, "height": 960}


def take(address: str) -> None:
    """Write the picture of the page at `address`."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        page = browser.new_page(viewport=SIZE)
        page.goto(address)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    take(sys.argv[1])
