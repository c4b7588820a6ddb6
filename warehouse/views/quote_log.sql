-- quote_log: One row a quote with speaker, article and sentence joined in.
-- stored: main.quotes by quote_id
-- quote_id: The quote.
-- utterance_id: Pieces of one utterance share it.
-- said_on: The day it was said, where the article tells.
-- published_at: When the article was published, where known.
-- publisher: Who published the article.
-- uri: The article's uri.
-- article_title: The article's headline, to 1,000 characters.
-- speaker_actor_id: The speaker; null when not resolved.
-- speaker: The speaker's name; the article's own words when not resolved.
-- speaker_kind: What the speaker is.
-- speaker_country: Country of the speaker.
-- speaker_sector: PLOVER sector of the speaker.
-- speaker_title: Office or function of the speaker.
-- cue: The words that report the speech.
-- kind: direct, indirect or mixed.
-- quote: What was said.
-- addressee: To whom.
-- medium: Through what, where the article tells: a statement, an interview, Twitter.
-- is_anonymous: Whether the source is unnamed on purpose, such as 'a U.S. official who asked not to be named'.
-- parent_quote_id: The quote that this one stands inside, where somebody quotes somebody else.
-- actors_spoken_about: Names of the actors in the quote, separated by semicolons.
-- sentence: The sentence in which the quote starts, to 2,000 characters.
-- confidence: How sure span and speaker are, 0 to 1.
-- is_duplicate: Whether the article is nearly the same as an earlier one.
-- article_id: The article.
-- start_char: Start of the quote in articles.text.
-- end_char: End of the quote in articles.text, exclusive.
-- run_id: The run that wrote the quote.
SELECT
    q.quote_id,
    q.utterance_id,
    q.said_on,
    art.published_at,
    art.publisher,
    art.uri,
    left(art.title, 1000) AS article_title,
    q.speaker_actor_id,
    coalesce(speaker.name, q.speaker_text) AS speaker,
    speaker.kind AS speaker_kind,
    speaker.country AS speaker_country,
    speaker.sector AS speaker_sector,
    speaker.title AS speaker_title,
    q.cue,
    q.kind,
    q.text AS quote,
    q.addressee,
    q.medium,
    q.is_anonymous,
    q.parent_quote_id,
    (
        SELECT string_agg(DISTINCT a.name, '; ' ORDER BY a.name)
        FROM main.quote_actors AS qa
        JOIN main.actors AS a USING (actor_id)
        WHERE qa.quote_id = q.quote_id
    ) AS actors_spoken_about,
    left(s.text, 2000) AS sentence,
    q.confidence,
    art.duplicate_of IS NOT NULL AS is_duplicate,
    q.article_id,
    q.start_char,
    q.end_char,
    q.run_id
FROM main.quotes AS q
JOIN main.articles AS art USING (article_id)
JOIN main.sentences AS s ON s.sentence_id = q.sentence_id
LEFT JOIN main.actors AS speaker ON speaker.actor_id = q.speaker_actor_id
