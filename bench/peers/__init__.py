"""The programs beside which Firmground is measured; each module runs in the environment of the peers."""
