"""Who said what: direct, indirect and mixed quotation, with speaker, cue, addressee and medium.

`find` is the way in. What was said: `quotation_marks`, `speeches`, `direct` and `unverbed` find words in marks,
`indirect`, `asides` and `content` reported ones, `labels` transcripts, headlines and blocks, `nested` quotes inside
quotes. Who said it: `sources` and `speakers` find the words, `speaker_actors` the actor. `cues` is the lexicon,
`channels` finds the medium, `confidence` is how sure all this is.
"""
