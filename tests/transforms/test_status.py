"""Status: sentences written and labelled for these tests, each with the word that names the event."""

import pytest
from parsing import parsed

from schemas.vocabulary import STATUSES
from transforms.events.frames import noun_frame
from transforms.events.status import status_of

SENTENCES = [
    ("Rebels attacked the convoy near the border.", "attacked", "actual"),
    ("The minister has met his counterpart in Vienna.", "met", "actual"),
    ("Police are searching the house of the mayor.", "searching", "actual"),
    ("Officials said the army shelled the village overnight.", "shelled", "actual"),
    ("The two sides held talks in Geneva.", "talks", "actual"),
    ("Norway's visit to Chile ended on Friday.", "visit", "actual"),
    ("The bridge was destroyed by the rebels.", "destroyed", "actual"),
    ("Kenya managed to free the hostages.", "free", "actual"),
    ("Workers began to march toward the palace.", "march", "actual"),
    ("The union confirmed that its members had boycotted the vote.", "boycotted", "actual"),
    ("The judge who jailed the editor retired.", "jailed", "actual"),
    ("The envoy thanked Qatar for releasing the sailors.", "releasing", "actual"),
    ("The president will visit Ghana next week.", "visit", "planned"),
    ("The ministers are expected to meet in Cairo.", "meet", "planned"),
    ("Brazil plans to withdraw its troops.", "withdraw", "planned"),
    ("The leaders are scheduled to sign the treaty on Monday.", "sign", "planned"),
    ("The chancellor is to visit Tokyo in May.", "visit", "planned"),
    ("Peru said it would expel the ambassador.", "expel", "planned"),
    ("The army intends to deploy tanks along the coast.", "deploy", "planned"),
    ("A meeting between the two leaders is planned for Thursday.", "meeting", "planned"),
    ("The secretary announced an upcoming visit to Seoul.", "visit", "planned"),
    ("The general sent two brigades to attack the town.", "attack", "planned"),
    ("The parliament decided to investigate the ministry.", "investigate", "planned"),
    ("Angola is preparing to host the summit.", "host", "planned"),
    ("France proposed holding talks in Paris.", "talks", "proposed"),
    ("The lawmaker urged the government to release the students.", "release", "proposed"),
    ("The bishop called for a meeting with the rebels.", "meeting", "proposed"),
    ("The senator suggested sanctioning the bank.", "sanctioning", "proposed"),
    ("The group demanded that the army withdraw from the valley.", "withdraw", "proposed"),
    ("The council asked Spain to extradite the banker.", "extradite", "proposed"),
    ("Mali should expel the mercenaries, the analyst said.", "expel", "proposed"),
    ("The party is considering boycotting the election.", "boycotting", "proposed"),
    ("Experts recommended deploying peacekeepers to the region.", "deploying", "proposed"),
    ("The opposition wants to impeach the president.", "impeach", "proposed"),
    ("Sudan agreed to withdraw from the town.", "withdraw", "promised"),
    ("The president pledged to release all prisoners.", "release", "promised"),
    ("The company promised to compensate the villagers.", "compensate", "promised"),
    ("The general vowed to attack the capital.", "attack", "promised"),
    ("Turkey offered to mediate between the parties.", "mediate", "proposed"),
    ("Greece committed itself to sending aid.", "sending", "promised"),
    ("The rebels renewed their promise to disarm.", "disarm", "promised"),
    ("The government refused to free the editor.", "free", "denied"),
    ("The pilots did not bomb the hospital.", "bomb", "denied"),
    ("The delegation failed to meet the king.", "meet", "denied"),
    ("Chad has never attacked its neighbour.", "attacked", "denied"),
    ("The minister denied meeting the arms dealer.", "meeting", "denied"),
    ("The army stopped short of invading the province.", "invading", "denied"),
    ("The court declined to sentence the officer.", "sentence", "denied"),
    ("Iceland will not impose sanctions on the firm.", "impose", "denied"),
    ("Nobody expected that Laos would never sign the pact.", "sign", "denied"),
    ("The prime minister cancelled a visit to Jakarta.", "visit", "cancelled"),
    ("The talks with the rebels were called off.", "talks", "cancelled"),
    ("The two generals postponed their meeting.", "meeting", "cancelled"),
    ("The envoy was to have met the queen on Tuesday.", "met", "cancelled"),
    ("Zambia scrapped a planned meeting with the creditors.", "meeting", "cancelled"),
    ("The cancelled summit had been months in the making.", "summit", "cancelled"),
    ("The union called off the strike.", "strike", "cancelled"),
    ("The army could attack the town within days.", "attack", "hypothetical"),
    ("If the rebels attack the port, prices will rise.", "attack", "hypothetical"),
    ("The admiral threatened to blockade the island.", "blockade", "hypothetical"),
    ("Villagers fear that soldiers may burn their homes.", "burn", "hypothetical"),
    ("Would Egypt attack its neighbour?", "attack", "hypothetical"),
    ("The plotters tried to assassinate the king.", "assassinate", "hypothetical"),
    ("Cuba might expel the diplomats.", "expel", "hypothetical"),
    ("The president would meet the rebels if they disarmed.", "meet", "hypothetical"),
    ("A possible attack on the embassy worries the staff.", "attack", "hypothetical"),
    ("The court will decide whether the police arrested the editor.", "arrested", "hypothetical"),
    ("Unless Serbia withdraws its forces, the talks end.", "withdraws", "hypothetical"),
]


def status_in(sentence: str, word: str) -> str:
    token = next(token for token in parsed(sentence) if token.text == word)
    anchor = noun_frame(token).anchor if token.pos_ == "NOUN" else None
    return status_of(token, anchor)


def test_most_sentences_get_their_status() -> None:
    wrong = [
        (sentence, word, status, got)
        for sentence, word, status in SENTENCES
        if (got := status_in(sentence, word)) != status
    ]
    assert len(wrong) <= 0.08 * len(SENTENCES), "\n".join(map(str, wrong))


def test_enough_sentences_of_every_status() -> None:
    statuses = [status for _, _, status in SENTENCES]
    assert len(SENTENCES) >= 60
    assert set(statuses) == set(STATUSES)
    assert statuses.count("actual") <= len(SENTENCES) / 2


@pytest.mark.parametrize(
    ("sentence", "word", "status"),
    [
        ("Rebels attacked the convoy near the border.", "attacked", "actual"),
        ("The ministers are expected to meet in Cairo.", "meet", "planned"),
        ("The prime minister cancelled a visit to Jakarta.", "visit", "cancelled"),
        ("Sudan agreed to withdraw from the town.", "withdraw", "promised"),
        ("The pilots did not bomb the hospital.", "bomb", "denied"),
    ],
)
def test_the_plain_cases(sentence: str, word: str, status: str) -> None:
    assert status_in(sentence, word) == status


@pytest.mark.parametrize(
    ("sentence", "word", "status"),
    [
        ("The ferry firm is about to dismiss its captains.", "dismiss", "planned"),
        ("The two mayors had been about to sign the lease when the bank failed.", "sign", "cancelled"),
        ("The consul was due to have met the bishop on Friday.", "met", "cancelled"),
        ("Had the rebels attacked the port, the fleet would have sailed.", "attacked", "hypothetical"),
        ("Should Peru withdraw its judges, the court will close.", "withdraw", "hypothetical"),
        ("The governor gave an assurance that he would release the fishermen.", "release", "promised"),
        ("The duke promised that he would visit Malta.", "visit", "promised"),
        ("The senate voted down a bill to expel the bishops.", "expel", "denied"),
        ("The cabinet ruled out sanctions against the bank.", "sanctions", "denied"),
        ("The army has not, so far, attacked the village.", "attacked", "denied"),
        ("Angola revoked the deployment of its frigates.", "deployment", "cancelled"),
        ("The queen's visit to Oslo, which was cancelled on Monday, had been long prepared.", "visit", "cancelled"),
        ("Officials spoke of talks scheduled for March.", "talks", "planned"),
        ("Farmers blocked the roads to protest against the tax.", "protest", "actual"),
        ("The march proposed by the union went ahead.", "march", "actual"),
    ],
)
def test_what_stands_around_an_event_tells_its_status(sentence: str, word: str, status: str) -> None:
    assert status_in(sentence, word) == status
