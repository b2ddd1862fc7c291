// What scripts add to pages that work without them. All words come from the page, in its language: from the data-
// attributes of this script's own element.
"use strict";

{
  const root = document.documentElement;
  const { dataset: words, src: ownAddress } = document.currentScript;

  const element = (name, attributes = {}, ...content) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...content);
    return made;
  };

  const moment = (date) =>
    new Intl.DateTimeFormat(words.locale, { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }).format(
      new Date(date),
    );

  // Pages without a network

  if (words.worker) navigator.serviceWorker?.register(words.worker).catch(() => {}); // copies of the site have none

  if (root.dataset.saved) {
    const note = element("p", { class: "saved-copy", role: "status" });
    document.querySelector("main").before(note);
    note.textContent = words.saved.replace("{time}", moment(root.dataset.saved));
  }

  const listVisited = async (list) => {
    const cache = await caches.open("visited");
    for (const request of (await cache.keys()).reverse()) {
      const copy = await cache.match(request, { ignoreVary: true });
      const page = new DOMParser().parseFromString(await copy.text(), "text/html");
      const language = page.documentElement.lang;
      const link = element("a", { href: request.url, lang: language, hreflang: language });
      link.textContent = page.title.replace(/ – [^–]*$/, ""); // without the name of the site
      list.append(element("li", {}, link, " ", element("small", { class: "meta" }, moment(copy.headers.get("Date")))));
    }
    if (list.children.length) list.closest("[hidden]").hidden = false;
  };
  const visited = document.querySelector("[data-visited]");
  if (visited && window.caches) listVisited(visited).catch(() => {});

  // The colour scheme: the system's, unless the reader chose the other one on this device

  const system = matchMedia("(prefers-color-scheme: dark)");
  const switches = document.querySelectorAll("[data-scheme-switch]");
  const scheme = () => root.dataset.scheme || (system.matches ? "dark" : "light");
  const showScheme = () => switches.forEach((button) => button.setAttribute("aria-pressed", scheme() === "dark"));

  const switchScheme = () => {
    const chosen = scheme() === "dark" ? "light" : "dark";
    const isSystem = (chosen === "dark") === system.matches;
    if (isSystem) delete root.dataset.scheme;
    else root.dataset.scheme = chosen;
    try {
      if (isSystem) localStorage.removeItem("scheme");
      else localStorage.scheme = chosen;
    } catch {
      // A browser that keeps nothing still shows it until the next page.
    }
    showScheme();
  };

  showScheme();
  system.addEventListener("change", showScheme);
  for (const button of switches) {
    button.hidden = false;
    button.addEventListener("click", switchScheme);
  }

  // Photos: enlarged in place, and on request where data are saved

  let shown; // the links of the open group, and which of them is enlarged
  let place;
  let dialog;

  const enlarge = (step) => {
    place = (place + step + shown.length) % shown.length;
    const link = shown[place];
    const picture = link.querySelector("picture").cloneNode(true);
    picture.querySelectorAll("[sizes]").forEach((part) => (part.sizes = "100vw"));
    const image = picture.querySelector("img");
    image.loading = "eager";
    const caption = link.closest("figure")?.querySelector("figcaption")?.cloneNode(true);
    dialog.setAttribute("aria-label", image.alt);
    dialog.querySelector("figure").replaceChildren(picture, caption ?? "");
  };

  const button = (name, sign, action) => {
    const made = element("button", { type: "button", class: `lightbox__${name}`, "aria-label": words[name] }, sign);
    made.addEventListener("click", action);
    return made;
  };

  const openLightbox = (link) => {
    const group = link.closest("ul, .photos") ?? link.parentElement;
    shown = [...group.querySelectorAll("[data-lightbox]")];
    place = shown.indexOf(link);
    dialog = element("dialog", { class: "lightbox" }, button("close", "×", () => dialog.close()), element("figure"));
    if (shown.length > 1) {
      dialog.append(button("previous", "‹", () => enlarge(-1)), button("next", "›", () => enlarge(1)));
      dialog.addEventListener("keydown", ({ key }) => {
        if (key === "ArrowLeft") enlarge(-1);
        if (key === "ArrowRight") enlarge(1);
      });
    }
    dialog.addEventListener("click", ({ target }) => target.closest("img, figcaption, button") || dialog.close());
    dialog.addEventListener("close", ({ target }) => target.remove());
    enlarge(0);
    document.body.append(dialog);
    dialog.showModal();
  };

  const showPhoto = (box) => {
    const photo = box.querySelector("template").content.firstElementChild;
    if (photo.localName !== "a") photo.tabIndex = -1;
    box.replaceWith(photo);
    photo.focus();
  };

  document.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("[data-lightbox]");
    const box = event.target.closest("[data-photo-on-request]");
    if (!link && !box) return;
    event.preventDefault();
    if (link) openLightbox(link);
    else showPhoto(box);
  });

  // Forms: what was typed is not thrown away where it cannot be sent

  const asked = new WeakSet(); // forms that wait for an answer of the network
  const reached = new WeakSet(); // forms that got one and may go

  const isReachable = async () => {
    if (!navigator.onLine) return false;
    try {
      // Of a file, since to ask for some pages has consequences: one makes a new secret for the app of codes each time.
      await fetch(ownAddress, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout?.(10_000) });
      return true;
    } catch {
      return false;
    }
  };

  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (form.method !== "post" || reached.delete(form)) return;
    event.preventDefault();
    if (asked.has(form)) return;
    asked.add(form);
    form.querySelector(".not-sent")?.remove();
    if (await isReachable()) {
      reached.add(form);
      form.requestSubmit(submitter);
    } else {
      const note = element("p", { class: "notice not-sent", role: "alert" }, words.notSent);
      (submitter ?? form.lastElementChild).before(note);
    }
    asked.delete(form);
  });
}
