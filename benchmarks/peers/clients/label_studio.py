"""Label Studio's community edition over its REST interface. Its boxes are in percent of the picture's sides."""

import io
import json
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from benchmarks.peers.clients.base import Account, AnnotationServer
from benchmarks.peers.scenario import Picture
from benchmarks.stand.client import Client, Upload, form

PAGE = 200


class Server(AnnotationServer):
    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._client = Client(account.address, account.token)

    def version(self) -> str:
        return str(self._client.get("/api/version")["release"])

    def create_project(self, title: str, categories: Sequence[str]) -> int:
        labels = "".join(f'<Label value="{name}"/>' for name in categories)
        config = f'<RectangleLabels name="label" toName="image">{labels}</RectangleLabels>'
        view = f'<View><Image name="image" value="$image"/>{config}</View>'
        row = self._client.send("POST", "/api/projects/", {"title": title[:50], "label_config": view})
        return int(row["id"])

    def upload(self, project: int, pictures: Sequence[Picture]) -> int:
        return int(self._send_files(project, pictures)["task_count"])

    def add_suggested(self, project: int, pictures: Sequence[Picture]) -> None:
        """The files without items; then their addresses, which items with predictions must name."""
        ids = self._send_files(project, pictures, "?commit_to_project=false")["file_upload_ids"]
        query = ",".join(map(str, ids))
        rows = {
            row["id"]: row["file"] for row in self._client.get(f"/api/projects/{project}/file-uploads?ids=[{query}]")
        }
        items = [
            {
                "data": {"image": f"/data/{rows[key]}"},
                "predictions": [{"result": regions(picture), "score": 0.9, "model_version": "scenario"}],
            }
            for key, picture in zip(ids, pictures, strict=True)
        ]
        self._client.send("POST", f"/api/projects/{project}/import", items)

    def items(self, project: int) -> list[int]:
        found: list[int] = []
        while True:
            query = f"project={project}&page={len(found) // PAGE + 1}&page_size={PAGE}&fields=task_only&include=id"
            rows = self._client.get(f"/api/tasks?{query}")["tasks"]
            found += [row["id"] for row in rows]
            if len(rows) < PAGE:
                return sorted(found)

    def open_page(self, project: int, *, size: int, last: bool) -> Callable[[], int]:
        count = self._client.get(f"/api/projects/{project}/")["task_number"]
        page = -(-count // size) if last else 1
        query = f"page={page}&page_size={size}&view={self._view(project)}&project={project}"
        return lambda: len(self._client.get(f"/api/tasks?{query}")["tasks"])

    def save(self, project: int, item: int, picture: Picture) -> None:
        annotation = {
            "result": regions(picture),
            "lead_time": 3.1,
            "draft_id": 0,
            "parent_prediction": None,
            "parent_annotation": None,
            "started_at": datetime.now(UTC).isoformat(),
            "project": project,
        }
        self._client.send("POST", f"/api/tasks/{item}/annotations?project={project}", annotation)

    def export_coco(self, project: int) -> bytes:
        """In one long request; a zip, in which the JSON is."""
        with zipfile.ZipFile(
            io.BytesIO(self._client.ask("GET", f"/api/projects/{project}/export?exportType=COCO"))
        ) as file:
            return file.read(next(name for name in file.namelist() if name.endswith(".json")))

    def _send_files(self, project: int, pictures: Sequence[Picture], query: str = "") -> Any:
        files = {f"file{number}": [Upload(picture.name, picture.content)] for number, picture in enumerate(pictures)}
        body, content_type = form({}, files)
        headers = {"Content-Type": content_type}
        return json.loads(self._client.ask("POST", f"/api/projects/{project}/import{query}", body, headers))

    def _view(self, project: int) -> int:
        """The tab of its data manager, made at the first visit."""
        views = self._client.get(f"/api/dm/views?project={project}")
        if not views:
            tab = {"title": "Default", "type": "list", "filters": {"conjunction": "and", "items": []}}
            views = [self._client.send("POST", "/api/dm/views/", {"project": project, "data": tab})]
        return int(views[0]["id"])


def regions(picture: Picture) -> list[dict[str, Any]]:
    wide, high = picture.width / 100, picture.height / 100
    return [
        {
            "id": f"box{number}",
            "type": "rectanglelabels",
            "from_name": "label",
            "to_name": "image",
            "original_width": picture.width,
            "original_height": picture.height,
            "image_rotation": 0,
            "value": {
                "x": box.x1 / wide,
                "y": box.y1 / high,
                "width": (box.x2 - box.x1) / wide,
                "height": (box.y2 - box.y1) / high,
                "rotation": 0,
                "rectanglelabels": [box.category],
            },
        }
        for number, box in enumerate(picture.boxes)
    ]
