"""Who: mentions of people, organizations, countries and groups, and which of them are one actor.

`mentions` is the way in. `candidates`, `gazetteer`, `names`, `things`, `kinds`, `repeated`, `titles`, `beside` and
`roles` find what may refer to an actor; `discourse` holds what the article speaks of, and `naming`, `descriptions` and
`pronouns` decide what refers to the same thing. `nouns` says what a noun can be said of, `personal_names` what people's
names tell, `aliases` what analysts say names mean.
"""
