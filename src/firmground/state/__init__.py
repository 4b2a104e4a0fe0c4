"""What was so on a given day, as known on a given day: pure folds over the entries that stand."""
