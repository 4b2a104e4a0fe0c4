"""How the ledger, the submissions and the contents are kept: the one place that knows the database."""
