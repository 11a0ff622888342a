"""The six stages of one forward pass, as data: what prediction itself computes, looked at while it does.

trace.py     a picture -> a Trace, by the parts of `detector.fast` and no second model
sight.py     what was seen of the pass: the tensors, the time, and the way back to pixels of the original
maps.py      stages 1 and 2: the network's input and the maps of the pyramid
places.py    stage 3: anchors, objectness, proposals, and who suppressed whom
regions.py   stages 4 and 5: pooled patches, class distributions, refined boxes
finals.py    stage 6: what the threshold, suppression and the limit removed, and what is left
drawing.py   numbers as bytes for a browser
"""
