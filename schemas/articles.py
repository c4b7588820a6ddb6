"""Articles and their sentences."""

import datetime as dt

from schemas.table import ID_PATTERN, Table, column, key, required, run_column
from schemas.vocabulary import PUBLISHED_AT_SOURCES


class Articles(Table):
    """One ingested article. The text is the input exactly as it came (for HTML, the text extracted from it)."""

    article_id: str = key("Id, derived from uri and text.", str_matches=ID_PATTERN)
    uri: str = required("The caller's own id, or the file's path. One row a uri: a later version replaces it.")
    url: str = column("Web address, where the metadata gives one.")
    publisher: str = column("Who published the article: from metadata, else found in the text.")
    publisher_start_char: int = column("Where the publisher was found in the text.", ge=0)
    publisher_end_char: int = column("End of the publisher in the text, exclusive.", ge=0)
    title: str = column("Headline: from metadata, else found in the text.")
    title_start_char: int = column("Where the headline was found in the text.", ge=0)
    title_end_char: int = column("End of the headline in the text, exclusive.", ge=0)
    byline: str = column("Author or authors: from metadata, else found in the text.")
    byline_start_char: int = column("Where the byline was found in the text.", ge=0)
    byline_end_char: int = column("End of the byline in the text, exclusive.", ge=0)
    dateline: str = column("Dateline as printed, such as 'PANMUNJOM (Reuters)'.")
    dateline_start_char: int = column("Where the dateline starts in the text.", ge=0)
    dateline_end_char: int = column("End of the dateline in the text, exclusive.", ge=0)
    published_at: dt.datetime = column("When it was published, naive UTC; null when not known, never guessed.")
    published_at_source: str = column("Where published_at comes from.", isin=PUBLISHED_AT_SOURCES)
    published_at_reason: str = column("What a date or bounds that the metadata does not give rest on.")
    published_after: dt.date = column("First day on which it can have been published, where that was inferred.")
    published_before: dt.date = column("Last day on which it can have been published, where that was inferred.")
    language: str = column("ISO 639-1 code of the language found; null for a text too short to tell.")
    is_cased: bool = required("Whether upper and lower case are used as in ordinary writing (measured).")
    is_punctuated: bool = required("Whether the text has punctuation as in ordinary writing (measured).")
    damage: str = column(
        "What the text lost on its way here, null for nothing: 'lower case', 'capitals' or 'title case' (instead of"
        " both cases), 'no punctuation', 'no quotation marks', 'no apostrophes', 'no paragraphs', with commas; a kind"
        " that only a part of the body shows ends in ' in part'. Expect more errors, and lower confidence."
    )
    text: str = required("The input text exactly as it came. All offsets count its Unicode characters.")
    word_count: int = required("Words in the text.", ge=0)
    content_id: str = required("Id derived from the text alone: the same for identical texts.", str_matches=ID_PATTERN)
    duplicate_of: str = column(
        "The first article with the same text, or nearly the same; null for an original.",
        references="articles.article_id",
    )
    not_extracted_reason: str = column("Why nothing was extracted from this article; null when it was.")
    extractor: str = required("Version of code, model and rules that read the article, as 'code/model/rules'.")
    run_id: str = run_column()


class Sentences(Table):
    """One sentence of an article, boilerplate included."""

    sentence_id: str = key("Id, derived from article and position.", str_matches=ID_PATTERN)
    article_id: str = required("The article.", references="articles.article_id")
    sentence_no: int = required("Position in the article, from 1.", ge=1)
    start_char: int = required("Start in articles.text.", ge=0)
    end_char: int = required("End in articles.text, exclusive.", ge=0)
    text: str = required("The sentence, readable: case and punctuation restored where the source had none.")
    is_boilerplate: bool = required("Site furniture, credit or notice: kept out of extraction.")
    run_id: str = run_column()
