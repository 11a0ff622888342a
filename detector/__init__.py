"""Faster R-CNN as a library: train, predict and evaluate on pictures and plain COCO files.

Knows nothing of the web, the database or jobs. Importing the package loads no torch, so that a
process without it can use `detector.images` and `detector.shapes`.
"""
