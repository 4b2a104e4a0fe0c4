"""Worked examples that anybody can run."""
