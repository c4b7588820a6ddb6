"""Which reports are of one event: what speaks for it and against it, and the joining of reports that agree.

`participants`, `wording` and `circumstances` weigh single traits, `evidence` all of them for every pair of reports
that can be of one event, `joining` makes events of the pairs, and `identity` gives them their ids.
"""
