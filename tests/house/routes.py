"""The site's URLs are promises: they are listed in routes.txt, and one that vanishes fails a test.

`make routes` writes the list anew, after somebody has thought of who links to the old address.
"""

import tempfile
from pathlib import Path

from flask import Flask

from app import create_app

LIST = Path(__file__).with_name("routes.txt")


def urls(app: Flask) -> list[str]:
    """One line per address, sorted: its methods, its pattern, its endpoint."""
    return sorted(
        f"{rule.rule}  {','.join(sorted(rule.methods - {'HEAD', 'OPTIONS'}))}  {rule.endpoint}"
        for rule in app.url_map.iter_rules()
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        made = create_app({"DATA_DIR": folder, "DATABASE_URL": "", "TESTING": True})
        LIST.write_text("\n".join(urls(made)) + "\n", encoding="utf-8")
