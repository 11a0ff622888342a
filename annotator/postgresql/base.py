"""PostgreSQL with values that travel beside the statement, of which one takes 65,535.

Django 5.2 does not count them there: rows that are written or deleted in bulk would go in one statement, which
PostgreSQL refuses from some thousand rows on. Django 6 counts as it is done here.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.postgresql import base, features, operations

MOST_VALUES = 2**16 - 1


class DatabaseFeatures(features.DatabaseFeatures):
    max_query_params = MOST_VALUES


class DatabaseOperations(operations.DatabaseOperations):
    def bulk_batch_size(self, fields: Sequence[Any], objs: Sequence[Any]) -> int:
        """How many of the objects go into one statement with so many fields of each."""
        return MOST_VALUES // len(fields) if fields else len(objs)


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    ops_class = DatabaseOperations
