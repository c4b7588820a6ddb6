"""When, where and how many: dates, places and quantities beside an event or a cue.

`dates`, `places` and `quantities` are the ways in; `attachment` and `tense` say what belongs to which event.
"""
