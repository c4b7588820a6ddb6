"""Who did what to whom: triggers, their arguments, their codes and their status.

`find` is the way in; `rules` reads seeds/event_rules.csv, `lemmas`, `frames` and `arguments` read the parse,
`plausibility` tells events from everyday senses, `status` what happened from what did not; `definite` finds whose "the
talks" were; `coding` joins the codes.
"""
