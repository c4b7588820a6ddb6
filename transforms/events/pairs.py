"""Source and target of a match: who acts and who is acted upon, each with each, and no others."""

from itertools import permutations, product

from spacy.tokens import Token

from transforms.document import Document, Mention
from transforms.events.arguments import phrase, sources, targets, wider_target
from transforms.events.clauses import subjects, with_conjuncts
from transforms.events.lemmas import base_form
from transforms.events.matching import Match
from transforms.events.plausibility import is_known
from transforms.events.rules import words

# What speakers call themselves and theirs when their words are reported.
SELF_PRONOUNS = frozenset({"it", "they", "we", "he", "she"})
# Several who do this do it with each other, whatever it is about: "agreed to drop all charges".
JOINTLY = "agree"
Pair = tuple[Mention | None, Mention | None]
# Who stands here takes no part in what is done together: "agreed on Iran", "agreed that Iran should".
MATTER_ROLES = frozenset({"on", "over", "for", "in", "cobj", "csubj"})
# Who stands here meets somebody else, not each other.
PARTNER_ROLES = frozenset({"with", "to"})
# Where the target of a clause without a rule of its own is looked for.
PLAIN_ROLES = ("obj", "with", "to", "against", "on", "from", "for", "of", "in")


def role_groups(match: Match, roles: tuple[str, ...]) -> list[list[Token]]:
    """Heads of the phrases that fill a rule's roles, one group a role; csubj and cobj are roles of the complement."""
    groups: list[list[Token]] = []
    for role in roles:
        if role in ("csubj", "cobj"):
            inner = match.complement
            if inner is not None and inner.frame.trigger.pos_ not in ("VERB", "AUX"):
                groups.append([inner.frame.trigger])  # "rejected Iran's offer of talks": whose the noun is
            elif inner is not None:
                inner_roles = inner.rule.target_roles if role == "cobj" else inner.rule.source_roles
                groups.extend(role_groups(inner, inner_roles))
            elif match.plain_complement is not None:
                plain = match.plain_complement.roles
                names = PLAIN_ROLES if role == "cobj" else ("subj",)
                groups.extend(plain[name] for name in names if plain.get(name))
        elif match.frame.roles.get(role):
            groups.append(match.frame.roles[role])
    return groups


def pairs_of(document: Document, match: Match) -> list[Pair]:
    """Source and target of each event that a match stands for; none where too little is known of either."""
    rule = match.rule
    acting = _spoken_for(document, match, sources(document, role_groups(match, rule.source_roles)))
    acted_upon = targets(document, role_groups(match, rule.target_roles), acting)
    is_complete = bool(acted_upon) or (rule.is_reciprocal and len(acting) > 1)
    if not is_complete and any(is_known(mention) for mention in acting):
        acted_upon = wider_target(document, match.frame.trigger, acting)
    pairs: list[Pair] = []
    if rule.is_reciprocal:
        parties = [mention for mention in acting if is_known(mention)]
        others = [mention for mention in acted_upon if is_known(mention) and not _same_in(mention, parties)]
        if len(parties) > 1 and all(_is_matter(match, other) for other in others):
            others = []  # "Kenya and Uganda agreed to leave Somalia": with each other
        if not others and len(parties) > 1:
            return list(permutations(parties, 2))
        if not acting and len(others) > 1:
            # "talks between A and B were held", not "talks with A and B"
            return [] if _is_in(match, others[0], PARTNER_ROLES) else list(permutations(others, 2))
        if not others and len(parties) == 1:
            acted_upon = _partners(document, match, parties[0]) or acted_upon
        for one, other in product(acting, others or acted_upon):
            pairs.append((one, other))
            is_named = is_known(other) or document.doc[other.head].pos_ == "PROPN"
            if is_named and not _is_matter(match, other):
                pairs.append((other, one))
    elif rule.lemma == JOINTLY and sum(map(is_known, acting)) > 1 and not any(map(is_known, acted_upon)):
        return list(permutations(filter(is_known, acting), 2))
    else:
        pairs += product(acting, acted_upon)
    pairs = [(source, target) for source, target in pairs if source and target and not _same(source, target)]
    if not pairs:
        pairs += [(source, None) for source in acting] or [(None, target) for target in acted_upon]
    return pairs


def _is_matter(match: Match, other: Mention) -> bool:
    """Whether somebody is the matter or place of what is done together, rather than taking part in it."""
    roles = frozenset(match.rule.target_roles)
    return _is_in(match, other, roles & MATTER_ROLES) and not _is_in(match, other, roles - MATTER_ROLES)


def _is_in(match: Match, other: Mention, roles: frozenset[str]) -> bool:
    """Whether somebody is named in one of these roles of a match."""
    heads = [head for group in role_groups(match, tuple(roles)) for head in group]
    return any(token.i == other.head for head in heads for token in head.subtree)


def _partners(document: Document, match: Match, known: Mention) -> list[Mention]:
    """Who is coordinated with the one known party by name: "Washington and Havana restored relations"."""
    heads = [token for group in role_groups(match, match.rule.source_roles) for token in group]
    return [
        phrase(token)
        for head in heads
        for token in with_conjuncts(head)
        if token.pos_ == "PROPN"
        and not known.start <= token.i < known.end
        and not is_known(document.mention_of(token))
        and any(known.start <= other.i < known.end for other in token.conjuncts)
    ]


def _spoken_for(document: Document, match: Match, acting: list[Mention]) -> list[Mention]:
    """Who acts; for a pronoun that stands for nobody known, who says so: "Hamas said it would free the soldier"."""
    verb = match.frame.anchor
    if len(acting) != 1 or is_known(acting[0]) or document.doc[acting[0].head].lower_ not in SELF_PRONOUNS:
        return acting
    if verb.dep_ != "ccomp" or base_form(verb.head) not in words("speaking"):
        return acting
    speakers = sources(document, [subjects(verb.head)])
    return speakers if all(map(is_known, speakers)) and speakers else acting


def _same(first: Mention, second: Mention) -> bool:
    if first.actor is not None and second.actor is not None:
        return first.actor_key == second.actor_key
    return first.start < second.end and second.start < first.end


def _same_in(mention: Mention, others: list[Mention]) -> bool:
    return any(_same(mention, other) for other in others)
