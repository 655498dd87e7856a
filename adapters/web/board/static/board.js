// Times in the reader's zone, and pages that keep themselves current. Without it the board is the same, only slower.
"use strict";
(() => {
  const zone = document.getElementById("zone");
  const live = document.getElementById("live");
  const news = document.getElementById("news");
  const stream = document.body.dataset.live;
  const kept = "sharedfate-utc";
  let utc = read();

  function read() {
    try { return localStorage.getItem(kept) === "1"; } catch { return false; }
  }
  function keep() {
    try { localStorage.setItem(kept, utc ? "1" : "0"); } catch { /* then it is asked again next time */ }
  }

  // --- times
  function part(at, options) {
    return new Intl.DateTimeFormat("en-GB", { timeZone: utc ? "UTC" : undefined, ...options }).format(at);
  }
  function zoneOf(at) {
    if (utc) return "UTC";
    const parts = new Intl.DateTimeFormat("en-GB", { timeZoneName: "short" }).formatToParts(at);
    return parts.find((one) => one.type === "timeZoneName").value.replace("GMT", "UTC");
  }
  const hour = (at) => part(at, { hour: "2-digit", minute: "2-digit" });
  function clock(at, now) {
    const day = { day: "numeric", month: "short", year: "numeric" };
    const time = `${hour(at)} ${zoneOf(at)}`;
    if (part(at, day) === part(now, day)) return time;
    const sameYear = part(at, { year: "numeric" }) === part(now, { year: "numeric" });
    return `${part(at, sameYear ? { day: "numeric", month: "short" } : day)} ${time}`;
  }
  function ago(at, now) {
    const seconds = Math.trunc((now - at) / 1000);
    if (seconds > -90 && seconds < 10) return "just now";
    const size = Math.abs(seconds);
    const span = size < 90 ? `${size} s` : size < 5400 ? `${Math.trunc(size / 60)} min`
      : size < 172800 ? `${Math.trunc(size / 3600)} h`
      : size < 63072000 ? `${Math.trunc(size / 86400)} d` : `${Math.trunc(size / 31536000)} years`;
    return seconds < 0 ? `in ${span}` : `${span} ago`;
  }
  function put(element, text) {
    if (element.textContent !== text) element.textContent = text;
  }
  function tellTimes() {
    const now = new Date();
    for (const element of document.querySelectorAll("time[datetime]")) {
      const at = new Date(element.dateTime);
      const how = element.dataset.t;
      if (how === "u") continue;
      put(element, how === "c" ? clock(at, now) : how === "a" ? ago(at, now) : `${clock(at, now)}, ${ago(at, now)}`);
      element.title = `${element.dateTime} (UTC)`;
    }
    for (const element of document.querySelectorAll("text[data-at]")) {
      const at = new Date(element.dataset.at);
      if (/:/.test(element.textContent)) put(element, hour(at));
    }
    for (const element of document.querySelectorAll(".zone")) put(element, zoneOf(now));
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    zone.hidden = own === "UTC";
    put(zone, utc ? `Show times of ${own}` : "Show times in UTC");
  }
  const pan = document.querySelector(".pan");
  const centre = pan && pan.querySelector(".centre");
  if (centre) pan.scrollLeft = centre.x.baseVal.value - (pan.clientWidth - centre.width.baseVal.value) / 2;
  zone.addEventListener("click", () => { utc = !utc; keep(); tellTimes(); });
  tellTimes();
  setInterval(tellTimes, 10000);
  if (!stream) return;

  // --- news
  let known = document.body.dataset.revision;
  let asking = false;
  let again = false;
  let polls = false;
  let heard = 0;
  let source;

  function say(state, words) {
    live.dataset.state = state;
    put(live, words);
  }
  async function renew() {
    if (asking) { again = true; return; }
    asking = true;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-cache" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("main");
      if (answer.status === 503) say("lost", "store is away");
      else if (!fresh) say("lost", "no answer");
      else {
        exchange(page, fresh);
        if (polls) say("off", "every 30 s");
      }
    } catch { say("lost", "no connection"); }
    asking = false;
    if (again) { again = false; renew(); }
  }
  function exchange(page, fresh) {
    const main = document.getElementById("main");
    const before = new Map([...main.querySelectorAll("[id][data-v]")].map((one) => [one.id, one.dataset.v]));
    const open = [...main.querySelectorAll("details[open][id]")].map((one) => one.id);
    const focus = placeOf(document.activeElement, main);
    const pan = main.querySelector(".pan")?.scrollLeft;
    const typed = [...main.querySelectorAll("input,select")].map((one) => [one.id, one.value]);
    const said = main.dataset.news;
    main.dataset.news = fresh.dataset.news;
    main.replaceChildren(...[...fresh.childNodes].map((one) => document.adoptNode(one)));
    document.title = page.title;
    document.getElementById("as-of").replaceChildren(...page.getElementById("as-of").childNodes);
    for (const id of open) document.getElementById(id)?.setAttribute("open", "");
    for (const [id, value] of typed) { const one = document.getElementById(id); if (one) one.value = value; }
    for (const one of main.querySelectorAll("[id][data-v]")) {
      if (before.get(one.id) !== one.dataset.v) one.classList.add("fresh");
    }
    if (pan) main.querySelector(".pan")?.scrollTo(pan, 0);
    focus?.()?.focus({ preventScroll: true });
    tellTimes();
    if (main.dataset.news && main.dataset.news !== said) put(news, main.dataset.news);
  }
  function placeOf(element, main) {
    if (!element || element === main || !main.contains(element)) return null;
    if (element.id) return () => document.getElementById(element.id);
    const href = element.getAttribute("href");
    const same = [...main.querySelectorAll("a")].filter((one) => one.getAttribute("href") === href);
    const number = same.indexOf(element);
    return () => [...main.querySelectorAll("a")].filter((one) => one.getAttribute("href") === href)[number];
  }
  function listen() {
    heard = Date.now();
    source = new EventSource(stream);
    source.addEventListener("revision", hear);
    source.addEventListener("error", miss);
  }
  function hear(event) {
    heard = Date.now();
    if (event.data === "lost") { say("lost", "store is away"); known = "lost"; return; }
    say("on", "live");
    if (known !== event.data) renew();
    known = event.data;
  }
  function miss() {
    say("lost", "no connection");
    if (source.readyState !== EventSource.CLOSED || polls) return;
    polls = true;
    // Too many listen already, or somebody in between does not let streams pass.
    say("off", "every 30 s");
    setInterval(renew, 30000);
  }
  listen();
  // Word comes every minute: a connection that has died in silence, in sleep or behind a tunnel, is not live.
  setInterval(() => {
    if (polls || Date.now() - heard < 150000) return;
    say("lost", "no connection");
    source.close();
    listen();
  }, 10000);
  addEventListener("pagehide", () => source.close());
})();
