"""The site admin: browse everything, change what may be changed, start the steps of the loop.

Rows that are written once offer no change here either: the history of a
project is worth nothing when an administrator can rewrite it.
"""

from annotator.admin import accounts, circle, crops, gallery, queue, records, suggestion_rules, suspects, trainings
from annotator.admin.site import site

__all__ = [
    "accounts",
    "circle",
    "crops",
    "gallery",
    "queue",
    "records",
    "site",
    "suggestion_rules",
    "suspects",
    "trainings",
]
