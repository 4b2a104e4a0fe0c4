"""Export: what somebody may see of an operation, as files that other programs read."""
