"""How likely it is that what a rule found is an event as coded: a logistic regression over what stands around it.

A rule sees its own frame; whether "attacked" is told of an army or of a striker shows in the words around. The features
are names ("trigger=fight", "target=@organization"), their weights are in seeds/event_judge.csv, learnt by
training/train_event_judge.py from labelled sentences and from events that were read and judged.
"""

from collections.abc import Collection, Iterator
from functools import cache
from math import exp

from spacy.tokens import Token

from schemas.event_judge import EventJudge
from transforms import seeds
from transforms.document import Document, Mention
from transforms.events.clauses import is_passive
from transforms.events.frames import Frame
from transforms.events.lemmas import base_form
from transforms.events.rules import Rule

FILE = "event_judge.csv"
BIAS = "bias"
# What is less likely than this is not published: of such, one in eight is right and two in three are no event at all.
LEAST_LIKELY = 0.3
# A noun that no verb says to have happened, without its two sides, has to be likelier.
LEAST_OF_NOUN = 0.6
FAR = 8  # words; beyond that an argument is as good as in another clause


def features(
    document: Document,
    rule: Rule,
    frame: Frame,
    source: Mention | None,
    target: Mention | None,
    status: str,
    *,
    is_inner: bool,
) -> set[str]:
    """The names of what is true of a candidate; `is_inner`: another event speaks of it ("agreed to free")."""
    trigger, kind = frame.trigger, rule.event_type or ""
    found = {
        BIAS,
        f"type={kind}",
        f"trigger={base_form(trigger)}",
        f"trigger={trigger.pos_} {trigger.dep_}",
        f"tag={trigger.tag_} {status}",
        f"type={kind} {status}",
        f"specificity={min(rule.specificity, 8)}",
    }
    if is_inner:
        found |= {"inner", f"inner {kind}"}
    if not frame.is_supported:
        found.add("unsupported")
    if frame.anchor.pos_ == "VERB" and is_passive(frame.anchor):
        found.add("passive")
    if any(quote.start <= trigger.i < quote.end and quote.kind != "indirect" for quote in document.quotes):
        found |= {"quoted", f"quoted {kind}"}
    for side, mention in (("source", source), ("target", target)):
        found |= {f"{side}={one}" for one in _of_side(document, trigger, mention, kind)}
    found |= {f"object={base_form(token)}" for token in frame.roles.get("obj", ())}
    return found


def _of_side(document: Document, trigger: Token, mention: Mention | None, kind: str) -> Iterator[str]:
    """What there is to say of an argument: who it is, how it is named, where it stands."""
    if mention is None:
        yield "none"
        yield f"none {kind}"
        return
    head, actor = document.doc[mention.head], mention.actor
    who = f"@{actor.kind}" if actor is not None else f"@{head.ent_type_.lower() or head.pos_.lower()}"
    yield who
    yield f"{who} {kind}"
    yield "known" if actor is not None else "unknown"
    if actor is not None:
        yield f"{actor.sector or '-'}"
        yield f"{actor.sector or '-'} {kind}"
        yield "generic" if actor.is_generic else "named"
    if actor is None or actor.is_generic or mention.form == "pronoun":
        yield base_form(head)
    distance = abs(head.i - trigger.i)
    yield "far" if distance > FAR else "near"
    yield "before" if head.i < trigger.i else "after"
    yield head.dep_


@cache
def _weights() -> dict[str, tuple[float, float]]:
    rows = seeds.table(EventJudge, FILE).select("feature", "event", "whole").iter_rows()
    return {feature: (float(event), float(whole)) for feature, event, whole in rows}


def likelihoods(found: Collection[str]) -> tuple[float, float]:
    """How likely a candidate with these features is an event as coded, and that both its sides are right, too."""
    known = _weights()
    weights = [known[feature] for feature in found if feature in known]
    event, whole = (1 / (1 + exp(-sum(column))) for column in zip(*weights, strict=True))
    return event, whole
