// Names, for those who do not see, for what the markup of Django's admin and of its widgets leaves nameless.
"use strict";

{
  let number = 0;
  const idOf = (label) => (label.id ||= `name-${(number += 1)}`);

  // The head of a table's column that a cell stands in.
  const headOf = (cell) => {
    const column = [...cell.classList].find((name) => name.startsWith("field-"));
    const heads = cell.closest("table").tHead;
    return heads?.querySelector(column ? `.${column.replace("field-", "column-")}` : "th:last-child");
  };

  const nameAfter = (label, ...elements) => {
    for (const element of elements) {
      if (label && element) element.setAttribute("aria-labelledby", idOf(label));
    }
  };

  const nameAll = () => {
    for (const editor of document.querySelectorAll(".prose-editor [contenteditable]:not([aria-labelledby])")) {
      nameAfter(editor.closest(".fieldBox, .form-row, td")?.querySelector("label"), editor);
    }
    for (const box of document.querySelectorAll(".select2-container:not([data-named])")) {
      const select = box.previousElementSibling;
      const parts = box.querySelectorAll("[role=combobox], [role=textbox], .select2-search__field");
      const cell = select?.closest("td");
      nameAfter(document.querySelector(`label[for="${select?.id}"]`) || (cell && headOf(cell)), ...parts);
      box.dataset.named = "";
    }
    for (const hint of document.querySelectorAll("span.help-tooltip[aria-label]:not([role])")) {
      hint.setAttribute("role", "img");
    }
    for (const field of document.querySelectorAll(".tabular td :is(input, select, textarea):not([type=hidden])")) {
      if (!field.labels?.length && !field.hasAttribute("aria-labelledby")) nameAfter(headOf(field.closest("td")), field);
    }
    for (const head of document.querySelectorAll(".tabular th")) {
      if (!head.textContent.trim()) {
        head.replaceWith(Object.assign(document.createElement("td"), { className: head.className }));
      }
    }
    for (const wide of document.querySelectorAll(".inline-group:not([tabindex])")) {
      // On a narrow screen it scrolls, and there is nothing in it to come to by keyboard.
      if (!wide.querySelector("a, button, select, textarea, input:not([type=hidden])")) wide.tabIndex = 0;
    }
    const search = document.querySelector("#searchbar:not([aria-label])");
    search?.setAttribute("aria-label", document.querySelector("label[for=searchbar] img").alt);
  };

  document.addEventListener("DOMContentLoaded", () => {
    nameAll();
    // Widgets draw themselves late, and again in every new row.
    new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  });
}
