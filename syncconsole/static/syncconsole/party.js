// Opens "Where from?" in place. Without this script the same link renders the page with the row opened.
"use strict";

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-where], a[data-close]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  const anchor = link.dataset.where || link.dataset.close;
  const opened = document.getElementById(anchor);
  if (opened) close(opened, anchor);
  else open(link, anchor);
});

document.addEventListener("keydown", (event) => {
  const opened = event.key === "Escape" && event.target.closest("tr.origin");
  if (opened) close(opened, opened.id);
});

async function open(link, anchor) {
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const row = answer.ok && !answer.redirected && page.getElementById(anchor);
    if (!row) return location.assign(link.href);
    if (!document.getElementById(anchor)) link.closest("tr").after(document.adoptNode(row));
    link.setAttribute("aria-expanded", "true");
  } catch {
    location.assign(link.href);
  }
}

function close(opened, anchor) {
  const link = document.getElementById(`where-${anchor}`);
  opened.remove();
  link.setAttribute("aria-expanded", "false");
  link.setAttribute("href", `?from=${encodeURIComponent(link.dataset.name)}#where-${anchor}`);
  link.focus();
}
