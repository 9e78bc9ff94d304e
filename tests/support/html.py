"""The HTML validator (vnu), run once over a folder of pages."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
# It lives for seconds: what makes a long life quick costs more than it brings, and it needs a deep stack without it.
JAVA = ("-Xss8m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
VNU = PROJECT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


def validate(folder: Path) -> list[str]:
    """What the validator finds wrong in the `.html` files of `folder`; empty when all are valid.

    A file `<name>.url` beside a page says where it came from. Java's absence is a failure.
    """
    pages = sorted(folder.glob("*.html"))
    if not pages:
        return []
    java = shutil.which("java")
    if java is None:
        raise RuntimeError("no Java found: run `make test`, or apt-get install default-jre-headless")
    done = subprocess.run(
        [java, *JAVA, "-jar", str(VNU), "--errors-only", "--format", "json", "--stdout", *map(str, pages)],
        capture_output=True,
        text=True,
    )
    messages = json.loads(done.stdout or '{"messages": []}')["messages"]
    found = []
    for message in messages:
        page = Path(message.get("url", "").removeprefix("file:"))
        source = page.with_suffix(".url")
        where = source.read_text(encoding="utf-8") if source.is_file() else page.name
        extract = message.get("extract", "")
        found.append(f"{where} line {message.get('lastLine', '?')}: {message['message']} {extract!r}")
    assert done.returncode == 0 or found, done.stderr
    return found


if __name__ == "__main__":
    wrong = validate(Path(sys.argv[1]))
    sys.stdout.write("".join(f"{line}\n" for line in wrong) or "All valid.\n")
    sys.exit(bool(wrong))
