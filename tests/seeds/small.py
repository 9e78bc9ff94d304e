"""A few rows of the sample: one collaboration with what belongs to it, two more offers and a brief."""

import json
from pathlib import Path
from typing import Any

from app.seeds import sample, sample_accounts, sample_files

# In the order of the files, so that a test knows on which line each stands.
KEPT = {"BR-002", "BR-029", "OF-001", "OF-116", "OF-150", "CO-021"}
NAMES = ("briefs", "offers", "collaborations", "lessons", "codes", "organisations")


def small_sample(folder: Path) -> Path:
    """Write the few rows into `folder`."""
    files = {name: read(sample_files.DATA / f"{name}.jsonl") for name in NAMES}
    kept = KEPT | {row["id"] for row in files["lessons"] if row["collaboration_id"] in KEPT}
    named = {slug for _, slug in sample_accounts.SIGN_INS}
    for name, rows in files.items():
        chosen = [
            row for row in rows if (row["slug"] in named if name == "organisations" else row["id"] in kept)
        ]
        for row in chosen:
            named |= {row[field] for field in ("org_slug", "force_slug", "university_slug") if field in row}
        write(folder / f"{name}.jsonl", chosen)
    return folder


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def load(folder: Path) -> None:
    """Load a sample without a word."""
    sample.load(lambda file, rows: None, folder)
