// Counts the words of texts with a limit while they are typed. The sentence comes from the page, in its language.
"use strict";

for (const group of document.querySelectorAll("[data-words]")) {
  for (const area of group.querySelectorAll("[data-most-words]")) {
    const limit = Number(area.dataset.mostWords);
    const line = document.createElement("p");
    line.className = "word-count";
    line.id = `${area.id}-words`;
    area.after(line);
    // Read out after a pause in typing, not at every letter.
    const said = document.createElement("p");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    line.after(said);

    let pause;
    const count = () => {
      const words = area.value.split(/\s+/).filter(Boolean).length;
      line.textContent = group.dataset.words.replace("{count}", words).replace("{limit}", limit);
      line.classList.toggle("word-count--over", words > limit);
      clearTimeout(pause);
      pause = setTimeout(() => (said.textContent = words > limit * 0.9 ? line.textContent : ""), 1500);
    };
    area.addEventListener("input", count);
    count();
  }
}
