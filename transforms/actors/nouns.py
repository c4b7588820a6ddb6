"""What a noun can be said of: a person, a body of some kind, a country; and which nouns may stand for one another.

A description ("the airline", "the lawmaker") refers back to somebody of whom it is true. What is true of a name is read
from the words beside it and, for bodies, from the words of the name itself; this module says which words show what.
"""

from dataclasses import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Nouns of bodies, by which a phrase ends: "the Defense Department", "a news agency".
BODY_ENDINGS = (
    *("ministry", "government", "department", "police", "army", "navy", "military", "force", "forces", "parliament"),
    *("court", "party", "agency", "company", "council", "committee", "union", "bank", "embassy", "office", "regime"),
    *("administration", "media", "congress", "senate", "cabinet", "airline", "firm", "corporation", "guard", "ngo"),
    *("commission", "authority", "legislature", "newspaper", "broadcaster", "charity", "church", "service", "junta"),
    *("coalition", "opposition", "house", "assembly", "delegation", "side", "team", "front", "group", "organization"),
    *("movement", "troops", "people", "gendarmerie", "intelligence", "tank", "district", "jury", "militia", "diocese"),
    *("secretariat", "tribunal", "conglomerate", "startup", "start-up", "enterprise", "retailer", "automaker"),
    *("carmaker", "archdiocese", "university"),
)
COUNTRY_NOUNS = _words("country nation kingdom republic emirate sultanate")
# Bodies that are alone of their kind in a country or place: "the government" needs no antecedent.
UNIQUE_BODIES = _words(
    "government police army navy military media opposition parliament congress senate cabinet legislature regime junta "
    "press people troops forces judiciary administration intelligence gendarmerie mafia electorate"
)


@dataclass(frozen=True, slots=True)
class BodyKind:
    """The nouns that describe one kind of body, the words in a body's own name that show it is one, and its sectors.

    A vague kind may describe a body of which nothing is known.
    """

    nouns: frozenset[str]
    words: frozenset[str]
    sectors: frozenset[str] = frozenset()
    is_vague: bool = False

    def is_kind_of(self, other: "BodyKind") -> bool:
        """Whether every body of this kind is one of another: an airline is a company."""
        return self is other or self.nouns <= other.words


_AIRLINE = _words("airline airlines airways air carrier")
_BANK = _words("bank banco banque lender")
_BROADCASTER = _words("network broadcasting broadcaster television tv radio channel news")
NEWSPAPER_WORDS = _words(
    "newspaper times post journal herald gazette chronicle tribune daily news magazine telegraph observer press weekly"
)
_MAKER = _words("motor motors automaker carmaker manufacturer maker industries electronics computer aircraft steel")
COMPANY_WORDS = (
    _words(
        "company firm inc incorporated corp corporation co ltd limited plc llc ag sa gmbh nv group holding holdings "
        "systems technologies technology energy pharmaceuticals electric oil gas petroleum partners capital software "
        "entertainment studios foods stores enterprises business retailer conglomerate startup producer"
    )
    | _AIRLINE - {"air"}
    | _BANK
    | _BROADCASTER
    | NEWSPAPER_WORDS
    | _MAKER
)
# What a body's name loses where it is called by the words before: "Ford Motor Company", but not "Boston Globe".
SHORTENED = (COMPANY_WORDS | {"air"}) - NEWSPAPER_WORDS
BODY_KINDS = (
    BodyKind(
        _words(
            "company firm corporation business conglomerate enterprise startup start-up subsidiary giant utility "
            "employer"
        ),
        COMPANY_WORDS,
        _words("BUS JRN AGR"),
        is_vague=True,
    ),
    BodyKind(
        _words("manufacturer maker automaker carmaker producer supplier"), _MAKER | _words("company"), _words("BUS")
    ),
    BodyKind(_words("retailer operator developer distributor"), _words("company stores store"), _words("BUS")),
    BodyKind(_words("airline carrier"), _AIRLINE),
    BodyKind(_words("bank lender"), _BANK),
    BodyKind(_words("network broadcaster station channel"), _BROADCASTER, _words("JRN")),
    BodyKind(
        _words("newspaper paper daily weekly magazine tabloid outlet publication publisher"),
        NEWSPAPER_WORDS,
        _words("JRN"),
    ),
    BodyKind(
        _words("agency"), _words("agency administration bureau service authority office centers"), _words("GOV SPY COP")
    ),
    BodyKind(_words("court tribunal"), _words("court tribunal"), _words("JUD")),
    BodyKind(_words("party"), _words("party"), _words("PTY")),
    BodyKind(_words("union"), _words("union workers brotherhood federation"), _words("LAB")),
    BodyKind(
        _words("university college institute institution school"),
        _words("university college institute school polytechnic academy"),
        _words("EDU"),
    ),
    BodyKind(_words("hospital clinic"), _words("hospital clinic infirmary"), _words("MED")),
    BodyKind(_words("club team side franchise"), _words("club team fc united city rovers")),
    BodyKind(_words("charity foundation nonprofit ngo"), _words("charity foundation trust fund"), _words("NGO")),
    BodyKind(
        _words("group organization organisation movement faction militia body watchdog"),
        _words(
            "group organization organisation movement front league society association alliance brigade brigades "
            "militia army coalition institute watch international union federation foundation"
        ),
        _words("NGO SOC REB UAF OPP CRM IGO LAB REL PRM"),
        is_vague=True,
    ),
    *(
        BodyKind(frozenset({noun}), frozenset({noun}))
        for noun in [
            "department",
            "ministry",
            "bureau",
            "office",
            "committee",
            "subcommittee",
            "commission",
            "council",
            "board",
            "panel",
            "assembly",
            "church",
            "diocese",
            "archdiocese",
            "embassy",
            "consulate",
            "museum",
            "association",
            "federation",
            "chamber",
            "authority",
            "service",
            "force",
            "fund",
            "alliance",
            "coalition",
            "academy",
            "league",
            "government",
            "administration",
            "parliament",
            "legislature",
            "congress",
            "senate",
            "secretariat",
        ]
    ),
)
KIND_OF = {noun: kind for kind in BODY_KINDS for noun in kind.nouns}
# Words that show what a body is; one of another kind speaks against a vague description.
TELLING_WORDS = frozenset().union(*(kind.words for kind in BODY_KINDS))

# What words of a title make other nouns true of its holder; "prime minister" asks for both words.
_HEADS_OF_STATE = "president;prime minister;premier;chancellor;supreme leader;chairman;king;queen;emir;sultan;dictator"
_LAWMAKERS = "senator;representative;congressman;congresswoman;mp;legislator;lawmaker;deputy;councillor;councilman"
_ATTACKERS = "attacker;gunman;shooter;assailant;bomber;suspect;killer;murderer;perpetrator;culprit;stabber;terrorist"
_LAWYERS = "lawyer;attorney;barrister;solicitor;counsel"
_SCHOLARS = "scientist;researcher;professor;academic;scholar;astronomer;physicist;biologist;economist;historian"
_SPOKESPEOPLE = "spokesman;spokeswoman;spokesperson"
_CHAIRS = "chair;chairman;chairwoman;chairperson"
_EXECUTIVES = "ceo;chief executive;president;chairman;director;founder"
_DIPLOMATS = "ambassador;envoy;consul;diplomat;emissary"
_WRITERS = "author;writer;novelist;poet;columnist"
_SPORTSPEOPLE = "player;runner;boxer;footballer;swimmer;wrestler;skier;cyclist;sprinter;athlete;goalkeeper;striker"
_OFFICERS = "policeman;policewoman;constable;sergeant;detective;inspector;sheriff;officer"
_PRIESTS = "priest;bishop;archbishop;cardinal;pastor;imam;rabbi;cleric;pope"
_TRUE_OF = {
    "leader": f"{_HEADS_OF_STATE};chief executive",
    "incumbent": f"{_HEADS_OF_STATE};governor;mayor;senator",
    "premier": "prime minister;premier",
    "monarch": "king;queen;emperor;empress",
    "pontiff": "pope",
    "ruler": "king;queen;sultan;emir;dictator;president",
    "lawmaker": _LAWMAKERS,
    "legislator": _LAWMAKERS,
    "parliamentarian": _LAWMAKERS,
    "congressman": "representative;congressman",
    "congresswoman": "representative;congresswoman",
    "representative": "congressman;congresswoman;representative",
    "politician": f"{_LAWMAKERS};minister;president;governor;mayor;politician",
    "diplomat": _DIPLOMATS,
    "envoy": _DIPLOMATS,
    "executive": _EXECUTIVES,
    "ceo": "ceo;chief executive",
    "chief executive": "ceo;chief executive",
    "chief executive officer": "ceo;chief executive",
    "boss": _EXECUTIVES,
    "chief": "chief;head;director;commissioner;commander",
    "businessman": "businessman;entrepreneur;tycoon;billionaire;founder;ceo",
    "tycoon": "businessman;tycoon;billionaire;magnate",
    "billionaire": "billionaire;tycoon;magnate",
    "lawyer": _LAWYERS,
    "attorney": _LAWYERS,
    "prosecutor": "prosecutor;attorney general;district attorney",
    "judge": "judge;justice;magistrate",
    "justice": "judge;justice",
    "spokesman": _SPOKESPEOPLE,
    "spokeswoman": _SPOKESPEOPLE,
    "spokesperson": _SPOKESPEOPLE,
    "chair": _CHAIRS,
    "chairman": _CHAIRS,
    "chairwoman": _CHAIRS,
    "attacker": _ATTACKERS,
    "assailant": _ATTACKERS,
    "gunman": "gunman;shooter",
    "shooter": "gunman;shooter",
    "suspect": f"{_ATTACKERS};defendant;driver",
    "defendant": f"{_ATTACKERS};defendant;driver",
    "perpetrator": _ATTACKERS,
    "killer": _ATTACKERS,
    "scientist": _SCHOLARS,
    "researcher": _SCHOLARS,
    "academic": _SCHOLARS,
    "scholar": _SCHOLARS,
    "author": _WRITERS,
    "writer": _WRITERS,
    "actor": "actor;actress",
    "performer": "actor;actress;singer;musician;dancer",
    "musician": "singer;guitarist;drummer;rapper;pianist;composer;musician",
    "athlete": _SPORTSPEOPLE,
    "player": _SPORTSPEOPLE,
    "officer": _OFFICERS,
    "policeman": _OFFICERS,
    "clergyman": _PRIESTS,
    "cleric": _PRIESTS,
    "journalist": "journalist;reporter;correspondent;columnist;editor;broadcaster",
    "reporter": "journalist;reporter;correspondent",
    "general": "general;gen",
    "senator": "senator;sen",
    "governor": "governor;gov",
    "nominee": "nominee;candidate",
    "candidate": "nominee;candidate",
    "astronaut": "astronaut;cosmonaut",
}
TRUE_OF = {noun: tuple(frozenset(title.split()) for title in titles.split(";")) for noun, titles in _TRUE_OF.items()}
# Words that make another office of a title: "the president" is not the vice president.
OTHER_OFFICE = _words("vice deputy assistant associate undersecretary prime elect aide adviser advisor candidate")
# Adjectives that belong to an office; others ("the young minister") only describe its holder.
OFFICE_ADJECTIVES = _words(
    "prime foreign vice deputy federal national special chief assistant presidential supreme executive financial legal "
    "military attorney associate general interior permanent medical naval judicial parliamentary senior"
)
# Modifiers by which a phrase says that it means another one, or nobody in particular.
NOT_THE_SAME = _words("next other another new future last same second third previous every each any own would-be")
_PERSONAL_ENDINGS = ("er", "or", "ist", "ess", "man", "woman", "person", "ian", "ant", "naut", "eer", "ee", "smith")
# Nouns that end like a person's and are none.
_NOT_PERSONS = _words(
    "number order power center matter paper letter chapter quarter corner factor sector error border tower river offer "
    "effort summer winter weather water answer character computer helicopter container manner dinner minor color fee "
    "committee degree coffee success process access address business press congress illness witness plant grant "
    "restaurant transfer other remainder disaster former latter chamber layer filter trailer newsletter cancer human "
    "german russian italian canadian american palestinian iranian"
)
_MALE = _words("father brother son husband boy king prince pope monk actor widower emperor sultan emir")
_FEMALE = _words("mother sister daughter wife girl queen princess nun widow actress heiress waitress empress duchess")


def is_body(noun: str) -> bool:
    """Whether a role noun is said of bodies and never of people."""
    head = head_noun(noun)
    return noun.endswith(BODY_ENDINGS) or (head in KIND_OF and not head.endswith(("er", "or")))


def is_personal(noun: str) -> bool:
    """Whether a noun that stands beside a name is one that people are called by: 'actress', 'motorcyclist'."""
    return noun.endswith(_PERSONAL_ENDINGS) and noun not in _NOT_PERSONS and len(noun) > 4


def head_noun(noun: str) -> str:
    """The noun that heads a role noun: 'minister' of 'foreign minister', 'secretary' of 'secretary of state'."""
    words = noun.partition(" of ")[0].split()
    return words[-1] if words else noun


def gender_of(noun: str) -> str | None:
    """The gender that a noun for a person tells; none of most."""
    word = head_noun(noun)
    if word in _FEMALE or word.endswith("woman"):
        return "female"
    return "male" if word in _MALE or (word.endswith("man") and word not in ("human", "german")) else None
