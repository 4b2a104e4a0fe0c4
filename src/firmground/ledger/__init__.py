"""What was said, when it was true, when the ledger learned it. Nothing is ever edited or erased."""
