"""What an article is, before any language processing: its parts, its language, its state, its copies.

`describe` is the way in. It imports no spaCy: the run calls it in its own process.
"""
