"""Gates: what must be settled before work may go on. The rules that derive them stand in docs/gates.md."""
