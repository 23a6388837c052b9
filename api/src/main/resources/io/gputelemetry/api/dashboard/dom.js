// Makes and changes elements; the DOM is touched only where something is different.

/** An element with attributes and children; `on…` attributes are listeners. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) {
      made.addEventListener(name.slice(2), value);
    } else if (value !== undefined && value !== false) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children);
  return made;
}

export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Sets an attribute; undefined removes it. */
export function setAttribute(element, name, value) {
  if (value === undefined) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value)) {
    element.setAttribute(name, value);
  }
}

export function setProperty(element, name, value) {
  if (element.style.getPropertyValue(name) !== String(value)) {
    element.style.setProperty(name, value);
  }
}

/** A sentence instead of content. */
export function words(title, text, ...more) {
  return el("section", { class: "words" }, el("h1", {}, title), el("p", {}, text), ...more);
}

/** A table with a caption; cells that are numbers are aligned as such. */
export function table(caption, heads, rows) {
  return el("div", { class: "scroll" },
    el("table", {},
      el("caption", {}, caption),
      el("thead", {}, el("tr", {}, ...heads.map((head, i) => el("th", { scope: "col", class: isNumber(rows[0]?.[i]) && "number" }, head)))),
      el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map(cell))))));
}

function isNumber(value) {
  return typeof value === "number" || (value instanceof Element && value.classList.contains("number"));
}

function cell(value) {
  const number = typeof value === "number";
  const content = number ? value.toLocaleString("en", { maximumFractionDigits: 2 }) : value;
  return el("td", number ? { class: "number" } : {}, content ?? "–");
}
