// Searches the quotes in the shards of data/ (made by report/search.py), which are loaded as scripts when they are
// needed: a page opened from a folder may not fetch. What quotes hold is only ever set as text.
"use strict";

const dateline = (() => {
  const SHOWN_AT_ONCE = 20;
  const arrived = new Map();
  const inFlight = new Map();
  const policy = window.trustedTypes
    ? trustedTypes.createPolicy("dateline", {
        createScriptURL: (url) => {
          if (!/^data\/(directory|(words|quotes)-\d+)\.js$/.test(url)) throw new TypeError(url);
          return url;
        },
      })
    : { createScriptURL: (url) => url };

  // The shard of a name, once its script has run.
  function load(name) {
    if (!inFlight.has(name)) {
      inFlight.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = policy.createScriptURL(`data/${name}.js`);
        script.onload = () => resolve(arrived.get(name));
        script.onerror = () => reject(new Error(`data/${name}.js is missing`));
        document.head.append(script);
      }));
    }
    return inFlight.get(name);
  }

  // As SQL has them: without accents, in lower case, runs of letters and figures.
  function wordsOf(text, longest) {
    const bare = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    return (bare.match(/[\p{L}\p{N}]+/gu) || []).map((word) => [...word].slice(0, longest).join(""));
  }

  // By code point, as the shards are sorted: JavaScript's own order differs beyond U+FFFF.
  function compare(one, other) {
    const [a, b] = [[...one], [...other]];
    for (let i = 0; i < a.length && i < b.length; i++) {
      if (a[i] !== b[i]) return a[i].codePointAt(0) - b[i].codePointAt(0);
    }
    return a.length - b.length;
  }

  // The shards in which words that begin with `prefix` may be; a whole word is in one.
  function shardsOf(firsts, prefix, isWhole) {
    let low = 0;
    let high = firsts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(firsts[middle], prefix) <= 0) low = middle + 1;
      else high = middle;
    }
    const found = [Math.max(low - 1, 0)];
    for (let i = low; !isWhole && i < firsts.length && firsts[i].startsWith(prefix); i++) found.push(i);
    return found.filter((shard) => shard < firsts.length);
  }

  // Numbers of the quotes with a word, and whether that is all of them.
  async function numbersOf(directory, word, isWhole) {
    const entries = (await Promise.all(
      shardsOf(directory.firsts, word, isWhole).map((shard) => load(`words-${shard}`)),
    )).flat().filter((entry) => (isWhole ? entry[0] === word : entry[0].startsWith(word)));
    const numbers = new Set();
    for (const [, , differences] of entries) {
      let number = 0;
      for (const difference of differences) numbers.add((number += difference));
    }
    return { word, isWhole, numbers, isComplete: entries.every((entry) => entry[1] === entry[2].length) };
  }

  async function quote(directory, number) {
    const shard = await load(`quotes-${Math.floor((number - 1) / directory.perShard)}`);
    return shard[(number - 1) % directory.perShard];
  }

  function holds(found, wanted, directory) {
    const words = wordsOf(`${found[2]} ${found[4]}`, directory.longestWord);
    return wanted.every(({ word, isWhole }) => words.some((w) => (isWhole ? w === word : w.startsWith(word))));
  }

  // The quotes that hold all words, the latest first, one after the other as they are asked for.
  async function* search(directory, words, kind) {
    const wanted = await Promise.all(words.map((word, i) => numbersOf(directory, word, i < words.length - 1)));
    const complete = wanted.filter((one) => one.isComplete);
    const lists = (complete.length ? complete : wanted).map((one) => one.numbers).sort((a, b) => a.size - b.size);
    const unsure = complete.length ? wanted.filter((one) => !one.isComplete) : [];
    let numbers = lists.length ? [...lists[0]] : Array.from({ length: directory.quotes }, (_, i) => i + 1);
    for (const list of lists.slice(1)) numbers = numbers.filter((number) => list.has(number));
    numbers.sort((a, b) => a - b);
    const exact = !unsure.length && !kind;
    yield { count: exact ? numbers.length : null, isAll: !words.length || complete.length > 0 };
    for (const number of numbers) {
      const found = await quote(directory, number);
      if ((!kind || found[5] === kind) && holds(found, unsure, directory)) yield found;
    }
  }

  function element(name, className, ...children) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  function shown([page, id, speaker, cue, text, kind, headline, day, confidence]) {
    const said = element("blockquote", "said", text);
    said.dir = "auto";
    const who = element("p", "deed", element("bdi", "who", speaker || "not named"));
    if (cue) who.append(" ", element("i", "cue", cue));
    const link = element("a", "", headline ? element("bdi", "", headline) : "the article");
    link.href = `${page}#w-${id}`;
    const meta = element("p", "meta", `${kind} · ${day ? `${day} · ` : ""}${(confidence / 100).toFixed(2)} · `, link);
    return element("li", "", who, said, meta);
  }

  const box = document.getElementById("words");
  const kind = document.getElementById("kind");
  const status = document.getElementById("status");
  const results = document.getElementById("results");
  const more = document.getElementById("more");
  let current = null;

  // Show the next results of `current`; a search begun meanwhile takes its place.
  async function showMore(asked) {
    more.hidden = true;
    const items = [];
    let isDone = false;
    while (items.length < SHOWN_AT_ONCE && !isDone) {
      const { value, done } = await asked.found.next();
      if (current !== asked) return;
      if (done) isDone = true;
      else items.push(shown(value));
    }
    asked.shown += items.length;
    results.append(...items);
    const ends = isDone || asked.shown === asked.count;
    more.hidden = ends;
    const number = asked.count ?? asked.shown;
    const total = `${asked.count === null && !ends ? "more than " : ""}${number.toLocaleString("en")}`;
    const which = asked.isAll ? "" : ", among the latest: such common words are listed no further back";
    status.textContent = `${total} ${number === 1 ? "quote" : "quotes"}${which}`;
    return items[0];
  }

  async function begin() {
    const asked = { shown: 0, found: null, count: null, isAll: true };
    current = asked;
    const text = box.value;
    history.replaceState(null, "", text ? `#q=${encodeURIComponent(text)}` : location.pathname + location.search);
    try {
      const directory = await load("directory");
      if (current !== asked) return;
      asked.found = search(directory, wordsOf(text, directory.longestWord), kind.value);
      const { value } = await asked.found.next();
      if (current !== asked) return;
      Object.assign(asked, value);
      results.replaceChildren();
      await showMore(asked);
    } catch (error) {
      status.textContent = `The search can't go on: ${error.message}.`;
    }
  }

  function fromAddress() {
    const asked = /^#q=(.*)$/.exec(location.hash);
    try {
      box.value = asked ? decodeURIComponent(asked[1]) : "";
    } catch {
      box.value = "";
    }
    begin();
  }

  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(begin, 150);
  });
  kind.addEventListener("change", begin);
  more.addEventListener("click", async () => {
    const first = await showMore(current);
    first?.querySelector("a")?.focus();
  });
  window.addEventListener("hashchange", fromAddress);
  setTimeout(fromAddress);

  return {
    directory: (value) => arrived.set("directory", value),
    words: ([number, entries]) => arrived.set(`words-${number}`, entries),
    quotes: ([number, shard]) => arrived.set(`quotes-${number}`, shard),
  };
})();
