"use strict";
// Draws the curve of a pair, its small overview to brush on, and the panels that are switched on.
// Specifications come from charts.py without data, data from series.py; nothing is asked of another host.
(() => {
  const root = document.getElementById("curve");
  if (!root || !window.vegaEmbed) return;
  const pair = root.dataset.pair;
  const DAY = 86400000;
  const OPTIONS = { renderer: "svg", actions: false, ast: true, defaultStyle: false, tooltip: false, mode: "vega-lite" };
  const windowed = new Set(); // views that follow the window of time
  const state = { from: 0, to: 1, rows: [], marks: new Map(), at: -1, brush: null, all: true };

  const byId = (id) => document.getElementById(id);
  const fetched = new Map();
  const json = (address) => {
    if (!fetched.has(address)) {
      fetched.set(address, fetch(address).then((answer) => {
        if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
        return answer.json();
      }));
    }
    return fetched.get(address);
  };
  const rowsOf = (columns) => columns.date.map((day, index) => {
    const row = { day, date: Date.parse(day) };
    for (const name in columns) if (name !== "date") row[name] = columns[name][index];
    return row;
  });
  const spelled = (time) => new Date(time).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const bandOf = (tension) => ["Calm", "Guarded", "Elevated", "High", "Severe"][Math.min(4, Math.floor(tension / 20))];

  async function embed(element, spec, data) {
    const follows = (spec.params || []).some((param) => param.name === "x_from");
    const values = { x_from: state.from, x_to: state.to };
    const params = (spec.params || []).map((param) => (param.name in values ? { ...param, value: values[param.name] } : param));
    const result = await vegaEmbed(element, { ...spec, params, datasets: { ...spec.datasets, ...data } }, OPTIONS);
    if (follows) {
      windowed.add(result.view);
      // The window may have moved while this was drawn.
      await result.view.signal("x_from", state.from).signal("x_to", state.to).runAsync();
    }
    // The element around it says what it shows; Vega's own roles would say it again, shape by shape.
    element.querySelector("svg").setAttribute("aria-hidden", "true");
    return result;
  }

  // The window of time: set by buttons, by the brush, or by the address.
  function setWindow(from, to, fromBrush) {
    const first = state.rows[0].date, last = state.rows[state.rows.length - 1].date;
    state.from = Math.max(from, first - DAY / 2);
    state.to = Math.min(to, last + DAY / 2);
    if (state.to - state.from < DAY) state.to = state.from + DAY;
    for (const view of windowed) view.signal("x_from", state.from).signal("x_to", state.to).runAsync();
    byId("window").textContent = `${spelled(Math.max(state.from + DAY / 2, first))} to ${spelled(Math.min(state.to, last))}`;
    const all = state.from <= first && state.to >= last;
    for (const button of root.querySelectorAll("[data-days]")) {
      const days = Number(button.dataset.days);
      const fits = days ? !all && Math.abs(state.to - state.from - days * DAY) < DAY && state.to >= last : all;
      button.setAttribute("aria-pressed", String(fits));
    }
    state.all = all;
    if (!fromBrush && state.brush) paintBrush();
    remember();
  }
  function paintBrush() {
    const scale = state.brush.scale("x");
    state.brush.signal("brush_x", state.all ? [0, 0] : [scale(state.from), scale(state.to)]).runAsync();
  }
  // Vega clears a brush whenever the page changes its width; only a hand on it moves the window.
  function followBrush(context) {
    let held = false;
    context.addEventListener("pointerdown", () => { held = true; });
    addEventListener("pointerup", () => setTimeout(() => { held = false; }, 400));
    state.brush.addSignalListener("brush", (_name, value) => {
      const whole = !value.date || value.date[1] - value.date[0] < DAY;
      if (!held) { if (whole && !state.all) setTimeout(paintBrush, 50); }
      else if (whole) setWindow(-Infinity, Infinity, true);
      else setWindow(Number(value.date[0]), Number(value.date[1]), true);
    });
  }
  function showLast(days) {
    const last = state.rows[state.rows.length - 1].date;
    setWindow(days ? last + DAY / 2 - days * DAY : -Infinity, Infinity, false);
  }

  // The day that is pointed at, by pointer or keys.
  function pointAt(index, quietly) {
    index = Math.max(0, Math.min(state.rows.length - 1, index));
    if (index === state.at) return;
    state.at = index;
    const row = state.rows[index];
    const doubt = row.provisional ? ", so far" : row.coverage === "ok" ? "" : row.coverage === "thin" ? ", little was read" : ", nothing was read";
    const acts = state.marks.get(row.day);
    const words = `${spelled(row.date)}: ${bandOf(row.tension)}, ${row.tension.toFixed(0)} (${row.tension_low.toFixed(0)}–${row.tension_high.toFixed(0)})${doubt}${acts ? ` · ${acts.join("; ")}` : ""}`;
    byId("readout").textContent = words;
    const canvas = byId("chart-curve");
    canvas.setAttribute("aria-valuenow", String(index));
    canvas.setAttribute("aria-valuetext", words);
    if (!quietly) state.view.data("hovered", [{ ...row, shown: 1 }]).runAsync();
    if (!quietly && (row.date < state.from || row.date > state.to)) {
      const half = (state.to - state.from) / 2;
      setWindow(row.date - half, row.date + half, false);
    }
  }
  function indexUnder(event) {
    const svg = byId("chart-curve").querySelector("svg");
    const x = event.clientX - svg.getBoundingClientRect().left - state.view.origin()[0];
    const time = Number(state.view.scale("x").invert(x));
    const first = state.rows[0].date;
    const guess = Math.round((time - first) / DAY);
    let best = Math.max(0, Math.min(state.rows.length - 1, guess));
    // Days may be missing; walk to the nearest that is there.
    while (best > 0 && state.rows[best].date > time && state.rows[best].date - time > time - state.rows[best - 1].date) best -= 1;
    while (best < state.rows.length - 1 && time - state.rows[best].date > state.rows[best + 1].date - time) best += 1;
    return best;
  }
  const openDay = () => { if (state.at >= 0) location.assign(`/${pair}/${state.rows[state.at].day}`); };
  function listen(canvas) {
    canvas.addEventListener("pointermove", (event) => pointAt(indexUnder(event)));
    canvas.addEventListener("click", (event) => {
      const index = indexUnder(event);
      // A finger points first and opens with a second tap on the same day.
      const again = index === state.at;
      pointAt(index);
      if (event.pointerType !== "touch" || (again && state.tapped === index)) openDay();
      state.tapped = index;
    });
    canvas.addEventListener("keydown", (event) => {
      const last = state.rows.length - 1;
      const to = { ArrowLeft: state.at - 1, ArrowDown: state.at - 1, ArrowRight: state.at + 1, ArrowUp: state.at + 1, PageDown: state.at - 7, PageUp: state.at + 7, Home: 0, End: last }[event.key];
      if (event.key === "Enter") openDay();
      else if (to !== undefined) pointAt(to);
      else return;
      event.preventDefault();
    });
    const attributes = { tabindex: "0", role: "slider", "aria-label": `Days of ${root.dataset.name}; Enter opens one`, "aria-valuemin": "0", "aria-valuemax": String(state.rows.length - 1) };
    for (const name in attributes) canvas.setAttribute(name, attributes[name]);
  }

  // Panels under the curve, one a unit, with the series that are switched on.
  const a = root.dataset.a, b = root.dataset.b;
  const SERIES = {
    escalation: ["points", "escalation", "escalation_points"],
    deescalation: ["points", "de-escalation", "deescalation_points"],
    pressure_a: ["points", `${a} on ${b}`, "pressure_a_to_b"],
    pressure_b: ["points", `${b} on ${a}`, "pressure_b_to_a"],
    attention: ["attention", "attention", "attention"],
    tone: ["tone", "tone", "tone"],
    press: ["press"],
  };
  const TITLES = {
    points: "Points in force", attention: "Attention (100 is its own usual)", tone: "Tone of the articles, −1 to 1",
    press: "Points in the sentences of each press, relief counted against", compare: "Tension beside other pairs",
  };
  const linesOf = (rows, series, field) => rows.filter((row) => row[field] !== null).map((row) => ({ date: row.date, series, value: row[field] }));
  async function linesFor(group, chosen) {
    if (group === "press") {
      const found = rowsOf((await json(`/${pair}/press.json`)).days);
      return [["a", `press of ${a}`], ["b", `press of ${b}`], ["others", "press of others"]].map(([field, name]) => [name, linesOf(found, name, field)])
        // Where the country of no outlet is known, its press has no line.
        .filter(([, rows]) => rows.some((row) => row.value));
    }
    if (group === "compare") {
      const others = await Promise.all(chosen.map((other) => json(`/${other}/series.json`)));
      const own = [root.dataset.name, linesOf(state.rows, root.dataset.name, "tension")];
      return [own, ...others.map((found) => [found.name, linesOf(rowsOf(found.days), found.name, "tension")])];
    }
    return chosen.map((value) => [SERIES[value][1], linesOf(state.rows, SERIES[value][1], SERIES[value][2])]);
  }
  function narrowed(spec, names, group) {
    const copy = structuredClone(spec);
    for (const channel of ["color", "strokeDash"]) {
      const scale = copy.encoding[channel].scale;
      const kept = names.map((name, index) => (group === "compare" ? index : scale.domain.indexOf(name)));
      scale.range = kept.map((index) => scale.range[index % scale.range.length]);
      scale.domain = names;
    }
    return copy;
  }
  const panels = new Map();
  async function drawPanel(group, chosen) {
    const old = panels.get(group);
    if (old && old.result) { windowed.delete(old.result.view); old.result.finalize(); }
    if (!chosen.length) {
      if (old) old.figure.remove();
      panels.delete(group);
      return;
    }
    const figure = old ? old.figure : document.createElement("figure");
    if (!old) {
      figure.className = "panel";
      figure.id = `panel-${group}`;
      const title = document.createElement("h3");
      title.textContent = TITLES[group];
      const canvas = document.createElement("div");
      canvas.className = "canvas";
      canvas.setAttribute("role", "img");
      figure.append(title, canvas);
      byId("panels").append(figure);
    }
    const panel = { figure, result: null };
    panels.set(group, panel);
    const [spec, lines] = await Promise.all([json(`/${pair}/chart/${group}.json`), linesFor(group, chosen)]);
    const names = lines.map(([name]) => name);
    if (!names.length) {
      figure.lastChild.textContent = "There is nothing to draw.";
      return;
    }
    figure.lastChild.setAttribute("aria-label", `${TITLES[group]}: ${names.join(", ")}; the numbers stand in the table`);
    const result = await embed(figure.lastChild, narrowed(spec, names, group), { lines: lines.flatMap(([, rows]) => rows) });
    if (panels.get(group) === panel) panel.result = result;
    else { windowed.delete(result.view); result.finalize(); }
  }
  const checked = (name) => [...root.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value);
  function drawGroup(group) {
    const chosen = group === "compare" ? checked("with") : checked("show").filter((value) => SERIES[value][0] === group);
    return drawPanel(group, chosen).catch(report);
  }

  // What is switched on stands in the address, so that a view can be sent to somebody.
  function remember() {
    const query = new URLSearchParams();
    for (const name of ["show", "with"]) if (checked(name).length) query.set(name, checked(name).join(","));
    if (!root.querySelector("[data-days='0'][aria-pressed=true]")) {
      query.set("from", new Date(state.from + DAY / 2).toISOString().slice(0, 10));
      query.set("to", new Date(state.to).toISOString().slice(0, 10));
    }
    const text = query.toString().replaceAll("%2C", ",");
    history.replaceState(null, "", location.pathname + (text ? `?${text}` : "") + location.hash);
  }
  function recall() {
    const query = new URLSearchParams(location.search);
    for (const name of ["show", "with"]) {
      for (const value of (query.get(name) || "").split(",")) {
        const box = [...root.querySelectorAll(`input[name=${name}]`)].find((each) => each.value === value);
        if (box) box.checked = true;
      }
    }
    const from = Date.parse(query.get("from")), to = Date.parse(query.get("to"));
    if (from && to && from <= to) setWindow(from - DAY / 2, to + DAY / 2, false);
    else if (state.rows.length > 500) showLast(365);
    else showLast(0);
  }
  function report(error) {
    byId("readout").textContent = "The curve could not be drawn; the table below says the same.";
    console.error(error);
  }

  async function start() {
    const [data, curve, context] = await Promise.all([json(`/${pair}/series.json`), json(`/${pair}/chart/curve.json`), json(`/${pair}/chart/context.json`)]);
    state.rows = rowsOf(data.days);
    state.from = state.rows[0].date - DAY / 2;
    state.to = state.rows[state.rows.length - 1].date + DAY / 2;
    const shown = (row) => ({ ...row, shown: 1 });
    // Vega complains of a layer without rows, so an empty one gets a row that cannot be seen.
    const unseen = { ...state.rows[state.rows.length - 1], shown: 0 };
    const unsure = state.rows.filter((row) => row.coverage !== "ok" || row.provisional).map(shown);
    const marks = data.marks.map(shown).map((mark) => ({ ...mark, day: mark.date, date: Date.parse(mark.date) }));
    for (const mark of marks) state.marks.set(mark.day, [...(state.marks.get(mark.day) || []), mark.act]);
    state.view = (await embed(byId("chart-curve"), curve, { days: state.rows, unsure: unsure.length ? unsure : [unseen], marks: marks.length ? marks : [{ ...unseen, polarity: "escalation" }], hovered: [unseen] })).view;
    state.brush = (await embed(byId("chart-context"), context, { days: state.rows })).view;
    followBrush(byId("chart-context"));
    listen(byId("chart-curve"));
    for (const button of root.querySelectorAll("[data-days]")) button.addEventListener("click", () => showLast(Number(button.dataset.days)));
    for (const box of root.querySelectorAll(".toggles input")) {
      box.addEventListener("change", () => { remember(); drawGroup(box.name === "with" ? "compare" : SERIES[box.value][0]); });
    }
    recall();
    await Promise.all(["points", "attention", "tone", "press", "compare"].map(drawGroup));
    for (const element of root.querySelectorAll("[data-needs-script]")) element.hidden = false;
    pointAt(Math.max(0, state.rows.findLastIndex((row) => row.date <= state.to)), true);
    root.dataset.drawn = "yes";
  }
  start().catch(report);
})();
