// Suggests hromadas of the state register while somebody types (a combobox with a list, as WAI-ARIA describes it).
// Without this script the server looks for the name that was sent.
"use strict";

for (const box of document.querySelectorAll("[data-hromada]")) {
  const input = box.querySelector('input[name="hromada"]');
  const field = input.closest(".field");
  let code = box.querySelector('input[type="hidden"][name="katottg"]');

  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.querySelector("label").textContent.trim());
  const told = document.createElement("p");
  told.className = "visually-hidden";
  told.setAttribute("role", "status");
  input.after(list, told);
  field.classList.add("field--suggests");

  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) {
    input.setAttribute(name, value);
  }

  let active = -1;
  let asked = 0; // the number of the last question: an answer that comes late is not shown
  let pause;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const point = (place) => {
    const options = [...list.children];
    if (!options.length) return;
    active = (place + options.length) % options.length;
    options.forEach((option, number) => option.setAttribute("aria-selected", number === active));
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  };

  const choose = (option) => {
    // The choice that the server offered is answered by this one.
    box.querySelector(".choices")?.remove();
    if (!code) {
      code = document.createElement("input");
      code.type = "hidden";
      code.name = "katottg";
      box.append(code);
    }
    code.value = option.dataset.katottg;
    input.value = option.dataset.whole;
    told.textContent = input.value;
    close();
  };

  const show = (hits) => {
    list.replaceChildren(
      ...hits.map((hit, number) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.katottg = hit.katottg;
        option.dataset.whole = `${hit.title}, ${hit.place}`;
        const place = document.createElement("span");
        place.className = "meta";
        place.textContent = hit.place;
        option.append(hit.title, " ", place);
        return option;
      }),
    );
    active = -1;
    list.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(Boolean(hits.length)));
    told.textContent = hits.length ? box.dataset.count.replace("{count}", hits.length) : box.dataset.none;
  };

  const ask = async () => {
    const number = ++asked;
    const text = input.value.trim();
    if (text.length < 2) return close();
    try {
      const answer = await fetch(`${box.dataset.hromada}?q=${encodeURIComponent(text)}`);
      if (!answer.ok) return;
      const { hits } = await answer.json();
      if (number === asked && document.activeElement === input) show(hits);
    } catch {
      // Without a network the server looks for the name once the form is sent.
    }
  };

  input.addEventListener("input", () => {
    if (code) code.value = "";
    clearTimeout(pause);
    pause = setTimeout(ask, 150);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else point(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(list.children[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", () => {
    asked += 1;
    close();
  });
  // Before the field loses the focus.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
}
