"""Stages: where the work stands in the police science system, and the decisions that move it. See docs/gates.md."""
