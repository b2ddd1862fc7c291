// The search of a copy of the site. Data come as scripts that call `mirrorSearch`, since a page that was opened from a
// disk may load nothing else. All words come from the page: from the data- attributes of this script's own element.
"use strict";

{
  const { src, dataset: words } = document.currentScript;
  const kinds = JSON.parse(document.getElementById("kinds").textContent);
  const root = new URL("../../", src); // static/js/ lies two folders below
  const language = document.documentElement.lang;
  const PAGE = 20;
  const WEIGHTS = [8, 3, 1]; // of a word in the title, the summary, the text
  const SHORTEST_BEGINNING = 3;
  const LENGTH = 240; // of an excerpt, in characters

  let beginnings;
  let rowsInFile;
  let kindNames;
  const shards = new Map(); // rows by the beginning of their words
  const entries = new Map();
  const loaded = new Map();

  window.mirrorSearch = {
    begin(known, names, rows) {
      beginnings = new Set(known);
      kindNames = names;
      rowsInFile = rows;
    },
    words: (beginning, rows) => shards.set(beginning, rows),
    entries: (rows) => Object.entries(rows).forEach(([number, row]) => entries.set(Number(number), row)),
  };

  const load = (path) => {
    if (!loaded.has(path)) {
      loaded.set(
        path,
        new Promise((resolve, reject) => {
          const script = document.createElement("script");
          script.src = new URL(`search/data/${path}.js`, root);
          script.addEventListener("load", resolve);
          script.addEventListener("error", reject);
          document.head.append(script);
        }),
      );
    }
    return loaded.get(path);
  };

  // As `fold` of the portal: small letters, ґ as г, without apostrophes and stress marks.
  const fold = (text) =>
    text.toLowerCase().normalize("NFD").replace(/['’ʼ`‘ʹ′´\u0301]/g, "").normalize("NFC").replaceAll("ґ", "г");

  const shardName = (beginning) =>
    Array.from(beginning, (letter) => letter.codePointAt(0).toString(16).padStart(4, "0")).join("-");

  const forms = ([common, ends]) => ends.split(",").map((end) => common + end);

  // The rows of the index whose words have this form; where there is none, those of words that begin so.
  const rowsOf = async (word) => {
    const beginning = Array.from(word).slice(0, 2).join("");
    if (!beginnings.has(beginning)) return [];
    await load(`words/${shardName(beginning)}`);
    const all = shards.get(beginning).map((row) => ({ forms: forms(row), places: row.slice(2) }));
    const exact = all.filter((row) => row.forms.includes(word));
    if (exact.length || word.length < SHORTEST_BEGINNING) return exact;
    return all.filter((row) => row.places.length && row.forms.some((form) => form.startsWith(word)));
  };

  const find = async (text) => {
    await load("words");
    const asked = [...new Set(fold(text).match(/[\p{L}\p{N}]+/gu) ?? [])].slice(0, 10);
    const rows = await Promise.all(asked.map(rowsOf));
    // Words that say nothing of what is looked for have no places.
    const telling = rows.filter((found) => !found.length || found.some((row) => row.places.length));
    const marked = new Set(telling.flat().flatMap((row) => row.forms));
    const scores = new Map();
    for (const found of telling) {
      const best = new Map();
      for (const { places } of found) {
        places.forEach((numbers, part) =>
          numbers.forEach((number) => best.set(number, Math.max(best.get(number) ?? 0, WEIGHTS[part]))),
        );
      }
      const weight = 1 / (1 + Math.log1p(best.size)); // rare words tell more
      for (const [number, part] of best) {
        const score = scores.get(number) ?? { words: 0, points: 0 };
        scores.set(number, { words: score.words + 1, points: score.points + part * weight });
      }
    }
    const ordered = [...scores].sort(([a, one], [b, other]) => other.words - one.words || other.points - one.points || b - a);
    const complete = ordered.filter(([, { words: has }]) => has === telling.length);
    return { marked, isComplete: complete.length > 0, numbers: (complete.length ? complete : ordered).map(([n]) => n) };
  };

  // Results

  const element = (name, attributes = {}, ...content) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) if (value) made.setAttribute(key, value);
    made.append(...content);
    return made;
  };

  const WORD = /[\p{L}\p{N}]+(?:['’ʼ`‘ʹ′´\u0301][\p{L}\p{N}]+)*/gu;

  const withMarks = (text, marked) => {
    const parts = [];
    let done = 0;
    for (const { 0: word, index } of text.matchAll(WORD)) {
      if (!marked.has(fold(word))) continue;
      parts.push(text.slice(done, index), element("mark", {}, word));
      done = index + word.length;
    }
    return [...parts, text.slice(done)];
  };

  const excerpt = (text, marked) => {
    const first = [...text.matchAll(WORD)].find(({ 0: word }) => marked.has(fold(word)))?.index ?? 0;
    const begin = first < LENGTH / 2 ? 0 : text.indexOf(" ", first - LENGTH / 4) + 1;
    const part = text.slice(begin, begin + LENGTH);
    return `${begin ? "… " : ""}${part}${begin + LENGTH < text.length ? " …" : ""}`;
  };

  const result = (number, marked) => {
    const [file, lang, title, place, text] = entries.get(number);
    const kind = kinds[number % kinds.length];
    const link = element("a", { href: new URL(file, root).href, lang }, ...withMarks(title, marked));
    const heading = element("h2", { class: "result__title" }, link);
    if (lang) heading.append(" ", element("span", { class: "label" }, words.ukrainian));
    return element(
      "li",
      {},
      element(
        "article",
        { class: "result" },
        element("p", { class: "result__kind" }, place ? `${kind} · ${place}` : kind),
        heading,
        element("p", { class: "result__text", lang }, ...withMarks(excerpt(text, marked), marked)),
      ),
    );
  };

  const found = document.getElementById("found");
  const list = found.querySelector("ol");
  const more = found.querySelector("button");

  const show = async (numbers, marked) => {
    const shown = numbers.slice(list.children.length, list.children.length + PAGE);
    const files = shown.map((number) => {
      const row = Math.floor(number / kinds.length);
      return `${language}/${kindNames[number % kinds.length]}-${Math.floor(row / rowsInFile)}`;
    });
    await Promise.all(files.map(load));
    list.append(...shown.map((number) => result(number, marked)));
    more.hidden = list.children.length >= numbers.length;
  };

  const search = async (text) => {
    const { marked, isComplete, numbers } = await find(text);
    await show(numbers, marked);
    more.addEventListener("click", () => show(numbers, marked));
    const said = isComplete ? words.found.replace("{number}", numbers.length) : words.some;
    found.querySelector("[role=status]").textContent = numbers.length ? said : words.none;
    found.hidden = false;
  };

  const text = new URLSearchParams(location.search).get("q")?.trim();
  if (text) {
    document.getElementById("q").value = text;
    search(text);
  }
}
