"""What is dear to make is made once, by whichever of the parallel test processes comes first."""

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest


def copy_of(factory: pytest.TempPathFactory, name: str, to: Path, make: Callable[[Path], None]) -> Path:
    """`to`, filled with a copy of the folder `name`, which `make(folder)` fills the first time."""
    root = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / f"shared-{name}"
    with (root / f"shared-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ".made").exists():
            folder.mkdir(exist_ok=True)
            make(folder)
            (folder / ".made").touch()
    shutil.copytree(folder, to, dirs_exist_ok=True)
    return to
