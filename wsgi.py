"""The entry point of gunicorn and of the `flask` command."""

import gc
import os

# Before numpy is imported. A second thread for one small product of matrices mostly spins: a search took 0.24 s of
# processor time with two and takes 0.09 s with one, and others wait for the processors meanwhile.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# What the site is made of is never garbage. To look through it again and again while it is being made, and once more at
# the end, takes a third of the time in which a process starts.
gc.disable()

from app import create_app  # noqa: E402  # nothing may be imported before

app = create_app()
gc.freeze()
gc.enable()
