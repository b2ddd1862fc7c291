// Keeps what somebody writes: on the device at once, on the server a moment later, and both again after a time without
// a network. Without this script each button of the form saves. All words come from <template id="writing-words">.
"use strict";

{
  const key = `writing:${location.pathname.replace(/^\/en\//, "/")}`;
  const forget = () => {
    try {
      localStorage.removeItem(key);
    } catch {
      // There is nothing to forget.
    }
  };
  // On the page with both texts the writer decides; the answer there is the last word.
  document.querySelector("form[data-decides]")?.addEventListener("submit", forget);

  const keepWriting = (form) => {
    const PAUSE = 1200; // milliseconds without a keystroke before the server is told
    const LONGEST = 6000; // milliseconds of writing without a pause
    const PATIENCE = 20_000; // milliseconds that an answer may take
    const RETRY = 15_000;
    const PRESENCE = 60_000; // how often others are told that the draft is open here
    const UNANSWERED = 20; // saves without an answer that are remembered
    const OWN = new Set(["csrfmiddlewaretoken", "version", "unsaved"]);

    const words = document.querySelector("#writing-words").dataset;
    const { version, csrfmiddlewaretoken: token } = form.elements;

    // What the form says, as {name: [values]}. A whole, or the rows of a part, share the beginning of their names and
    // stay together: a row of mine and a row of theirs make no sense of their own.

    const values = () => {
      const said = {};
      for (const [name, value] of new FormData(form)) {
        if (!OWN.has(name) && typeof value === "string") (said[name] ??= []).push(value.replace(/\r\n?/g, "\n"));
      }
      return said;
    };
    const groupOf = (name) => name.split("-")[0];
    const inGroup = (said, group) =>
      Object.keys(said).filter((name) => groupOf(name) === group && !name.endsWith("_FORMS"));
    const text = (value = []) => [value].flat().filter(Boolean).sort().join("\0").trim();
    const same = (one, other, group) =>
      [...inGroup(one, group), ...inGroup(other, group)].every((name) => text(one[name]) === text(other[name]));
    const groupsOf = (...all) => new Set(all.flatMap(Object.keys).map(groupOf));

    const addRow = (part) => {
      const list = form.querySelector(`[data-rows="${part}"]`);
      const empty = list.nextElementSibling.innerHTML;
      list.insertAdjacentHTML("beforeend", empty.replaceAll("__prefix__", list.children.length));
      form.elements[`${part}-TOTAL_FORMS`].value = list.children.length;
      return list.lastElementChild;
    };
    const write = (said, group) => {
      const rows = form.querySelector(`[data-rows="${group}"]`);
      const filled = rows && inGroup(said, group).filter((name) => text(said[name]));
      while (filled?.some((name) => Number(name.split("-")[1]) >= rows.children.length)) addRow(group);
      const places = {};
      for (const field of form.elements) {
        const { name, type } = field;
        if (!name || OWN.has(name) || groupOf(name) !== group || name.endsWith("_FORMS") || type === "submit") continue;
        const told = [said[name] ?? []].flat().map(String);
        if (["checkbox", "radio"].includes(type)) field.checked = told.includes(field.value);
        else field.value = told[(places[name] = (places[name] ?? -1) + 1)] ?? "";
        count(field);
      }
    };

    // The server’s words, mine, and what was sent and never answered: it may have arrived

    let base = values();
    let unanswered = [];
    let edits = 0; // counts keystrokes, so that an answer tells whether it is the latest
    let told = 0; // the edits that the server has
    let isTorn = false; // two texts wait for the writer’s choice
    let timer, since, saving;

    const keep = () => {
      try {
        const copy = { base, unanswered, mine: values(), version: version.value, at: Date.now() };
        localStorage.setItem(key, JSON.stringify(copy));
      } catch {
        // The device keeps nothing; the server does.
      }
    };
    const kept = () => {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    };

    // The line that says where the words are; read out only where it is more than the course of things

    const state = document.createElement("p");
    state.className = "save-state";
    state.setAttribute("role", "status");
    form.append(state);
    const say = (what, { time, more } = {}) => {
      if (state.dataset.state === what && !time) return;
      state.dataset.state = what;
      state.setAttribute("aria-live", ["typing", "saving", "saved"].includes(what) ? "off" : "polite");
      state.textContent = words[what].replace("{time}", time);
      if (more) state.append(" ", more);
    };
    const link = (href, textContent) => Object.assign(document.createElement("a"), { href, textContent });
    const clock = (moment) =>
      new Date(moment).toLocaleTimeString("uk", { hour: "2-digit", minute: "2-digit" }); // as the page writes it

    // Saving

    const post = (options) => {
      const data = new FormData(form);
      unanswered = [...unanswered, values()].slice(-UNANSWERED);
      if (edits !== told) keep();
      return fetch(form.dataset.autosave, { method: "POST", body: data, headers: { "X-Autosave": "1" }, ...options });
    };
    const send = async () => {
      clearTimeout(timer);
      since = null;
      // Whoever signed in again in another window has another token.
      token.value = document.cookie.match(/csrftoken=(\w+)/)?.[1] ?? token.value;
      const [sent, mine, isNews] = [edits, values(), edits !== told];
      if (isNews) say("saving");
      const answer = await post({ signal: AbortSignal.timeout?.(PATIENCE) }).catch(() => null);
      const isJson = answer?.headers.get("Content-Type")?.startsWith("application/json");
      const said = isJson ? await answer.json().catch(() => null) : null;
      if (answer?.status === 200 && said) {
        [base, unanswered, told] = [mine, [], sent];
        version.value = said.version;
        tellOfOthers(said.others);
        if (sent === edits) {
          forget();
          if (isNews || state.dataset.state === "offline") {
            document.querySelector("[data-kept]").hidden = true;
            const isIncomplete = Object.keys(said.errors).length;
            say(isIncomplete ? "incomplete" : "saved", { time: clock(said.saved_at ?? Date.now()) });
          }
        } else {
          keep();
          later();
        }
      } else if (answer?.status === 409 && said) {
        meet(said.theirs, said.version);
        if (!isTorn) await send();
      } else if (answer?.status === 410 && said) {
        say("moved", { more: link(said.moved, words.look) });
      } else if ([401, 403, 404].includes(answer?.status)) {
        say("signedOut", { more: link(said?.sign_in ?? location.href, words.signIn) });
      } else {
        say("offline");
        timer = setTimeout(save, RETRY);
      }
    };
    const save = () => (saving ??= send().finally(() => (saving = null)));
    const later = () => {
      if (isTorn) return;
      clearTimeout(timer);
      since ??= Date.now();
      timer = setTimeout(save, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
    };
    /** Whether the server has everything that the form says. */
    const settle = async () => {
      await saving;
      if (!isTorn) await save();
      return edits === told && !unanswered.length;
    };

    const others = document.querySelector("[data-others]");
    const tellOfOthers = (names) => {
      const sentence = names.length ? words.others.replace("{names}", names.join(", ")) : "";
      if (others.textContent.trim() !== sentence) others.textContent = sentence;
    };

    // Two wrote at once: what only one of them changed is taken; for the rest the page with both texts asks

    const meet = (theirs, newVersion) => {
      const mine = values();
      for (const group of groupsOf(theirs)) {
        if (!same(mine, theirs, group)) {
          if (same(mine, base, group)) write(theirs, group);
          else if (![base, ...unanswered].some((known) => same(theirs, known, group))) {
            isTorn = true;
            continue;
          }
        }
        for (const name of inGroup({ ...base, ...theirs }, group)) base[name] = [theirs[name] ?? []].flat();
      }
      if (isTorn) {
        // With the version of before, each button leads to the page with both texts.
        keep();
        clearTimeout(timer);
        const button = document.createElement("button");
        say("torn", { more: Object.assign(button, { type: "submit", className: "button--small", textContent: words.compare }) });
      } else version.value = newVersion;
    };

    // How much of a limit is used: always of long texts, of short ones where it runs short

    const count = (field) => {
      const limit = Number(field.dataset.limit);
      if (!limit) return;
      const id = `${field.id}_helptext`;
      const line = document.getElementById(id) ?? Object.assign(document.createElement("p"), { id });
      if (!line.parentNode) field.after(line);
      const used = [...field.value.replace(/\r\n?/g, "\n")].length;
      const sentence = used > limit ? words.tooMany : words.used;
      const facts = { used, limit, over: used - limit };
      line.className = `help limit-count${used > limit ? " limit-count--over" : ""}`;
      line.hidden = field.localName === "input" && used < limit * 0.8;
      line.textContent = sentence.replace(/{(\w+)}/g, (_all, name) => facts[name]);
      line.setAttribute("aria-live", used > limit * 0.9 ? "polite" : "off");
    };
    form.querySelectorAll("[data-limit]").forEach(count);

    form.addEventListener("input", ({ target }) => {
      count(target);
      edits += 1;
      keep();
      if (isTorn) return;
      say("typing");
      later();
    });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[data-add-row]");
      if (!button) return;
      event.preventDefault();
      addRow(button.value).querySelector("input, select, textarea").focus();
    });

    // A button goes where it leads once the server has everything: an autosave that is still under way would be met as
    // somebody else’s, and without a network the form stays.
    let isSettled = false;
    let isSettling = false;
    form.addEventListener("submit", async (event) => {
      event.stopPropagation();
      if (isSettled || isTorn) return;
      event.preventDefault();
      if (isSettling) return;
      isSettling = true;
      isSettled = await settle();
      if (isSettled) form.requestSubmit(event.submitter);
      isSettling = isSettled = false;
    });

    addEventListener("online", save);
    addEventListener("pagehide", () => {
      if (edits !== told && !isTorn) post({ keepalive: true }).catch(() => {});
    });

    // What an earlier visit left on this device is laid over what the server has

    const left = kept();
    if (left) {
      const theirs = base;
      const newVersion = version.value;
      ({ base, unanswered } = left);
      version.value = left.version;
      for (const group of groupsOf(left.mine, left.base)) {
        if (!same(left.mine, left.base, group)) write(left.mine, group);
      }
      meet(theirs, newVersion);
      if (!isTorn) {
        const isNews = [...groupsOf(theirs, values())].some((group) => !same(theirs, values(), group));
        if (isNews) say("restored", { time: clock(left.at) });
        else {
          // The last words reached the server when the page was left.
          forget();
          say("saved", { time: clock(Date.now()) });
        }
        edits += isNews;
      }
    } else if (form.dataset.unsaved !== undefined) {
      base = {}; // what the server has is not known here
      edits += 1;
    }
    if (!isTorn) setTimeout(save, edits ? PAUSE : 0);
    setInterval(() => {
      if (document.visibilityState === "visible" && edits === told && !isTorn) save();
    }, PRESENCE);
  };

  document.querySelectorAll("form[data-autosave]").forEach(keepWriting);
}
