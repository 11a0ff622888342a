"""What `api.py` measures: one file for each subject, with its goals."""
