"""The layout of an article's text."""

import time
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.articles import boilerplate
from transforms.articles.blocks import Layout, split

BODY = (
    "The two delegations met on the border on Sunday and agreed to meet again next week, officials said.\n\n"
    "“We had a good day,” the envoy told reporters before he left for the airport."
)
SAMPLE_CLEAN, SAMPLE_STRIPPED = "004_9974bf530aad7983.txt", "000_f4212b50610dcbca.txt"


def sample(name: str) -> str:
    return files("seeds").joinpath("articles", name).read_bytes().decode("utf-8")


def kinds(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in split(text, title).blocks]


def words(text: str, layout: Layout, part: str) -> str | None:
    span = getattr(layout, part)
    return None if span is None else text[slice(*span)]


FURNITURE = st.sampled_from(
    [
        "Follow us on Twitter", "(RELATED: A story)", "By Jane Doe", "WASHINGTON (AP) — ", "© 2018 The Times", "\r\n",
        "contact us at editors time com", "Font Size:", "The envoy said so. ", "\u2028", "\u00a0", "“",
        "washington ap the ",
        "Jane Doe, Staff Writer", "A headline of five words", "\n\n", "skip to content ",
    ]
)  # fmt: skip


@given(st.lists(st.one_of(FURNITURE, st.text(max_size=40))).map("".join), st.none() | st.text(max_size=30))
def test_blocks_hold_every_visible_character_once(text: str, title: str | None) -> None:
    layout = split(text, title)
    position = 0
    for block in layout.blocks:
        assert position <= block.start < block.end <= len(text)
        assert not text[position : block.start].strip()
        assert text[block.start : block.end].strip() == text[block.start : block.end]
        position = block.end
    assert not text[position:].strip()
    for span in (layout.title, layout.byline, layout.publisher, layout.dateline):
        assert span is None or (
            0 <= span[0] < span[1] <= len(text) and text[slice(*span)].strip() == text[slice(*span)]
        )


@given(st.lists(FURNITURE).map("".join))
def test_a_title_found_once_is_found_again(text: str) -> None:
    layout = split(text)
    if layout.title:
        assert split(text, text[slice(*layout.title)]).blocks == layout.blocks


def test_clean_sample() -> None:
    text = sample(SAMPLE_CLEAN)
    layout = split(text)
    assert words(text, layout, "title") == text.splitlines()[0]
    assert words(text, layout, "byline") == "Ryan Pickrell"
    assert words(text, layout, "publisher") == "Daily Caller News Foundation"
    assert layout.dateline is None
    furniture = [text[block.start : block.end] for block in layout.blocks if block.kind == "boilerplate"]
    assert [line.split()[0] for line in furniture] == [
        "REUTERS/Leah", "Daily", "Font", "(RELATED:", "Follow", "Send", "Content",
    ]  # fmt: skip


def test_stripped_sample() -> None:
    text = sample(SAMPLE_STRIPPED)
    found = kinds(text)
    assert found[0] == ("byline", "bloomberg")
    assert found[-1] == ("boilerplate", "contact us at editors time com")
    assert [kind for kind, _ in found] == ["byline", "body", "boilerplate"]
    assert words(text, split(text), "publisher") == "bloomberg"


@pytest.mark.parametrize(
    "line",
    [
        "REUTERS/Jane Doe", "Jane Doe/AFP via Getty Images", "Photo: Jane Doe", "(AP Photo/Jane Doe)",
        "Photo by Jane Doe / Reuters", "Image credit: NASA", "Herald Tribune logo", "READ MORE: Talks resume in Geneva",
        "Also read: Talks resume", "Related stories", "Follow Jane Doe on Twitter",
        "Follow us on Facebook and Instagram.",
        "follow jane doe on twitter", "Follow @janedoe on X", "Like us on Facebook", "Share this article",
        "Share on Facebook", "Facebook Twitter Email", "Sign up for our daily newsletter",
        "Get the morning briefing delivered to your inbox", "Send tips to jane@example.org",
        "Contact us at editors@example.com.", "Write to Jane Doe at jane.doe@example.com", "jane@example.com",
        "© 2018 The Daily Herald. All rights reserved.", "Copyright 2019 The Associated Press. All rights reserved.",
        "This material may not be published, broadcast, rewritten or redistributed.", "Advertisement",
        "Story continues below advertisement", "Font Size:", "Skip to main content", "Home | World | Politics | Sport",
        "We use cookies to improve your experience.", "Terms of Use | Privacy Policy | Contact Us", "12 Comments",
        "5 min read", "Published: June 12, 2018 3:15 pm EDT", "Updated on 12 June 2018 at 15:40", "2 hours ago",
        "(Reporting by Jane Doe in Seoul; Editing by John Roe)", "Additional reporting by Jane Doe and John Roe",
        "Jane Doe contributed to this report.", "Tags: Korea, talks", "Click here to read the full report",
        "This article was originally published on The Conversation.", "Most read", "Disclaimer: This is no advice.",
        "The views expressed in this article are the author's own and do not necessarily reflect our policy.",
    ],
)  # fmt: skip
def test_furniture_is_boilerplate(line: str) -> None:
    assert kinds(f"{BODY}\n\n{line}")[-1] == ("boilerplate", line)


@pytest.mark.parametrize(
    "line",
    [
        "Follow the money, investigators like to say.", "He asked supporters to follow him on Twitter.",
        "Share prices fell by a tenth on Monday.", "They share a border and little else.",
        "Like millions of others, she saw the clip on Facebook.",
        "Copyright lawyers said in 2015 that the law was old.",
        "Reporting by the Times showed that the money was gone.", "Research by Oxford University shows a decline.",
        "With help from the army, rescuers reached the town.", "Published in 1998, the book sold three million copies.",
        "Also on Monday, two soldiers were killed.", "Also on Monday in Kabul: a bomb went off.",
        "Photographs of the crash were published by the army.", "Advertisement spending fell.",
        "By using force the government would breach the terms of the truce.", "Read the speech, she told him.",
        "The views expressed by the minister are not new, he said.", "Contact with the ship was lost on Friday.",
        "Written by a former diplomat, the report names nobody.", "The company unveiled its new logo.",
        "Many factors contributed to the crisis.", "To obtain a licence an applicant must pass an exam.",
        "“Watch what you say,” he warned.", "The minister tweets every morning.", "Send troops, he urged the council.",
        "In June 2018 the two leaders met in Singapore.", "Subscribers left in droves.",
        "Twitter said it had no comment.",
        "The writer is in prison.",
    ],
)  # fmt: skip
def test_sentences_stay_body(line: str) -> None:
    assert ("body", line) in kinds(f"{BODY}\n\n{line}\n\n{BODY}")
    assert ("body", line) in kinds(f"{BODY}\n\n{line}")


def test_boilerplate_inside_a_paragraph_is_cut_out() -> None:
    text = "The envoy left. (RELATED: Envoy arrives) Talks go on (Photo by Jane Doe/Getty Images). They may fail."
    assert kinds(text) == [
        ("body", "The envoy left."),
        ("boilerplate", "(RELATED: Envoy arrives)"),
        ("body", "Talks go on"),
        ("boilerplate", "(Photo by Jane Doe/Getty Images)."),
        ("body", "They may fail."),
    ]


@pytest.mark.parametrize(
    ("opening", "dateline", "publisher"),
    [
        ("PANMUNJOM (Reuters) — ", "PANMUNJOM (Reuters)", "Reuters"),
        ("WASHINGTON, June 12 (AP) - ", "WASHINGTON, June 12 (AP)", "AP"),
        ("LONDON - ", "LONDON", None),
        ("Washington — ", "Washington", None),
        ("KYIV, Ukraine, Feb. 24 — ", "KYIV, Ukraine, Feb. 24", None),
        ("SEOUL, South Korea (AP) — ", "SEOUL, South Korea (AP)", "AP"),
        ("BEIJING/HONG KONG (Reuters) - ", "BEIJING/HONG KONG (Reuters)", "Reuters"),
        ("(CNN)", "(CNN)", "CNN"),
        ("June 12 (UPI) -- ", "June 12 (UPI)", "UPI"),
        ("MOSCOW, 12 June. /TASS/. ", "MOSCOW, 12 June. /TASS/", "TASS"),
        ("NEW DELHI: ", "NEW DELHI", None),
        ("New Delhi: ", "New Delhi", None),
        ("WASHINGTON ", "WASHINGTON", None),
    ],
)
def test_dateline(opening: str, dateline: str, publisher: str | None) -> None:
    text = f"{opening}The envoy left on Sunday, two officials of the ministry said."
    layout = split(text)
    assert words(text, layout, "dateline") == dateline
    assert words(text, layout, "publisher") == publisher
    assert kinds(text)[0] == ("byline", opening.strip())
    assert kinds(text)[-1] == ("body", text[len(opening) :])


@pytest.mark.parametrize(
    "text",
    [
        "Apple Inc. (AAPL) - The company said on Monday that it would pay a dividend.",
        "AL-SHABAAB fighters attacked the base - The army fought back, a spokesman said.",
        "BREAKING - The envoy left on Sunday, officials said.",
        "NATO — which met on Sunday — agreed to send more troops to the border.",
        "LONDON-based lawyers said that the case was open.",
        "Washington said on Monday that it would not take part.",
        "reuters said on monday that it would open an office in the city",
    ],
)
def test_no_dateline(text: str) -> None:
    assert split(text).dateline is None
    assert kinds(text) == [("body", text)]


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [("washington ap ", "washington ap"), ("seoul south korea june 12 reuters ", "seoul south korea june 12 reuters")],
)
def test_dateline_without_case(opening: str, dateline: str) -> None:
    text = f"{opening}the envoy left on sunday two officials of the ministry said"
    assert words(text, split(text), "dateline") == dateline


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Jane Doe", "Jane Doe"),
        ("BY JANE DOE AND JOHN ROE", "JANE DOE AND JOHN ROE"),
        ("By Jane van der Doe, Reuters", "Jane van der Doe"),
        ("By Jane Doe | June 12, 2018", "Jane Doe"),
        ("Written by: Jane Doe", "Jane Doe"),
        ("By Jane Doe, Associated Press", "Jane Doe"),
        ("By Jane Doe, John Roe and Ann Moe", "Jane Doe, John Roe and Ann Moe"),
        ("Jane Doe, Staff Writer", "Jane Doe"),
        ("Jane Q. Doe Foreign Affairs Correspondent", "Jane Q. Doe"),
    ],
)
def test_byline(line: str, authors: str) -> None:
    text = f"Envoy leaves border talks early\n{line}\n\n{BODY}"
    layout = split(text)
    assert words(text, layout, "byline") == authors
    assert kinds(text)[:2] == [("title", "Envoy leaves border talks early"), ("byline", line)]


def test_a_headline_about_reporters_is_no_byline() -> None:
    text = f"Paper Fires Veteran Foreign Affairs Reporter\n\n{BODY}"
    assert kinds(text)[0][0] == "title"
    assert split(text).byline is None


def test_given_title_is_found_whatever_its_typography() -> None:
    text = f"World News\n\nEnvoy’s visit ends\n\n{BODY}"
    assert kinds(text, "ENVOY'S VISIT ENDS")[1] == ("title", "Envoy’s visit ends")


def test_glued_title_is_cut_off() -> None:
    text = "envoy s visit to seoul ends early the two delegations met on the border on sunday officials said"
    assert kinds(text, "Envoy's visit to Seoul ends early")[0] == ("title", "envoy s visit to seoul ends early")
    sentence = "Envoy leaves Seoul early for talks in Beijing, officials said on Sunday."
    assert kinds(sentence, "Envoy leaves Seoul early") == [("body", sentence)]


def test_hard_wrapped_paragraphs_are_joined() -> None:
    text = (
        "The two delegations met on the border on Sunday and agreed to meet\n"
        "again next week, officials said, and a spokesman for the ministry\n"
        "added that the talks had been useful and would be continued in the\n"
        "summer.\n\n"
        "The envoy left for the airport an hour later without a word to the\n"
        "reporters who had waited for him.\n"
    )
    assert [kind for kind, _ in kinds(text)] == ["body", "body"]


def test_tail_is_cut_only_behind_a_sentence_end() -> None:
    glued = "The envoy left on Sunday. Contact us at editors@example.com."
    assert kinds(glued)[-1] == ("boilerplate", "Contact us at editors@example.com.")
    sentence = "The envoy left on Sunday. He said that they contact us at editors example com"
    assert kinds(sentence) == [("body", sentence)]


def test_boilerplate_alone_and_nothing_at_all() -> None:
    assert kinds("Advertisement") == [("boilerplate", "Advertisement")]
    assert split("") == split(" \r\n\t") == Layout([], None, None, None, None)


@pytest.mark.parametrize(
    "source",
    ["pattern,kind\na,line\n", "pattern,kind,comment\n(,line,x\n", "pattern,kind,comment\na,lines,x\n",
     "pattern,kind,comment\na*,line,x\n"],
)  # fmt: skip
def test_a_wrong_row_is_refused_with_its_place(source: str) -> None:
    with pytest.raises(ValueError, match=r"boilerplate\.csv, line [12]: "):
        boilerplate.parse_patterns(source)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000, "word " * 200_000, "a\n" * 100_000, "(" * 1_000_000, "(related: " * 100_000, "\r" * 1_000_000,
        ("reporting by " * 40 + "\n") * 500, ("reporting by x " + "editing by x " * 40 + "\n") * 500,
        ("aa | " * 110 + "\n") * 500, ("via a " * 99 + "\n") * 500, ("copyright 2018 A " * 30 + "\n") * 500,
        ("follow a on x " * 40 + "\n") * 500, ("1 January " * 50 + "\n") * 500, "A-" * 500_000, "A, " * 300_000,
    ],
)  # fmt: skip
def test_time_is_linear(text: str) -> None:
    split("The cities are read before the clock starts. (AP) - a")
    started = time.process_time()
    split(text)
    assert time.process_time() - started < 3  # under one second on an idle machine


@settings(max_examples=30)
@given(st.text(alphabet="aA1 /|:.,()©@-", min_size=400, max_size=600))
def test_no_line_stalls_the_patterns(line: str) -> None:
    started = time.process_time()
    boilerplate.is_line(line, (0, len(line)))
    assert time.process_time() - started < 0.5
