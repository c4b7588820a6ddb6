"""Who: mentions of people, organizations, countries and groups, and which of them are one actor.

`mentions` is the way in; `candidates`, `gazetteer`, `names`, `titles` and `roles` find what may refer to an actor,
`coreference` decides what refers to the same one.
"""
