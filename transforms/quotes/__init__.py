"""Who said what: direct, indirect and mixed quotation, with speaker, cue and addressee.

`find` is the way in; `quotation_marks`, `direct`, `indirect`, `asides`, `content` and `labels` find what was said,
`cues` is the lexicon, `speakers` finds who said it.
"""
