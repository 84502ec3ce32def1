"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const frame = byId("frame");
  const SIGNS = { confirmed: "■", candidate: "◪", cell: "▦", blank: "□", refused: "✕", unknown: "?", field: "◆" };
  const STATES = {
    all: "全部 all", confirmed: "确认 confirmed", candidate: "候选 candidate", cell: "单元格 cell",
    blank: "空白 blank", refused: "未采信 refused", unknown: "未知行列 unknown", field: "元数据 metadata",
    failed: "核对不符 in a failed check",
  };
  const FATES = {
    metadata: "元数据 metadata", boilerplate: "网站内容 boilerplate", other_document: "页面上的其他文件 other document",
    unassigned: "未归类 unassigned", unseen: "页面上看不见 not visible",
  };
  const UNSURE = ["candidate", "refused", "unknown"];
  const MODIFIERS = { approx: "约数 approximate", zero_expression: "零的表述 expressed as none" };
  const SHOWN = 300;

  const element = (name, given = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(given)) {
      if (key === "onclick") made.addEventListener("click", value);
      else if (value !== null && value !== undefined) made.setAttribute(key, value);
    }
    for (const child of children) if (child !== null && child !== undefined) made.append(child);
    return made;
  };

  // Figures by report and key: checks name keys, and a key may stand in several places.
  const places = new Map();
  data.lines = data.lines
    .flatMap((group) => group.n.map((n) => ({ n, fate: group.fate, rule: group.rule, t: (group.t || {})[n] })))
    .sort((one, other) => one.n - other.n);
  data.figures = data.figures.map((figure) => ({ r: 0, g: "cell", f: figure.k, ...figure }));
  data.figures.forEach((figure, n) => {
    const name = figure.r + " " + figure.k;
    if (!places.has(name)) places.set(name, []);
    places.get(name).push(n);
  });
  const checksOf = new Map();
  const failed = new Set();
  const why = new Map();
  const operandsOf = (check) =>
    check.o.map((o) => {
      const key = Array.isArray(o) ? o[0] : data.figures[o].k;
      const v = Array.isArray(o) ? o[1] : data.figures[o].v;
      return { key, v: v === undefined ? null : v, at: places.get(check.r + " " + key) || [] };
    });
  data.checks.forEach((check, c) => {
    for (const { at } of operandsOf(check))
      for (const n of at) {
        if (!checksOf.has(n)) checksOf.set(n, []);
        checksOf.get(n).push(c);
        if (check.status === "fail" || check.status === "conflict") {
          failed.add(n);
          why.set(n, [...(why.get(n) || []), data.messages[check.m][0]]);
        }
      }
  });

  let marks = null;
  const source = () => frame.contentDocument;
  const collectMarks = () => {
    marks = new Map();
    const inside = source();
    if (!inside) return;
    for (const mark of inside.querySelectorAll("[data-f]"))
      for (const n of mark.dataset.f.split(" ").map(Number)) {
        if (!marks.has(n)) marks.set(n, []);
        marks.get(n).push(mark);
        mark.classList.add(data.figures[n].g);
        if (UNSURE.includes(data.figures[n].g)) mark.title = [STATES[data.figures[n].g], data.figures[n].w].filter(Boolean).join(" · ");
        if (failed.has(n)) {
          mark.classList.add("failed");
          mark.title = why.get(n).join("\n");
        }
      }
    for (const mark of inside.querySelectorAll("[data-n]")) {
      const line = lineByNumber.get(Number(mark.dataset.n));
      if (!line) continue;
      mark.classList.add(line.fate);
      if (!mark.title) mark.title = (FATES[line.fate] || line.fate) + (line.rule ? " · " + line.rule : "");
    }
    inside.addEventListener("click", (event) => {
      const mark = event.target.closest("[data-f]");
      if (mark) choose(after(readHere(mark), chosen), { scroll: false });
    });
    inside.addEventListener("keydown", onKey);
    frame.contentWindow.addEventListener("resize", () => { if (joined !== null) drawSum(joined); });
  };
  // The figures that were read from one place, metadata last; a further click chooses the next.
  const readHere = (mark) => {
    const found = mark.dataset.f.split(" ").map(Number);
    return [...found.filter((n) => data.figures[n].g !== "field"), ...found.filter((n) => data.figures[n].g === "field")];
  };
  const after = (found, n) => found[(found.indexOf(n) + 1) % found.length];
  const lineByNumber = new Map(data.lines.map((line) => [line.n, line]));

  // Text fragments (WICG): the texts of the source by block, to tell whether one stands there once.
  const BLOCKS = "td,th,p,div,li,dt,dd,h1,h2,h3,h4,h5,h6,caption,pre,blockquote,figcaption,main";
  const plain = (text) => text.replace(/\s+/g, " ").trim();
  let blocks = null;
  const collectBlocks = () => {
    blocks = { texts: [], at: new Map() };
    const inside = source();
    const walker = inside.createTreeWalker(inside.querySelector("main"), NodeFilter.SHOW_TEXT);
    let owner = null;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.data.trim()) continue;
      const around = node.parentElement.closest(BLOCKS);
      if (around !== owner) { owner = around; blocks.texts.push(""); }
      blocks.at.set(node, blocks.texts.length - 1);
      blocks.texts[blocks.texts.length - 1] += node.data;
    }
    blocks.texts = blocks.texts.map(plain);
  };
  const lastClause = (text) => (text.length <= 40 ? text : (text.match(/[^，。；：,;:]*[，。；：,;:]?$/) || [""])[0]).trim();
  const firstClause = (text) => (text.length <= 40 ? text : (text.match(/^[^，。；：,;:]*[，。；：,;:]?/) || [""])[0]).trim();
  const NUMBER = /^[0-9０-９.,，%％\s]*$/;
  const occurrences = (text) => {
    const found = [];
    blocks.texts.forEach((line, i) => {
      for (let at = line.indexOf(text); at >= 0; at = line.indexOf(text, at + 1)) found.push([i, at]);
    });
    return found;
  };
  const context = (i, at, length) => [
    at > 0 ? blocks.texts[i].slice(0, at).trimEnd() : blocks.texts[i - 1] || "",
    at + length < blocks.texts[i].length ? blocks.texts[i].slice(at + length).trimStart() : blocks.texts[i + 1] || "",
  ];
  const code = (one) => encodeURIComponent(one).replace(/-/g, "%2D");
  // The fragment that leads to a figure and to nothing else, or to its row in a table; null where
  // its text cannot be told from others. A number alone always stands with what is before it.
  const fragment = (n) => {
    const mark = (marks.get(n) || [])[0];
    if (!mark || mark.classList.contains("box")) return null;
    if (!blocks) collectBlocks();
    const inside = source();
    const first = inside.createTreeWalker(mark, NodeFilter.SHOW_TEXT).nextNode();
    const i = blocks.at.get(first);
    if (i === undefined) return row(mark, i, "");
    const line = blocks.texts[i];
    const figure = data.figures[n];
    const text = [figure.e, figure.t].filter(Boolean).map(plain).find((one) => line.includes(one));
    if (!text || line.indexOf(text) !== line.lastIndexOf(text)) return row(mark, i, "");
    const at = line.indexOf(text);
    const [before, after] = context(i, at, text.length);
    const [prefix, suffix] = [lastClause(before), firstClause(after)];
    const all = occurrences(text);
    for (const [p, s] of [["", ""], [prefix, ""], ["", suffix], [prefix, suffix]]) {
      if (NUMBER.test(text) && (!p || (NUMBER.test(p) && !s))) continue;
      const same = all.filter(([j, place]) => {
        const [b, a] = context(j, place, text.length);
        return b.endsWith(p) && a.startsWith(s);
      });
      if (same.length === 1) return (p ? code(p) + "-," : "") + code(text) + (s ? ",-" + code(s) : "");
    }
    return row(mark, i, text);
  };
  // In a table: from the label of the row to the first such value after it, or to the row.
  const row = (mark, i, text) => {
    const around = mark.closest("tr");
    if (!around) return null;
    const here = [...blocks.at].filter(([node]) => around.contains(node)).map(([, j]) => j);
    const numbers = here.findIndex((j) => NUMBER.test(blocks.texts[j]));
    const start = here[(numbers < 0 ? here.length : numbers) - 1];
    const label = start === undefined ? "" : blocks.texts[start];
    if (!label || occurrences(label).length !== 1) return null;
    const told = i !== undefined && start < i && text && !blocks.texts.slice(start, i).some((one) => one.includes(text));
    return code(label) + (told ? "," + code(text) : "");
  };

  let chosen = null;
  const highlight = (n, name) => {
    for (const mark of marks.get(n) || []) mark.classList.add(name);
  };
  let joined = null; // the identity that is drawn
  const unjoin = () => {
    const inside = source();
    joined = null;
    if (!inside) return;
    for (const mark of inside.querySelectorAll(".joined")) mark.classList.remove("joined");
    for (const sum of inside.querySelectorAll(".sum")) sum.remove();
  };
  // A sum is drawn on the source: from each of its cells a line to the next.
  const SVG = "http://www.w3.org/2000/svg";
  const isBad = (check) => check.status === "fail" || check.status === "conflict";
  const drawSum = (c) => {
    unjoin();
    joined = c;
    const check = data.checks[c];
    const inside = source();
    const cells = [];
    for (const { at } of operandsOf(check))
      for (const n of at) {
        if (n !== chosen) highlight(n, "joined");
        if ((marks.get(n) || []).length) cells.push(marks.get(n)[0]);
      }
    if (!inside || cells.length < 2) return;
    const sum = inside.createElementNS(SVG, "svg");
    sum.setAttribute("class", isBad(check) ? "sum failed" : "sum");
    sum.setAttribute("height", String(inside.documentElement.scrollHeight));
    sum.setAttribute("aria-hidden", "true");
    const origin = inside.body.getBoundingClientRect();
    const middle = (cell) => {
      const box = cell.getBoundingClientRect();
      return [box.right + 4 - origin.left, (box.top + box.bottom) / 2 - origin.top];
    };
    const draw = (name, given) => {
      const made = inside.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(given)) made.setAttribute(key, String(value));
      sum.append(made);
    };
    let last = null;
    for (const [x, y] of cells.map(middle)) {
      if (last) draw("line", { x1: last[0], y1: last[1], x2: x, y2: y });
      draw("circle", { cx: x, cy: y, r: 3 });
      last = [x, y];
    }
    inside.body.append(sum);
  };
  // A mark in the middle of the source, and the source itself in view: on a narrow screen the page
  // is longer than the window.
  const showMark = (mark) => {
    mark.scrollIntoView({ block: "center", inline: "nearest" });
    byId("source").scrollIntoView({ block: "start" });
  };
  // An entry of a list, scrolled in its pane alone: the page stays where it is.
  const withinPane = (one) => {
    const pane = one.closest("[role=tabpanel]");
    const [inner, outer] = [one.getBoundingClientRect(), pane.getBoundingClientRect()];
    if (inner.top < outer.top) pane.scrollTop -= outer.top - inner.top;
    else if (inner.bottom > outer.bottom) pane.scrollTop += inner.bottom - outer.bottom;
  };
  const choose = (n, { scroll = true, focus = false } = {}) => {
    const inside = source();
    unjoin();
    if (inside) for (const mark of inside.querySelectorAll(".chosen")) mark.classList.remove("chosen");
    chosen = n;
    highlight(n, "chosen");
    const first = (marks.get(n) || [])[0];
    history.replaceState(null, "", "#f=" + encodeURIComponent(data.figures[n].f));
    for (const one of document.querySelectorAll("[aria-current=true]")) one.removeAttribute("aria-current");
    for (const one of document.querySelectorAll(`[data-figure="${n}"]`)) {
      one.setAttribute("aria-current", "true");
      if (one.classList.contains("figure")) {
        withinPane(one);
        if (focus) one.focus({ preventScroll: true });
      }
    }
    showDetail(n);
    // last: the page is only now as long as it will be
    if (first && scroll) showMark(first);
  };

  const label = (key) => data.labels[key] || [key, key];
  const value = (figure) => (figure.v === undefined ? "—" : String(figure.v));
  const link = (n, text) =>
    element("button", { type: "button", class: "link", "data-figure": n, onclick: () => choose(n) }, text);

  const sentence = (figure) => {
    const quote = element("blockquote");
    const at = figure.e.indexOf(figure.t);
    if (!figure.t || at < 0) quote.append(figure.e);
    else quote.append(figure.e.slice(0, at), element("mark", {}, figure.t), figure.e.slice(at + figure.t.length));
    return quote;
  };

  const showDetail = (n) => {
    const figure = data.figures[n];
    const [zh, en] = label(figure.k);
    const rows = element("dl");
    const row = (name, content) => {
      if (content !== null && content !== undefined && content !== "")
        rows.append(element("dt", {}, name), element("dd", {}, content));
    };
    row("键 key", figure.k);
    row("状态 state", SIGNS[figure.g] + " " + STATES[figure.g]);
    row("原文 printed", figure.t === undefined ? "（空白 blank）" : figure.t);
    if (figure.g !== "field") row("读作 read as", value(figure) + (figure.u ? " " + figure.u : ""));
    row("修饰 modifier", MODIFIERS[figure.m]);
    row("口径 scope", figure.s);
    row("章节 section", figure.x);
    row(figure.g === "candidate" ? "为何只是候选 open question" : "规则 rule", figure.w);
    if (figure.c) row("表、行、列、页 table, row, column, page", figure.c.map((x) => (x === null ? "–" : x)).join(" · "));
    row("位置 anchor", figure.a || "原件里没有这段文字 not in the visible source");
    const same = (places.get(figure.r + " " + figure.k) || []).filter((m) => m !== n);
    if (same.length) {
      const list = element("span");
      same.forEach((m) => list.append(link(m, data.figures[m].t || value(data.figures[m])), " "));
      row("同一指标的其他位置 other places", list);
    }
    const here = (marks.get(n) || []).length ? readHere(marks.get(n)[0]).filter((m) => m !== n) : [];
    if (here.length) {
      const list = element("span");
      for (const m of here) list.append(link(m, label(data.figures[m].k)[0]), " ");
      row("同处还读出 also read here", list);
    }
    const url = data.page.url;
    if (url && /^https?:/.test(url)) {
      const to = fragment(n);
      row("原网页 live page", element("a", { href: url.split("#")[0] + (to ? "#:~:text=" + to : ""), rel: "noreferrer" }, "打开 open"));
    }
    if (data.page.archived) row("存档 archive", Object.values(data.page.archived).join(" · "));
    const box = byId("detail");
    box.replaceChildren(element("h2", {}, zh), en !== zh ? element("p", { class: "quiet", lang: "en" }, en) : null, rows);
    if (figure.e) box.append(sentence(figure));
    const checks = checksOf.get(n) || [];
    if (checks.length) {
      box.append(element("h3", {}, "勾稽 identities (" + checks.length + ")"));
      const list = element("ul");
      for (const c of checks) list.append(checkItem(c, false));
      box.append(list);
    }
  };

  const STATUS = {
    pass: "✓ 成立 held", fail: "✗ 不符 failed", conflict: "✗ 矛盾 conflict",
    not_assessable: "– 无法核对 not assessable", assumed_zero_pass: "✓ 空白作零成立 held with blanks as zero",
  };
  const checkItem = (c, open) => {
    const check = data.checks[c];
    const bad = isBad(check);
    const operands = operandsOf(check);
    const [zh, en] = data.messages[check.m];
    const blank = operands.filter(({ v }) => v === null).map(({ key }) => label(key)[0]);
    const details = element("details", open ? { open: "" } : {});
    const said = element("span", { class: "said" }, " " + zh.split(/[：:]/)[0]);
    details.append(element("summary", bad ? { class: "failed" } : {}, STATUS[check.status] + " · " + check.rule, said));
    details.append(element("p", {}, zh), element("p", { class: "quiet", lang: "en" }, en));
    const known = (number) => (number === null || number === undefined ? "—" : number);
    if (known(check.actual) !== "—" || known(check.expected) !== "—")
      details.append(element("p", {}, "实为 actual " + known(check.actual) + " · 应为 expected " + known(check.expected)));
    if (blank.length) details.append(element("p", {}, "空白 blank: " + blank.join("；")));
    const list = element("ul");
    for (const { key, v, at } of operands) {
      const text = label(key)[0] + " = " + (v === null ? "空白 blank" : v);
      list.append(element("li", {}, at.length ? link(at[0], text) : text));
    }
    details.append(list);
    details.addEventListener("toggle", () => {
      if (details.open) drawSum(c);
      else unjoin();
    });
    return element("li", {}, details);
  };

  let visible = [];
  let limit = SHOWN;
  const matches = (figure, n, words, state) => {
    if (state === "failed" ? !failed.has(n) : state !== "all" && figure.g !== state) return false;
    if (!words.length) return true;
    const text = [figure.k, ...label(figure.k), figure.t, figure.v, figure.e].join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const listFigures = () => {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const state = byId("state").value;
    visible = [];
    data.figures.forEach((figure, n) => { if (matches(figure, n, words, state)) visible.push(n); });
    const list = element("ul");
    for (const n of visible.slice(0, limit)) {
      const figure = data.figures[n];
      const [zh, en] = label(figure.k);
      list.append(element("li", {}, element("button",
        { type: "button", class: figure.g === "field" ? "figure field" : "figure", "data-figure": n, onclick: () => choose(n), "aria-current": n === chosen ? "true" : null },
        element("span", { title: STATES[figure.g] }, failed.has(n) ? "✗" : SIGNS[figure.g]),
        element("span", { class: failed.has(n) ? "value failed" : "value" }, (figure.t || value(figure)).slice(0, 40)),
        element("span", { class: "named" }, zh, en !== zh ? element("span", { class: "quiet", lang: "en" }, " " + en) : null))));
    }
    const pane = byId("pane-figures");
    pane.replaceChildren(element("p", { class: "quiet" }, visible.length + " / " + data.figures.length), list);
    if (visible.length > limit)
      pane.append(element("button", { type: "button", onclick: () => { limit += SHOWN; listFigures(); } }, "更多 more"));
  };

  const heading = ([text, columns, rows], given) =>
    element("th", { ...given, colspan: columns > 1 ? columns : null, rowspan: rows > 1 ? rows : null }, text);
  const cellOf = (n) => {
    const figure = data.figures[n];
    const said = label(figure.k)[0] + " " + (figure.t || "空白 blank") + (failed.has(n) ? " " + STATES.failed : "");
    return element("td", { class: failed.has(n) ? "failed" : figure.g },
      element("button", { type: "button", "data-figure": n, "aria-label": said, title: SIGNS[figure.g] + " " + STATES[figure.g], onclick: () => choose(n) }, figure.t || "　"));
  };
  const listTables = () => {
    const pane = byId("pane-tables");
    for (const table of data.layout) {
      const of = data.reports.length > 1 ? (data.reports[table.r].title || data.reports[table.r].id) + " · " : "";
      const made = element("table", { class: "form" }, element("caption", {}, of + table.title));
      const head = element("thead");
      for (const row of table.head) head.append(element("tr", {}, ...row.map((one) => heading(one, { scope: one[1] > 1 ? "colgroup" : "col" }))));
      if (table.head.length) made.append(head);
      const body = element("tbody");
      for (const [labels, numbers] of table.rows) {
        const row = element("tr");
        for (const one of labels) row.append(heading(one, { scope: one[2] > 1 ? "rowgroup" : "row" }));
        for (const n of numbers) row.append(n === null ? element("td", { class: "none" }) : cellOf(n));
        body.append(row);
      }
      made.append(body);
      pane.append(made);
    }
    if (!data.layout.length) pane.append(element("p", {}, "没有读到法定表格 no statutory table was read"));
  };

  const listChecks = () => {
    const pane = byId("pane-checks");
    const order = ["fail", "conflict", "not_assessable", "assumed_zero_pass", "pass"];
    for (const status of order) {
      const found = data.checks.map((check, c) => [check, c]).filter(([check]) => check.status === status);
      if (!found.length) continue;
      pane.append(element("h2", {}, STATUS[status] + " (" + found.length + ")"));
      const list = element("ul");
      for (const [, c] of found) list.append(checkItem(c, false));
      pane.append(list);
    }
    if (!data.checks.length) pane.append(element("p", {}, "没有可核对的勾稽关系 no identity to check"));
  };

  // A place that is no figure's: shown, and outlined until the next is.
  const point = (mark) => {
    for (const one of source().querySelectorAll(".pointed")) one.classList.remove("pointed");
    mark.classList.add("pointed");
    showMark(mark);
  };
  const goTo = (n) => {
    const mark = source() && source().querySelector(`[data-n="${n}"]`);
    if (mark) point(mark);
  };
  // What stands beside a number in its block; of one on a picture the page.
  const around = (mark) => {
    if (mark.classList.contains("box")) {
      const page = mark.closest(".sheet").querySelector("img");
      return ["", mark.dataset.d || "…", " " + (page ? page.alt : "")];
    }
    const block = mark.closest(BLOCKS);
    const range = source().createRange();
    range.setStart(block, 0);
    range.setEndBefore(mark);
    const before = plain(range.toString().slice(-60)).slice(-14);
    range.setStartAfter(mark);
    range.setEnd(block, block.childNodes.length);
    return [before, mark.textContent, plain(range.toString().slice(0, 60)).slice(0, 14)];
  };
  const listRest = () => {
    const pane = byId("pane-rest");
    const shown = new Map();
    const inside = source();
    for (const mark of inside ? inside.querySelectorAll("[data-n]") : [])
      shown.set(Number(mark.dataset.n), (shown.get(Number(mark.dataset.n)) || "") + mark.textContent);
    const textOf = (line) => {
      const text = line.t || (shown.get(line.n) || "").replace(/\s+/g, " ").trim();
      return text.length > 160 ? text.slice(0, 159) + "…" : text || "…";
    };
    if (data.issues.length) {
      pane.append(element("h2", {}, "问题 issues (" + data.issues.length + ")"));
      const list = element("ul");
      for (const issue of data.issues)
        list.append(element("li", {}, element("strong", {}, issue.code), " " + issue.zh, element("span", { class: "quiet", lang: "en" }, " " + issue.en), issue.e ? element("blockquote", {}, issue.e) : null));
      pane.append(list);
    }
    const listed = (title, found, entry) => {
      if (!found.length) return;
      const list = element("ul");
      for (const one of found.slice(0, 500)) list.append(entry(one));
      if (found.length > 500) list.append(element("li", { class: "quiet" }, "… " + (found.length - 500)));
      pane.append(element("h2", {}, title + " (" + found.length + ")"), list);
    };
    for (const state of UNSURE) {
      const found = [...data.figures.keys()].filter((n) => data.figures[n].g === state);
      listed(SIGNS[state] + " " + STATES[state], found, (n) => {
        const figure = data.figures[n];
        const name = label(figure.k)[0];
        return element("li", {}, link(n, (figure.t || value(figure)) + " " + name), figure.w ? element("span", { class: "quiet" }, " " + figure.w) : null);
      });
    }
    const free = inside ? [...inside.querySelectorAll("[data-d]:not([data-n])")] : [];
    listed("无人认领的数字 numbers nobody claimed", free, (mark) => {
      const [before, number, after] = around(mark);
      return element("li", {}, element("button", { type: "button", class: "link", onclick: () => point(mark) }, before, element("strong", {}, number), after));
    });
    for (const fate of ["unassigned", "unseen", "other_document", "metadata", "boilerplate"]) {
      const found = data.lines.filter((line) => line.fate === fate);
      if (!found.length) continue;
      pane.append(element("h2", {}, FATES[fate] + " (" + found.length + ")"));
      const list = element("ul");
      for (const line of found.slice(0, 500))
        list.append(element("li", {}, element("button", { type: "button", class: "link", onclick: () => goTo(line.n) }, textOf(line)), line.rule ? element("span", { class: "quiet" }, " " + line.rule) : null));
      pane.append(list);
    }
  };

  const step = (by) => {
    if (!visible.length) return;
    const at = visible.indexOf(chosen);
    const to = at < 0 ? (by > 0 ? 0 : visible.length - 1) : (at + by + visible.length) % visible.length;
    if (to >= limit) { limit = to + SHOWN; listFigures(); }
    choose(visible[to]);
  };
  const review = () => {
    const on = byId("review").getAttribute("aria-pressed") !== "true";
    byId("review").setAttribute("aria-pressed", String(on));
    if (source()) source().body.classList.toggle("review", on);
  };
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key === "Escape" && typing) { event.target.blur(); return; }
    if (typing || event.target.getAttribute("role") === "tab") return;
    if (event.key === "ArrowDown" || event.key === "j") { event.preventDefault(); step(1); }
    else if (event.key === "ArrowUp" || event.key === "k") { event.preventDefault(); step(-1); }
    else if (event.key === "/") { event.preventDefault(); byId("search").focus(); }
    else if (event.key === "r") review();
  };

  const tabs = [...document.querySelectorAll("[role=tab]")];
  const openTab = (tab, focus) => {
    for (const one of tabs) {
      const on = one === tab;
      one.setAttribute("aria-selected", String(on));
      one.tabIndex = on ? 0 : -1;
      byId(one.getAttribute("aria-controls")).hidden = !on;
    }
    if (focus) tab.focus();
  };
  tabs.forEach((tab, n) => {
    tab.addEventListener("click", () => openTab(tab));
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by) openTab(tabs[(n + by + tabs.length) % tabs.length], true);
    });
  });

  const about = () => {
    const count = (state) => data.figures.filter((figure) => figure.g === state).length;
    const parts = data.reports.slice(0, 3).map((report) => [report.agency, report.year, report.coverage].filter(Boolean).join(" · "));
    if (data.reports.length > 3) parts.push("… " + data.reports.length);
    const free = source() ? source().querySelectorAll("[data-d]:not([data-n])").length : 0;
    const counts = ["confirmed", "candidate", "cell", "blank", "refused", "unknown"].filter(count).map((state) => SIGNS[state] + " " + STATES[state] + " " + count(state));
    byId("about").textContent = [...parts, ...counts, failed.size ? "✗ " + STATES.failed + " " + failed.size : "", free ? "… 无人认领的数字 numbers nobody claimed " + free : ""].filter(Boolean).join("　");
  };

  // The figure that the address names; "" where it names none, or is no address at all.
  const addressed = () => {
    try {
      return decodeURIComponent((location.hash.match(/^#f=(.*)$/) || [])[1] || "");
    } catch {
      return "";
    }
  };
  const open = () => {
    collectMarks();
    about();
    listFigures();
    listTables();
    listChecks();
    listRest();
    const wanted = addressed();
    const n = data.figures.findIndex((figure) => figure.f === wanted);
    if (n >= 0) choose(n);
    document.documentElement.dataset.ready = "true";
  };
  // A frame is printed as high as it is on the screen: for the printer its text stands in the page.
  window.addEventListener("beforeprint", () => {
    const inside = source();
    if (!inside || byId("printed")) return;
    limit = Infinity;
    listFigures();
    const printed = element("div", { id: "printed" });
    const style = inside.querySelector("style").textContent.replace(/\bbody\{/, ":host{");
    printed.attachShadow({ mode: "open" }).append(element("style", {}, style), document.importNode(inside.querySelector("main"), true));
    byId("source").append(printed);
  });
  window.addEventListener("afterprint", () => {
    if (byId("printed")) byId("printed").remove();
    limit = SHOWN;
    listFigures();
  });
  for (const [state, text] of Object.entries(STATES)) byId("state").append(element("option", { value: state }, text));
  byId("search").addEventListener("input", () => { limit = SHOWN; listFigures(); });
  byId("state").addEventListener("change", () => { limit = SHOWN; listFigures(); });
  byId("previous").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  byId("review").addEventListener("click", review);
  document.addEventListener("keydown", onKey);
  window.addEventListener("hashchange", () => {
    const wanted = addressed();
    const n = data.figures.findIndex((figure) => figure.f === wanted);
    if (n >= 0 && n !== chosen) choose(n);
  });
  const loaded = () => frame.contentDocument && frame.contentDocument.readyState === "complete" && frame.contentDocument.querySelector("main");
  if (loaded()) open();
  else frame.addEventListener("load", open, { once: true });
})();
