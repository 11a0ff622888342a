"""A detector that looks in three ways, and what each step from its scores to suggestions saves a person."""
