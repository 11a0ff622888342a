"""A person who knows the truth, and the rounds that they go with a model."""
