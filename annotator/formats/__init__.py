"""COCO, Pascal VOC and YOLO: plain records on one side, files on the other.

Here, and only here, live the conventions of others: centre and size, 1-based corners, indices from 0.
Knows no database and no project.
"""
