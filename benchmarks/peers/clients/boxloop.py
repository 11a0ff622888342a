"""Boxloop over its REST interface."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.peers.clients.base import Account, AnnotationServer
from benchmarks.peers.scenario import Picture
from benchmarks.stand.client import Client, Upload, form

SECONDS = 600.0  # For background work.
MODEL = "scenario"
MOST_SUGGESTED = 100


class Server(AnnotationServer):
    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._client = Client(account.address, account.token)
        self._categories: dict[int, dict[str, int]] = {}

    def version(self) -> str:
        schema = self._client.ask("GET", "/api/schema").decode()
        found = re.search(r"version['\"]?: ['\"]?([0-9.]+)", schema.partition("info")[2])
        return found[1] if found else "?"

    def create_project(self, title: str, categories: Sequence[str]) -> int:
        row = self._client.create_project(title, categories, auto_train="never")
        return int(row["id"])

    def upload(self, project: int, pictures: Sequence[Picture]) -> int:
        rows = self._client.upload(project, [Upload(picture.name, picture.content) for picture in pictures])
        return sum(row["status"] == "added" for row in rows)

    def add_suggested(self, project: int, pictures: Sequence[Picture]) -> None:
        """The files, then COCO results of an outside model; or, beyond what is kept of those, saved boxes."""
        rows = self._client.upload(project, [Upload(picture.name, picture.content) for picture in pictures])
        ids = {row["file_name"]: row["image"]["id"] for row in rows}
        if any(len(picture.boxes) > MOST_SUGGESTED for picture in pictures):
            for picture in pictures:
                self._save(project, ids[picture.name], picture)
        else:
            self._import(project, pictures, ids)
        self._client.wait_for_all_jobs(project, seconds=SECONDS)

    def _import(self, project: int, pictures: Sequence[Picture], ids: Mapping[str, int]) -> None:
        categories = {row["name"]: row["coco_id"] for row in self._rows(project)}
        results = [
            {
                "image_id": ids[picture.name],
                "category_id": categories[box.category],
                "bbox": [box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1],
                "score": 0.9,
            }
            for picture in pictures
            for box in picture.boxes
        ]
        if not results:
            return
        file = Upload("results.json", json.dumps(results).encode(), "application/json")
        body, content_type = form({"kind": "predictions", "model_name": MODEL}, {"file": [file]})
        headers = {"Content-Type": content_type}
        job = json.loads(self._client.ask("POST", f"/api/projects/{project}/imports", body, headers))
        self._client.wait_for(job, seconds=SECONDS)

    def items(self, project: int) -> list[int]:
        return [row["id"] for row in self._client.images(project, "ordering=id&limit=200")]

    def open_page(self, project: int, *, size: int, last: bool) -> Callable[[], int]:
        address = f"/api/projects/{project}/images?limit={size}"
        while last and (following := self._client.get(address)["next"]):
            address = following
        return lambda: len(self._client.get(address)["results"])

    def save(self, project: int, item: int, picture: Picture) -> None:
        self._save(project, item, picture, state="done")

    def _save(self, project: int, item: int, picture: Picture, **change: str) -> None:
        if project not in self._categories:
            self._categories[project] = {row["name"]: row["id"] for row in self._rows(project)}
        names = self._categories[project]
        boxes = [
            {"key": box.key, "category": names[box.category], "x1": box.x1, "y1": box.y1, "x2": box.x2, "y2": box.y2}
            for box in picture.boxes
        ]
        self._client.save(item, 0, upsert=boxes, **change)

    def export_coco(self, project: int) -> bytes:
        return self._client.ask("GET", self._client.export(project, seconds=SECONDS)["file"])

    def _rows(self, project: int) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._client.get(f"/api/projects/{project}/categories")["results"]
        return rows
