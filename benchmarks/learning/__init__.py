"""The loop played through with a simulated person: folds, arms, rounds, and what can be said of them."""
