"""The word vectors of many listings, to which one is added or taken away at the cost of its own words."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class WordRows:
    """The word vectors of a side as one long list of (slot, column, weight). What is dropped stays as waste until it is
    half of all."""

    def __init__(self) -> None:
        self._slots = np.zeros(0, np.int64)
        self._columns = np.zeros(0, np.int64)
        self._weights = np.zeros(0)
        self._end = self._waste = 0
        # Where each slot's entries are.
        self._spans: dict[int, slice] = {}

    def put(self, slot: int, columns: NDArray[np.int64], weights: Floats) -> None:
        self.drop(slot)
        end = self._end + len(columns)
        if end > len(self._slots):
            self._make_room(end)
            end = self._end + len(columns)
        span = slice(self._end, end)
        self._slots[span], self._columns[span], self._weights[span] = slot, columns, weights
        self._spans[slot], self._end = span, end

    def drop(self, slot: int) -> None:
        span = self._spans.pop(slot, None)
        if span is not None:
            self._weights[span] = 0
            self._waste += span.stop - span.start

    def move(self, source: int, target: int) -> None:
        """The words of slot `source` become those of `target`, which has none."""
        span = self._spans.pop(source)
        self._slots[span] = target
        self._spans[target] = span

    def of(self, slot: int) -> dict[int, float]:
        span = self._spans[slot]
        return dict(zip(self._columns[span].tolist(), self._weights[span].tolist(), strict=True))

    def cosines(self, columns: NDArray[np.int64], weights: Floats, stems: int, slots: int) -> Floats:
        asked = np.zeros(stems)
        asked[columns] = weights
        shares = asked[self._columns[: self._end]] * self._weights[: self._end]
        return np.bincount(self._slots[: self._end], shares, minlength=slots)[:slots].astype(np.float64)

    def _make_room(self, end: int) -> None:
        if self._waste > self._end // 2:
            self._close_gaps()
        size = max(1024, 3 * end // 2)
        for name in ("_slots", "_columns", "_weights"):
            array = getattr(self, name)
            setattr(self, name, np.concatenate([array[: self._end], np.zeros(size - self._end, array.dtype)]))

    def _close_gaps(self) -> None:
        kept = sorted(self._spans.items(), key=lambda entry: entry[1].start)
        rows = np.concatenate(
            [np.arange(span.start, span.stop) for _, span in kept] or [np.zeros(0, np.int64)]
        )
        self._slots, self._columns = self._slots[rows], self._columns[rows]
        self._weights = self._weights[rows]
        at = 0
        for slot, span in kept:
            self._spans[slot] = slice(at, at + span.stop - span.start)
            at = self._spans[slot].stop
        self._end, self._waste = at, 0
