"""Intake: one file of a reporter becomes rows, and rows become drafts. It decides nothing."""
