// Finds elements of the page.

export function byId(id) { return document.getElementById(id); }

export function all(selector, within) {
  return Array.from((within || document).querySelectorAll(selector));
}

// onClick calls f with an element of the selector when it is touched.
export function onClick(selector, f) {
  all(selector).forEach((e) => e.addEventListener("click", () => f(e)));
}

// shown shows or hides elements by id.
export function shown(ids, yes) {
  ids.forEach((id) => { byId(id).hidden = !yes; });
}
