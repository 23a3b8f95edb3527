/* Zeren 责任: keyboard map, pop-overs, roving rows, picked rows, filters, drafts, lock.
   No framework. Everything here is a shortcut to something that works without it. Chromium 86 and later. */
(function (d, w) {
  "use strict";
  var body = d.body, $ = function (s, r) { return (r || d).querySelector(s); };
  var all = function (s, r) { return Array.prototype.slice.call((r || d).querySelectorAll(s)); };

  /* 1 pop-overs: one at a time, inside the window, Esc gives the focus back -------------------- */
  var POPS = "details.cite, details.cols, details.who";
  function opened() { return all("details.cite[open], details.cols[open], details.who[open]"); }
  function scrolls(el) {
    for (var p = el.parentElement; p && p !== body; p = p.parentElement) {
      var o = w.getComputedStyle(p); if (/(auto|scroll|hidden)/.test(o.overflowX + o.overflowY)) return true;
    }
    return false;
  }
  function place(details) {
    var pop = $(".pop", details), box = details.getBoundingClientRect();
    if (!pop) return;
    pop.classList.remove("up"); pop.style.position = pop.style.left = pop.style.top = pop.style.right = pop.style.bottom = "";
    if (details.matches("details.cite")) pop.classList.remove("rt");
    var width = pop.offsetWidth, height = pop.offsetHeight;
    var above = box.bottom + height + 8 > w.innerHeight && box.top > height + 8;
    var right = box.left + width + 8 > w.innerWidth;
    if (details.matches("details.cite") && scrolls(details)) {
      pop.style.position = "fixed"; pop.style.right = "auto"; pop.style.bottom = "auto";
      pop.style.left = Math.max(8, right ? box.right - width : box.left) + "px";
      pop.style.top = (above ? box.top - height - 5 : box.bottom + 5) + "px";
    } else if (details.matches("details.cite")) { pop.classList.toggle("up", above); pop.classList.toggle("rt", right); }
  }
  d.addEventListener("toggle", function (e) {
    if (e.target.matches && e.target.matches(POPS) && e.target.open) {
      opened().forEach(function (x) { if (x !== e.target && !x.contains(e.target)) x.open = false; });
      place(e.target);
    }
  }, true);
  d.addEventListener("click", function (e) {
    opened().forEach(function (x) { if (!x.contains(e.target)) x.open = false; });
  });
  w.addEventListener("scroll", function () {
    opened().forEach(function (x) { var p = $(".pop", x); if (p && p.style.position === "fixed") x.open = false; });
  }, true);
  function closePops() {
    var open = opened();
    open.forEach(function (x) { x.open = false; });
    if (open.length) { $("summary", open[open.length - 1]).focus(); }
    return open.length > 0;
  }

  /* 2 rows: J K, one row in the tab order, the peek follows ------------------------------------- */
  var timer = 0;
  function rows() { return all("tr.row"); }
  function current() { return $("tr.row.on"); }
  function choose(row, focus) {
    if (!row) return;
    var was = current();
    if (was && was !== row) { was.classList.remove("on"); was.setAttribute("aria-selected", "false"); was.tabIndex = -1; }
    row.classList.add("on"); row.setAttribute("aria-selected", "true"); row.tabIndex = 0;
    if (focus) { row.focus({ preventScroll: true }); reveal(row); }
    if (was !== row) peek(row);
  }
  /* under the sticky head and above the bar of picked rows */
  function reveal(row) {
    var box = row.getBoundingClientRect(), head = $("thead.fix"), top = head ? head.offsetHeight : 0, dock = $(".pickbar:not([hidden])");
    var bottom = w.innerHeight - (dock ? dock.offsetHeight : 0);
    if (box.top < top) w.scrollBy(0, box.top - top - 40); else if (box.bottom > bottom) w.scrollBy(0, box.bottom - bottom + 40);
  }
  function peek(row) {
    var url = row.getAttribute("data-peek"), aside = $("#peek");
    if (!url || !aside || !w.htmx || !aside.offsetParent) return;
    w.clearTimeout(timer);
    timer = w.setTimeout(function () {
      w.htmx.ajax("GET", url, { target: "#peek", swap: "innerHTML" });
    }, 90);
  }
  function step(by) {
    var list = rows(), at = list.indexOf(current());
    if (list.length) choose(list[Math.max(0, Math.min(list.length - 1, at < 0 ? 0 : at + by))], true);
  }
  d.addEventListener("click", function (e) {
    var row = e.target.closest("tr.row");
    if (row && !e.target.closest("a, button, summary, input, label, select")) choose(row, true);
  });
  d.addEventListener("focusin", function (e) { var row = e.target.closest("tr.row"); if (row && row !== current() && row.hasAttribute("data-peek")) choose(row, false); });
  d.addEventListener("dblclick", function (e) { var row = e.target.closest("tr.row"); if (row && !e.target.closest("a, input, summary")) follow(row, ".it"); });
  function follow(row, what, fresh) {
    var a = row && $(what, row);
    if (a && fresh) w.open(a.href, "_blank", "noopener"); else if (a) a.click();
  }

  /* 3 picked rows: a bar that says how many, with what can be done to them ---------------------- */
  function picked() { return all("input[data-pick]:checked"); }
  function tell() {
    var bar = $(".pickbar"); if (!bar) return;
    var n = picked().length; bar.hidden = n === 0; $("[data-count]", bar).textContent = n;
    body.classList.toggle("picking", n > 0);
  }
  d.addEventListener("change", function (e) {
    if (e.target.matches("input[data-pick]")) tell();
    if (e.target.matches("input[data-pick-all]")) { all("input[data-pick]").forEach(function (x) { x.checked = e.target.checked; }); tell(); }
    if (e.target.matches("select[data-submits]")) e.target.form.submit();
    if (e.target.matches("input[data-submits]") && e.target.value !== e.target.defaultValue) e.target.form.submit();
    if (e.target.matches("[data-does=letters]")) w.localStorage.setItem("zeren.letters", e.target.checked ? "off" : "on");
  });

  /* 4 drafts: a form that names where its draft is kept saves itself, and says so --------------- */
  var drafts = new WeakMap();
  /* files are sent when the form is given in, never with a draft */
  function typed(form) { var data = new FormData(form); all("input[type=file]", form).forEach(function (i) { data.delete(i.name); }); return data; }
  function keep(form) {
    var say = $("[data-draft-state]", form) || $("[data-draft-state]"), data = typed(form);
    return w.fetch(form.getAttribute("data-draft"), { method: "POST", body: data, credentials: "same-origin", headers: { "X-CSRFToken": body.getAttribute("data-csrf"), "X-Draft": "1" } })
      .then(function (r) { if (!r.ok || r.redirected) throw new Error(r.status); return new Date(); })
      .then(function (t) { if (say) say.textContent = "草稿已存 " + ("0" + t.getHours()).slice(-2) + ":" + ("0" + t.getMinutes()).slice(-2); form.removeAttribute("data-unsaved"); })
      .catch(function () { if (say) say.textContent = "草稿没有存上，内容还在本页"; });
  }
  d.addEventListener("input", function (e) {
    var form = e.target.closest && e.target.closest("form[data-draft]"); if (!form) return;
    form.setAttribute("data-unsaved", ""); w.clearTimeout(drafts.get(form));
    drafts.set(form, w.setTimeout(function () { keep(form); }, 1500));
  });
  /* what is given in is no draft any more: kept again on leaving, it would come back when the step is next opened */
  d.addEventListener("submit", function (e) {
    if (!e.target.matches("form[data-draft]")) return;
    w.clearTimeout(drafts.get(e.target)); e.target.removeAttribute("data-unsaved");
  });
  w.addEventListener("pagehide", function () {
    all("form[data-draft][data-unsaved]").forEach(function (f) { var data = typed(f); data.append("csrfmiddlewaretoken", body.getAttribute("data-csrf")); w.navigator.sendBeacon(f.getAttribute("data-draft"), data); });
  });

  /* 5 lock: by key, and after sitting idle; the draft goes first -------------------------------- */
  var idle = parseInt(body.getAttribute("data-idle") || "0", 10) * 60000, last = Date.now();
  function lock() {
    var url = body.getAttribute("data-lock"); if (!url) return;
    Promise.all(all("form[data-draft][data-unsaved]").map(keep)).then(function () {
      var form = d.createElement("form"); form.method = "post"; form.action = url;
      [["csrfmiddlewaretoken", body.getAttribute("data-csrf")], ["next", w.location.pathname + w.location.search]].forEach(function (p) {
        var i = d.createElement("input"); i.type = "hidden"; i.name = p[0]; i.value = p[1]; form.appendChild(i);
      });
      body.appendChild(form); form.submit();
    });
  }
  ["keydown", "mousedown", "scroll", "touchstart"].forEach(function (n) { w.addEventListener(n, function () { last = Date.now(); }, { passive: true, capture: true }); });
  if (idle) w.setInterval(function () { if (Date.now() - last > idle) { idle = 0; lock(); } }, 5000);

  /* 6 the keyboard map --------------------------------------------------------------------------- */
  var going = 0;
  var KEYS = {
    j: function () { step(1); }, k: function () { step(-1); },
    enter: function () { follow(current(), ".it"); }, o: function () { follow(current(), ".it", true); }, e: function () { follow(current(), "td > .go"); },
    x: function () { var box = current() && $("input[data-pick]", current()); if (box) box.click(); },
    t: function () { var sum = $("#peek .sum-block, details.due"); if (!sum) return; if (sum.tagName === "DETAILS") { sum.open = !sum.open; $("summary", sum).focus(); } else { sum.focus(); } },
    y: function () { var c = (current() && $("details.cite", current())) || $("main details.cite"); if (c) { c.open = !c.open; $("summary", c).focus(); } },
    n: function () { var a = $("[data-key=n]"); if (a) a.click(); },
    "/": function () { var f = $("#find"); if (f && f.offsetParent) f.focus(); else w.location = $("form.find") ? $("form.find").action : "/search/"; },
    "[": function () { var a = $("a[rel=prev]"); if (a) a.click(); }, "]": function () { var a = $("a[rel=next]"); if (a) a.click(); },
    "?": function () { sheet(true); }, g: function () { going = Date.now(); }
  };
  var GO = { w: "data-home", m: "data-go-m", f: "data-go-f", c: "data-go-c", l: "data-go-l" };
  function sheet(show) {
    var s = $("#keys"); if (!s) return;
    s.hidden = !show;
    if (show) { sheet.back = d.activeElement; $("[data-does=letters]", s).checked = !letters(); $("button", s).focus(); } else if (sheet.back) { sheet.back.focus(); }
  }
  function letters() { return w.localStorage.getItem("zeren.letters") !== "off"; }
  function inField(t) { return /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName) && !/^(checkbox|radio|button|submit)$/.test(t.type) || t.isContentEditable; }
  function control(e, k) {
    var form = $("form[data-act]");
    if (e.shiftKey && k === "l") { e.preventDefault(); lock(); return; }
    if (k === "s" && form) { e.preventDefault(); form.requestSubmit ? form.requestSubmit() : form.submit(); }
    if (k === "d" && $("form[data-draft]")) { e.preventDefault(); keep($("form[data-draft]")); }
  }
  function escape(e) {
    var s = $("#keys");
    if (s && !s.hidden) { sheet(false); return; }
    if (closePops()) { e.preventDefault(); return; }
    if (inField(e.target) && e.target.closest("tr.flt, .find")) { e.target.blur(); }
    if (current() && current().hasAttribute("data-peek")) current().focus();
  }
  d.addEventListener("keydown", function (e) {
    var k = e.key.toLowerCase();
    if (e.key === "Escape") { escape(e); return; }
    if (e.ctrlKey && !e.altKey && !e.metaKey) { control(e, k); return; }
    if (e.altKey && (k === "arrowup" || k === "arrowdown")) { var mover = $("li.on [data-move=" + k.slice(5) + "]"); if (mover && !inField(e.target)) { e.preventDefault(); mover.click(); } return; }
    if (e.altKey || e.metaKey || inField(e.target) || !letters() && k !== "enter") return;
    if (!$("#keys") || !$("#keys").hidden) return;
    if (Date.now() - going < 1500 && GO[k]) { going = 0; var to = body.getAttribute(GO[k]); if (to) { e.preventDefault(); w.location = to; } return; }
    if (k === "enter" && e.target !== body && !e.target.matches("tr.row, main")) return;
    if (KEYS[k]) { if (k !== "g") e.preventDefault(); KEYS[k](e); }
  });
  d.addEventListener("keydown", function (e) {
    if (!e.target.matches || !e.target.matches("tr.row[data-peek]")) return;
    if (e.key === "ArrowDown") { e.preventDefault(); step(1); } else if (e.key === "ArrowUp") { e.preventDefault(); step(-1); }
    else if (e.key === "Home") { e.preventDefault(); choose(rows()[0], true); } else if (e.key === "End") { e.preventDefault(); choose(rows().pop(), true); }
    else if (e.key === " ") { e.preventDefault(); KEYS.x(); }
  });

  /* 7 small things a button may ask of the browser ------------------------------------------------ */
  d.addEventListener("click", function (e) {
    var b = e.target.closest("[data-does]"); if (!b) return;
    var does = b.getAttribute("data-does");
    if (does === "print") w.print();
    if (does === "keys") { opened().forEach(function (x) { x.open = false; }); sheet(true); }
    if (does === "close-keys") sheet(false);
    if (does === "unpick") { all("input[data-pick]:checked, input[data-pick-all]").forEach(function (x) { x.checked = false; }); tell(); }
  });
  /* long work shows that it is under way */
  d.addEventListener("submit", function (e) {
    all("[data-progress]", e.target).forEach(function (p) { p.hidden = false; });
  });
  /* the table of contents follows the reading */
  var toc = $(".toc");
  if (toc && w.IntersectionObserver) {
    var seen = {};
    var watch = new w.IntersectionObserver(function (entries) {
      entries.forEach(function (x) { seen[x.target.id] = x.isIntersecting; });
      var first = all(".prov").filter(function (x) { return seen[x.id]; })[0]; if (!first) return;
      var top = first.id.split(".")[0], links = all("a", toc);
      var here = links.filter(function (a) { var h = a.getAttribute("href").slice(1); return h === first.id || h.split(".")[0] === top; })[0];
      links.forEach(function (a) { if (a === here) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current"); });
      if (here) { var box = here.offsetTop - toc.offsetTop; if (box < toc.scrollTop || box > toc.scrollTop + toc.clientHeight - 40) toc.scrollTop = box - 80; }
    }, { rootMargin: "-24px 0px -60% 0px" });
    all(".prov").forEach(function (x) { watch.observe(x); });
  }
  // A duty that the address names may stand far down the list; what was just said stands above it and is read first.
  w.addEventListener("load", function () {
    var row = /[?&]duty=\d/.test(w.location.search) && d.querySelector(".split.duties tr.row.on");
    if (row && !d.querySelector(".notices") && row.getBoundingClientRect().bottom > w.innerHeight) row.scrollIntoView({ block: "center" });
  });
  function settle(root) {
    all("details.cite[open], details.cols[open]", root).forEach(place);
    var wrong = $("[aria-invalid=true]", root); if (wrong && root === d && d.activeElement === body) wrong.focus();
    var said = $("[data-take-focus]", root); if (said) said.focus();
  }
  /* a session that ended or was locked answers a fragment with the whole page to go to */
  d.addEventListener("htmx:beforeSwap", function (e) { if (e.detail.xhr.getResponseHeader("HX-Redirect")) e.detail.shouldSwap = false; });
  d.addEventListener("htmx:responseError", function (e) { var t = e.detail.target; if (t && t.id === "peek") t.innerHTML = e.detail.xhr.responseText; });
  tell(); settle(d);
})(document, window);
