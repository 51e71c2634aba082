// What is looked for inside a page. Each function is sent to the browser by itself, so it uses nothing outside it.

/** Tell what makes the page itself scroll sideways. */
export function wideness() {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const beyond = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.right > root.clientWidth + 1 && !element.closest(".table-scroll > *");
  });
  return [`the page is ${root.scrollWidth} px wide, the window ${root.clientWidth}: ${beyond.slice(-1).map((e) => e.outerHTML.slice(0, 120))}`];
}

/** Tell which texts are cut off by their box, and which lie on each other. */
export function crowding() {
  const found = [];
  const hiding = (element) => getComputedStyle(element).clipPath !== "none" || element.closest(".visually-hidden");
  for (const element of document.body.querySelectorAll("*:not(svg *)")) {
    const style = getComputedStyle(element);
    if (hiding(element) || !element.checkVisibility()) continue;
    const cutX = /hidden|clip/.test(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
    const cutY = /hidden|clip/.test(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
    if ((cutX || cutY) && element.textContent.trim()) found.push(`cut off: ${element.outerHTML.slice(0, 120)}`);
  }
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest("svg, .visually-hidden, .skip") || !parent.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1) lines.push({ box, text: node.data.trim(), parent });
  }
  const scrolled = (one) => one.parent.closest(".contents, .table-scroll");
  lines.sort((one, other) => one.box.top - other.box.top);
  for (let i = 0; i < lines.length; i++) {
    for (let j = i + 1; j < lines.length && lines[j].box.top < lines[i].box.bottom; j++) {
      const [one, other] = [lines[i].box, lines[j].box];
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      // what lies in boxes that scroll by themselves has places outside of them
      if (scrolled(lines[i]) !== scrolled(lines[j])) continue;
      // boxes of letters are higher than the letters, so lines that stand close share a little
      if (across > 2 && down > 0.4 * Math.min(one.height, other.height)) {
        found.push(`on each other: “${lines[i].text.slice(0, 40)}” and “${lines[j].text.slice(0, 40)}”`);
      }
    }
  }
  return found;
}

/** Tell which texts in drawings are hard to read against the shape that they stand on; axe does not look there. */
export function drawings() {
  const colour = (text) => {
    const parts = text.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
  };
  const over = (top, alpha, below) => top.map((value, i) => value * alpha + below[i] * (1 - alpha));
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (svg) => {
    let rgb = null;
    for (let box = svg; box && !rgb; box = box.parentElement) {
      const { rgb: found, alpha } = colour(getComputedStyle(box).backgroundColor);
      if (alpha === 1) rgb = found;
    }
    return rgb ?? [255, 255, 255];
  };
  const found = [];
  for (const svg of document.querySelectorAll("svg")) {
    if (!svg.checkVisibility()) continue;
    const paper = ground(svg);
    const shapes = [...svg.querySelectorAll("rect, path, circle, ellipse, polygon")].filter((s) => !s.closest("defs, clipPath, marker"));
    for (const text of svg.querySelectorAll("text")) {
      if (!text.textContent.trim()) continue;
      const box = text.getBoundingClientRect();
      const style = getComputedStyle(text);
      const size = parseFloat(style.fontSize) * (text.getScreenCTM()?.a || 1);
      const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
      for (const share of [0.05, 0.5, 0.95]) {
        const place = new DOMPoint(box.left + box.width * share, box.top + box.height / 2);
        let below = paper;
        for (const shape of shapes) {
          if (!(shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING)) continue;
          const fill = getComputedStyle(shape);
          const matrix = shape.getScreenCTM();
          if (fill.fill === "none" || !matrix || !shape.isPointInFill(place.matrixTransform(matrix.inverse()))) continue;
          const { rgb, alpha } = colour(fill.fill);
          below = over(rgb, alpha * Number(fill.fillOpacity) * Number(fill.opacity), below);
        }
        const { rgb, alpha } = colour(style.fill);
        const seen = [luminance(over(rgb, alpha * Number(style.fillOpacity), below)), luminance(below)];
        const contrast = (Math.max(...seen) + 0.05) / (Math.min(...seen) + 0.05);
        if (contrast < least) {
          found.push(`contrast ${contrast.toFixed(2)} in a drawing: “${text.textContent.trim().slice(0, 40)}”`);
          break;
        }
      }
    }
  }
  return found;
}

/** Tell which texts are too pale for white paper, without the backgrounds that browsers leave out. */
export function paleness() {
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || parent.closest("svg, .visually-hidden") || !parent.checkVisibility()) continue;
    const contrast = 1.05 / (luminance(getComputedStyle(parent).color.match(/[\d.]+/g).map(Number).slice(0, 3)) + 0.05);
    if (contrast < 4.5) found.push(`contrast ${contrast.toFixed(2)} on paper: “${node.data.trim().slice(0, 40)}”`);
  }
  return found;
}

/** Mark what the Tab key must reach, in order, and return how many there are. */
export function mark() {
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")];
  const reachable = all.filter((element) => element.tabIndex >= 0 && element.checkVisibility({ visibilityProperty: true }));
  document.querySelectorAll("[data-stop]").forEach((element) => element.removeAttribute("data-stop"));
  reachable.forEach((element, i) => element.setAttribute("data-stop", i));
  return reachable.length;
}

/** Tell where the focus is and what is wrong with how it is shown: `{stop, problems}`. */
export function focus() {
  const element = document.activeElement;
  if (!element || element === document.body) return { stop: -1, problems: [] };
  const problems = [];
  const name = element.outerHTML.slice(0, 120);
  const style = getComputedStyle(element);
  const width = parseFloat(style.outlineWidth);
  if (style.outlineStyle === "none" || width < 2) problems.push(`no outline: ${name}`);
  const root = document.documentElement;
  const boxes = [...element.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
  const inView = boxes.filter((b) => b.bottom > 0 && b.top < root.clientHeight && b.right > 0 && b.left < root.clientWidth);
  if (!inView.length) return { stop: Number(element.dataset.stop ?? -1), problems: [...problems, `out of view: ${name}`] };
  const shown = inView.some((box) => {
    const [left, right] = [Math.max(box.left, 0), Math.min(box.right, root.clientWidth)];
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, root.clientHeight)];
    const places = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]];
    return places.some(([x, y]) => {
      const top_ = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
      return top_ && (element.contains(top_) || top_.contains(element));
    });
  });
  if (!shown) problems.push(`covered: ${name}`);
  // an outline that the box around it cuts off is no outline
  const offset = parseFloat(style.outlineOffset);
  const reach = offset + Math.min(width, 2);
  for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
    const around = getComputedStyle(box);
    if (around.overflowX === "visible" && around.overflowY === "visible") continue;
    const frame = box.getBoundingClientRect();
    const cut = boxes.some((b) => b.left - reach < frame.left - 0.5 || b.right + reach > frame.right + 0.5);
    if (cut) problems.push(`outline cut off: ${name}`);
  }
  const body = element.getBoundingClientRect();
  if (body.left - reach < -0.5 || body.right + reach > root.clientWidth + 0.5) problems.push(`outline out of view: ${name}`);
  return { stop: Number(element.dataset.stop ?? -1), problems };
}

/** Tell which boxes that scroll cannot be reached or named: WCAG 2.1.1. */
export function scrollers() {
  const found = [];
  for (const box of document.querySelectorAll("*")) {
    const style = getComputedStyle(box);
    const scrolls = /auto|scroll/.test(style.overflowX) && box.scrollWidth > box.clientWidth + 1;
    if (!scrolls || box === document.documentElement || box === document.body || !box.checkVisibility()) continue;
    const names = (box.getAttribute("aria-labelledby") ?? "").split(/\s+/).map((id) => document.getElementById(id)?.textContent.trim());
    const named = box.getAttribute("aria-label") || names.join("");
    if (box.tabIndex < 0 && !box.querySelector("a[href], summary")) found.push(`cannot be reached: ${box.outerHTML.slice(0, 120)}`);
    if (!named || !box.getAttribute("role")) found.push(`has no name: ${box.outerHTML.slice(0, 120)}`);
  }
  return found;
}

/** Return what the printed page must hold: texts block by block, tables row by row, and addresses of links. */
export function printed() {
  const BLOCKS = "p, li, dt, dd, h1, h2, h3, h4, h5, h6, th, td, caption, figcaption, pre, summary";
  const seen = (element) => element.checkVisibility() && !element.closest("svg, .visually-hidden");
  const own = (element) => {
    let text = "";
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!seen(parent) || parent.closest(BLOCKS) !== element) continue;
      text += node.data;
      const link = parent.closest("a[data-address]");
      const after = document.createRange();
      if (link) after.setStartAfter(node), after.setEndAfter(link);
      if (link && !after.toString().trim()) text += ` (${link.dataset.address})`;
    }
    return text;
  };
  const tables = [...document.querySelectorAll("table")].filter(seen);
  const links = [...document.querySelectorAll("main a[href]")].filter((a) => seen(a) && /^(https?|mailto):/.test(a.getAttribute("href")));
  // a heading that can be folded on the screen may stand on paper when what it folds does so, too
  const unfolded = (element) => element.matches("summary:has(h2, h3, h4, h5, h6)") && element.nextElementSibling?.checkVisibility();
  const screen = [...document.querySelectorAll("nav, .bar, .skip, summary")].filter((element) => element.getClientRects().length && !unfolded(element));
  return {
    blocks: [...document.querySelectorAll(BLOCKS)].filter(seen).map(own).filter((text) => text.trim()),
    tables: tables.map((table) => [...table.rows].map((row) => [...row.cells].map(own))),
    links: links.map((a) => a.getAttribute("href").replace(/^mailto:/, "")),
    screen: screen.map((element) => element.outerHTML.slice(0, 120)),
  };
}
