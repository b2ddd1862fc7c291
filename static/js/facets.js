// What htmx leaves undone where a choice redraws a list: unfolded facets, the panel of a telephone, focus, lost networks.
"use strict";

{
  const find = (id) => document.getElementById(id);

  document.addEventListener("htmx:configRequest", ({ detail: { formData } }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });

  // What the reader unfolded stays so.
  document.addEventListener("htmx:oobBeforeSwap", ({ detail: { fragment } }) => {
    for (const facet of fragment.querySelectorAll("details")) facet.open = find(facet.id)?.open ?? facet.open;
  });

  document.addEventListener("htmx:beforeRequest", ({ detail: { requestConfig } }) => {
    if (requestConfig.triggeringEvent?.type !== "submit") return;
    const panel = find("facets-panel");
    if (panel.matches(":popover-open")) panel.hidePopover();
  });

  // A link that was pressed is gone, or means something else now.
  document.addEventListener("htmx:afterSettle", ({ detail: { requestConfig } }) => {
    if (requestConfig?.elt.localName !== "a") return;
    const place = requestConfig.elt.hash ? document.querySelector(`${requestConfig.elt.hash} summary`) : find("found");
    place?.focus();
  });

  const goThere = ({ detail: { pathInfo } }) => location.assign(pathInfo.finalRequestPath);
  document.addEventListener("htmx:responseError", goThere);
  document.addEventListener("htmx:sendError", goThere);
}
