// Keys of the device (WebAuthn): asks the browser for one and sends what it answers with the form around the button.
"use strict";

(() => {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;

  async function optionsFor(form) {
    const url = form.dataset.keyOptions;
    if (!url) return JSON.parse(document.getElementById("key-options").textContent);
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.json();
  }

  // A key that signs in alone must be kept on the device and ask for more than a touch.
  function standingAlone(publicKey) {
    const selection = { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true };
    return { ...publicKey, authenticatorSelection: { ...selection, userVerification: "required" } };
  }

  async function answerOfKey(form) {
    const options = await optionsFor(form);
    if (form.dataset.key === "get") {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.request_options.publicKey);
      return navigator.credentials.get({ publicKey });
    }
    const wanted = options.creation_options.publicKey;
    const publicKey = form.elements.passwordless.checked ? standingAlone(wanted) : wanted;
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey) });
  }

  for (const form of document.querySelectorAll("form[data-key]")) {
    const trouble = form.querySelector("[data-key-trouble]");
    form.querySelector("[data-key-able]").hidden = false;
    form.querySelector("[data-key-unable]")?.remove();
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation(); // site.js would send the form without an answer
      trouble.hidden = true;
      try {
        form.elements.credential.value = JSON.stringify(await answerOfKey(form));
        form.submit();
      } catch {
        trouble.hidden = false;
        trouble.focus();
      }
    });
  }
})();
