"""torchvision's forward pass, cut where it can be made fast.

dense.py      pictures -> maps -> cells, objectness, deltas: convolutions alone, one static graph each
proposals.py  the best anchors first, and only those decoded; suppression a map
heads.py      pooled rows -> class and box of each proposal
finish.py     only the classes that can be shown decoded and suppressed
backends.py   who computes the dense graphs: torch on a processor or a GPU
openvino.py   the same in OpenVINO, also in bfloat16 and eight bits; optional
predictor.py  pictures -> Detections, by these parts in order
watching.py   who is told of each of these steps
choose.py     which back end is fast and right for a detector on this machine

Decoding, softmax and suppression are float32 always: rounding there moves boxes.
"""
