// Sends a file with its progress shown, photos made smaller first: a photo of a telephone has megabytes that no page
// shows. Without this script the form does the same in one go.
"use strict";

{
  const LARGEST = 2560; // pixels a side, as the server keeps it
  const SMALL = 1_500_000; // bytes that are not worth the work

  const shrunk = async (file) => {
    if (!file.type.startsWith("image/") || file.size < SMALL) return file;
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(Math.round(picture.width * scale), Math.round(picture.height * scale));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.88 });
    const name = file.name.replace(/\.[^.]*$/, ".jpg");
    return blob.size < file.size ? new File([blob], name, { type: "image/jpeg" }) : file;
  };

  const send = (form, data, note) =>
    new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("X-Autosave", "1"); // a session that ended answers instead of leading elsewhere
      request.upload.addEventListener("progress", ({ loaded, total }) => note.show("sending", (100 * loaded) / total));
      request.addEventListener("load", () => resolve(request));
      request.addEventListener("error", reject);
      request.send(data);
    });

  const noteIn = (form) => {
    form.querySelector(".upload-progress")?.remove();
    const element = document.querySelector("#upload-progress").content.firstElementChild.cloneNode(true);
    form.append(element);
    const [bar, words] = element.children;
    return {
      show(what, percent = 0, address = "") {
        bar.value = percent;
        bar.hidden = ["failed", "signedOut"].includes(what);
        words.textContent = words.dataset[what].replace("{percent}", Math.round(percent));
        if (address) words.append(" ", Object.assign(document.createElement("a"), { href: address, target: "_blank", textContent: words.dataset.signIn }));
      },
    };
  };

  for (const form of document.querySelectorAll("[data-upload]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation(); // nobody else is to send it a second time
      const data = new FormData(form);
      const note = noteIn(form);
      const button = form.querySelector("[type=submit]");
      button.disabled = true;
      try {
        for (const [name, value] of [...data]) {
          if (!(value instanceof File) || !value.size) continue;
          if (value.type.startsWith("image/")) note.show("shrinking");
          data.set(name, await shrunk(value).catch(() => value));
        }
        // Whoever signed in again in another window has another token.
        data.set("csrfmiddlewaretoken", document.cookie.match(/csrftoken=(\w+)/)?.[1] ?? data.get("csrfmiddlewaretoken"));
        const answer = await send(form, data, note);
        if (answer.status === 401) {
          note.show("signedOut", 0, JSON.parse(answer.responseText).sign_in);
          button.disabled = false;
          return;
        }
        if (answer.status === 200) return location.assign(answer.responseURL);
        // Refused: the page that says why takes the place of this one, with what was typed in it.
        const page = new DOMParser().parseFromString(answer.responseText, "text/html");
        const errors = page.querySelector("#error-summary");
        if (!errors) throw new Error(answer.status);
        form.closest("main").querySelector("#error-summary")?.remove();
        form.closest("main").querySelector("h1").after(errors);
        for (const field of form.querySelectorAll(".field")) {
          const id = field.querySelector("[id]:is(input, select, textarea)")?.id;
          const fresh = id && page.getElementById(id)?.closest(".field");
          field.classList.toggle("field--invalid", Boolean(fresh?.matches(".field--invalid")));
          field.querySelector(".errors")?.remove();
          const said = fresh?.querySelector(".errors");
          if (said) field.querySelector("input, select, textarea").before(said);
        }
        form.querySelector(".upload-progress").remove();
        errors.focus();
      } catch {
        note.show("failed");
      }
      button.disabled = false;
    });
  }
}
