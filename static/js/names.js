// Buttons beside the English name: the Ukrainian one as it is, or in Latin letters. The table is portal/languages.py's.
"use strict";

function romanise(text, { letters, atWordStart, silent }) {
  const small = Object.keys(letters).join("");
  const all = small + small.toUpperCase();
  const word = new RegExp(`[${all}](?:[${all}${silent}]*[${all}\u0301])?`, "g");
  return text.normalize("NFC").replace(word, (found) => spelt([...found].filter((sign) => !silent.includes(sign))));

  function spelt(word) {
    const latin = word.map((sign, place) => {
      const letter = sign.toLowerCase();
      let written = letters[letter];
      if (place === 0) written = atWordStart[letter] ?? written;
      else if (letter === "г" && word[place - 1].toLowerCase() === "з") written = "gh"; // "zh" would read as «ж»
      return sign === letter ? written : written.charAt(0).toUpperCase() + written.slice(1);
    });
    const together = latin.join("");
    const isInCapitals = word.length > 1 && word.every((sign) => sign !== sign.toLowerCase());
    return isInCapitals ? together.toUpperCase() : together;
  }
}

function offerNames({ table, copy, spell }) {
  const romanisation = JSON.parse(table);
  const offer = (within) => {
    for (const english of within.querySelectorAll("[data-english-name]")) {
      const ukrainian = document.getElementById(english.id.replace(/_en$/, "_uk"));
      if (!ukrainian || english.closest(".empty-form") || english.nextElementSibling?.matches(".name-buttons")) continue;
      const buttons = document.createElement("span");
      buttons.className = "name-buttons";
      buttons.append(
        button(copy, () => ukrainian.value),
        button(spell, () => romanise(ukrainian.value, romanisation)),
      );
      english.after(buttons);

      function button(words, name) {
        const made = document.createElement("button");
        made.type = "button";
        made.textContent = words;
        made.addEventListener("click", () => write(english, name()));
        return made;
      }
    }
  };
  offer(document);
  document.addEventListener("formset:added", (event) => offer(event.target));
}

// As if it was typed, so that what stood there comes back with Ctrl+Z.
function write(field, text) {
  if (!text) return;
  field.focus();
  field.select();
  if (!document.execCommand("insertText", false, text)) field.value = text;
}

if (typeof document === "undefined") module.exports = { romanise };
else offerNames(document.currentScript.dataset);
