"""Read models as pure folds: one file each with its row, keys and apply."""
