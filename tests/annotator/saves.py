"""A save of boxes as the editor sends it."""

import uuid
from typing import Any

from annotator.models import Category, Image
from tests.annotator.asking import Asker

KEY = "11111111-1111-4111-8111-111111111111"


def box(category: Category, /, **values: Any) -> dict[str, Any]:
    return {"key": KEY, "category": category.pk, "x1": 10, "y1": 20, "x2": 30.5, "y2": 40, **values}


def change(*upsert: Any, **values: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "upsert": list(upsert), **values}


def save(client: Asker, image: Image, body: Any, base: str = '"0"') -> Any:
    return client.ask("PATCH", f"/api/images/{image.pk}/annotation", body, If_Match=base)
