-- gdelt_events: Events in the 61 columns of the GDELT 2.0 event table, in its order. GDELT has no status, so only
--   events that took place (status actual) and whose day is known are here. What Dateline does not know is null.
-- GLOBALEVENTID: The event as a number: the first 60 bits of event_id.
-- SQLDATE: Date of the event, YYYYMMDD.
-- MonthYear: Date of the event, YYYYMM.
-- Year: Year of the event.
-- FractionDate: Year and the share of it that has passed, by GDELT's formula (month * 30 + day) / 365.
-- Actor1Code: CAMEO code of the source: country and sector.
-- Actor1Name: Name of the source, in capitals.
-- Actor1CountryCode: Country of the source, ISO 3166 alpha-3 as in CAMEO.
-- Actor1KnownGroupCode: Not filled.
-- Actor1EthnicCode: Not filled.
-- Actor1Religion1Code: Not filled.
-- Actor1Religion2Code: Not filled.
-- Actor1Type1Code: PLOVER sector of the source.
-- Actor1Type2Code: Not filled.
-- Actor1Type3Code: Not filled.
-- Actor2Code: CAMEO code of the target: country and sector.
-- Actor2Name: Name of the target, in capitals.
-- Actor2CountryCode: Country of the target, ISO 3166 alpha-3 as in CAMEO.
-- Actor2KnownGroupCode: Not filled.
-- Actor2EthnicCode: Not filled.
-- Actor2Religion1Code: Not filled.
-- Actor2Religion2Code: Not filled.
-- Actor2Type1Code: PLOVER sector of the target.
-- Actor2Type2Code: Not filled.
-- Actor2Type3Code: Not filled.
-- IsRootEvent: Not filled.
-- EventCode: CAMEO code, three or four digits.
-- EventBaseCode: CAMEO code at its second level, three digits.
-- EventRootCode: CAMEO root code, two digits.
-- QuadClass: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
-- GoldsteinScale: Goldstein scale of the code, by ICEWS; GDELT's own values differ for some codes.
-- NumMentions: Sentences that report the event, near-duplicate articles left out.
-- NumSources: Publishers that report it.
-- NumArticles: Articles that report it, near-duplicates left out.
-- AvgTone: Not filled.
-- Actor1Geo_Type: Not filled.
-- Actor1Geo_FullName: Not filled.
-- Actor1Geo_CountryCode: Not filled.
-- Actor1Geo_ADM1Code: Not filled.
-- Actor1Geo_ADM2Code: Not filled.
-- Actor1Geo_Lat: Not filled.
-- Actor1Geo_Long: Not filled.
-- Actor1Geo_FeatureID: Not filled.
-- Actor2Geo_Type: Not filled.
-- Actor2Geo_FullName: Not filled.
-- Actor2Geo_CountryCode: Not filled.
-- Actor2Geo_ADM1Code: Not filled.
-- Actor2Geo_ADM2Code: Not filled.
-- Actor2Geo_Lat: Not filled.
-- Actor2Geo_Long: Not filled.
-- Actor2Geo_FeatureID: Not filled.
-- ActionGeo_Type: Not filled.
-- ActionGeo_FullName: Where the event took place, in the article's words.
-- ActionGeo_CountryCode: Not filled: GDELT has FIPS 10-4 codes here. See events.place_country.
-- ActionGeo_ADM1Code: Not filled.
-- ActionGeo_ADM2Code: Not filled.
-- ActionGeo_Lat: Degrees north.
-- ActionGeo_Long: Degrees east.
-- ActionGeo_FeatureID: Not filled.
-- DATEADDED: When the run that wrote the event started, YYYYMMDDHHMMSS in UTC.
-- SOURCEURL: Web address of an article that reports it, else its uri; the smallest of several.
WITH reports AS (
    SELECT
        m.event_id,
        count(DISTINCT art.publisher) AS publisher_count,
        min(coalesce(art.url, art.uri)) AS source_url
    FROM main.event_mentions AS m
    JOIN main.articles AS art USING (article_id)
    WHERE art.duplicate_of IS NULL
    GROUP BY m.event_id
)
SELECT
    CAST('0x' || split_part(e.event_id, '_', 2)[1:15] AS BIGINT) AS "GLOBALEVENTID",
    CAST(strftime(e.event_date, '%Y%m%d') AS BIGINT) AS "SQLDATE",
    CAST(strftime(e.event_date, '%Y%m') AS BIGINT) AS "MonthYear",
    CAST(year(e.event_date) AS BIGINT) AS "Year",
    CAST(year(e.event_date) + (month(e.event_date) * 30 + day(e.event_date)) / 365.0 AS DOUBLE) AS "FractionDate",
    nullif(concat(e.source_country, e.source_sector), '') AS "Actor1Code",
    upper(source.name) AS "Actor1Name",
    e.source_country AS "Actor1CountryCode",
    CAST(NULL AS VARCHAR) AS "Actor1KnownGroupCode",
    CAST(NULL AS VARCHAR) AS "Actor1EthnicCode",
    CAST(NULL AS VARCHAR) AS "Actor1Religion1Code",
    CAST(NULL AS VARCHAR) AS "Actor1Religion2Code",
    e.source_sector AS "Actor1Type1Code",
    CAST(NULL AS VARCHAR) AS "Actor1Type2Code",
    CAST(NULL AS VARCHAR) AS "Actor1Type3Code",
    nullif(concat(e.target_country, e.target_sector), '') AS "Actor2Code",
    upper(target.name) AS "Actor2Name",
    e.target_country AS "Actor2CountryCode",
    CAST(NULL AS VARCHAR) AS "Actor2KnownGroupCode",
    CAST(NULL AS VARCHAR) AS "Actor2EthnicCode",
    CAST(NULL AS VARCHAR) AS "Actor2Religion1Code",
    CAST(NULL AS VARCHAR) AS "Actor2Religion2Code",
    e.target_sector AS "Actor2Type1Code",
    CAST(NULL AS VARCHAR) AS "Actor2Type2Code",
    CAST(NULL AS VARCHAR) AS "Actor2Type3Code",
    CAST(NULL AS BIGINT) AS "IsRootEvent",
    e.event_code AS "EventCode",
    e.event_code[1:3] AS "EventBaseCode",
    e.cameo_root AS "EventRootCode",
    e.quad_class AS "QuadClass",
    e.goldstein AS "GoldsteinScale",
    e.mention_count AS "NumMentions",
    reports.publisher_count AS "NumSources",
    e.article_count AS "NumArticles",
    CAST(NULL AS DOUBLE) AS "AvgTone",
    CAST(NULL AS BIGINT) AS "Actor1Geo_Type",
    CAST(NULL AS VARCHAR) AS "Actor1Geo_FullName",
    CAST(NULL AS VARCHAR) AS "Actor1Geo_CountryCode",
    CAST(NULL AS VARCHAR) AS "Actor1Geo_ADM1Code",
    CAST(NULL AS VARCHAR) AS "Actor1Geo_ADM2Code",
    CAST(NULL AS DOUBLE) AS "Actor1Geo_Lat",
    CAST(NULL AS DOUBLE) AS "Actor1Geo_Long",
    CAST(NULL AS VARCHAR) AS "Actor1Geo_FeatureID",
    CAST(NULL AS BIGINT) AS "Actor2Geo_Type",
    CAST(NULL AS VARCHAR) AS "Actor2Geo_FullName",
    CAST(NULL AS VARCHAR) AS "Actor2Geo_CountryCode",
    CAST(NULL AS VARCHAR) AS "Actor2Geo_ADM1Code",
    CAST(NULL AS VARCHAR) AS "Actor2Geo_ADM2Code",
    CAST(NULL AS DOUBLE) AS "Actor2Geo_Lat",
    CAST(NULL AS DOUBLE) AS "Actor2Geo_Long",
    CAST(NULL AS VARCHAR) AS "Actor2Geo_FeatureID",
    CAST(NULL AS BIGINT) AS "ActionGeo_Type",
    e.place_name AS "ActionGeo_FullName",
    CAST(NULL AS VARCHAR) AS "ActionGeo_CountryCode",
    CAST(NULL AS VARCHAR) AS "ActionGeo_ADM1Code",
    CAST(NULL AS VARCHAR) AS "ActionGeo_ADM2Code",
    e.latitude AS "ActionGeo_Lat",
    e.longitude AS "ActionGeo_Long",
    CAST(NULL AS VARCHAR) AS "ActionGeo_FeatureID",
    CAST(strftime(runs.started_at, '%Y%m%d%H%M%S') AS BIGINT) AS "DATEADDED",
    reports.source_url AS "SOURCEURL"
FROM (
    -- CAMEO writes a root code that is not specified further with a third digit 0.
    SELECT *, CASE WHEN length(cameo_code) = 2 THEN cameo_code || '0' ELSE cameo_code END AS event_code
    FROM main.events
    WHERE status = 'actual' AND event_date_precision = 'day' AND event_date IS NOT NULL
) AS e
JOIN meta.runs AS runs USING (run_id)
LEFT JOIN main.actors AS source ON source.actor_id = e.source_actor_id
LEFT JOIN main.actors AS target ON target.actor_id = e.target_actor_id
LEFT JOIN reports ON reports.event_id = e.event_id
