// Titles while typing, for the search fields of the page; without this script they are plain forms. All words come from
// the page: from the data- attributes of this script's own element.
"use strict";

{
  const words = document.currentScript.dataset;
  const WAIT = 250; // milliseconds after the last key
  const SHORTEST = 2;

  const element = (name, attributes, ...content) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...content);
    return made;
  };

  const help = (field, number) => {
    const id = `suggestions-${number}`;
    const list = element("ul", { id, class: "suggestions", role: "listbox", "aria-label": words.label, hidden: "" });
    const said = element("p", { class: "visually-hidden", role: "status" });
    const options = list.children;
    let chosen = -1;
    let timer;
    let asked;

    const close = () => {
      list.hidden = true;
      chosen = -1;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };

    const choose = (place) => {
      if (chosen >= 0) options[chosen].setAttribute("aria-selected", "false");
      chosen = place;
      if (place < 0) return field.removeAttribute("aria-activedescendant");
      options[place].setAttribute("aria-selected", "true");
      options[place].scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", options[place].id);
    };

    const show = (found) => {
      close();
      list.replaceChildren(
        ...found.map(({ title, language, kind, url }, place) => {
          const name = element("span", { lang: language }, title);
          const option = element("li", { id: `${id}-${place}`, role: "option", "aria-selected": "false" }, name, " ");
          option.append(element("small", {}, kind));
          option.dataset.url = url;
          return option;
        }),
      );
      list.hidden = !found.length;
      field.setAttribute("aria-expanded", String(Boolean(found.length)));
      said.textContent = found.length ? words.some.replace("{number}", found.length) : words.none;
    };

    const ask = async () => {
      const text = field.value.trim();
      asked?.abort();
      if (text.length < SHORTEST) {
        said.textContent = "";
        return close();
      }
      asked = new AbortController();
      try {
        const answer = await fetch(`${words.url}?q=${encodeURIComponent(text)}`, { signal: asked.signal });
        if (answer.ok && document.activeElement === field) show(await answer.json());
      } catch {
        close(); // without a network, or asked anew: the form still works
      }
    };

    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", id);
    field.autocomplete = "off";
    field.after(list, said);
    close();

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    field.addEventListener("keydown", (event) => {
      const last = options.length - 1;
      if (event.key === "Escape" && !list.hidden) close();
      else if (list.hidden) return;
      else if (event.key === "ArrowDown") choose(chosen === last ? -1 : chosen + 1);
      else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
      else if (event.key === "Enter" && chosen >= 0) location.assign(options[chosen].dataset.url);
      else return;
      event.preventDefault();
    });
    field.addEventListener("blur", close);
    // Before the field loses the focus, and with it the list.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.url);
    });
  };

  document.querySelectorAll("[data-suggest]").forEach(help);
}
