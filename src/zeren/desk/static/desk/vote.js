// The voting page works without this. With it: the code runs on into its second half, what is not chosen yet is told
// at once, nothing comes back with the browser's back button, a page that is walked away from shuts.
(function (d, w) {
  "use strict";
  var $ = function (s) { return d.querySelector(s); };
  var all = function (s) { return [].slice.call(d.querySelectorAll(s)); };
  var start = d.body.getAttribute("data-start");

  w.addEventListener("pageshow", function (e) { if (e.persisted) w.location.replace(start); });

  var first = $("input[name=code1]:not([readonly])"), second = $("input[name=code2]:not([readonly])");
  if (first && second) {
    first.addEventListener("input", function () {
      var typed = first.value.replace(/[\s\-]/g, "");
      if (typed.length > 4) { second.value = typed.slice(4, 8); first.value = typed.slice(0, 4); }
      if (typed.length >= 4) second.focus();
    });
    second.addEventListener("keydown", function (e) { if (e.key === "Backspace" && !second.value) first.focus(); });
  }

  var slip = $("form[data-slip]"), told = $("[data-blank]");
  function tell() {
    var blank = all("tr[data-name]").filter(function (row) { return !row.querySelector("input:checked"); });
    var none = !all("tr[data-name] input:checked").some(function (one) { return one.value !== "0"; });
    told.hidden = !blank.length && !none;
    $("[data-void]").hidden = !none; $("[data-some]").hidden = none;
    $("[data-names]").textContent = blank.map(function (row) { return row.getAttribute("data-name"); }).join("、");
  }
  if (slip) {
    slip.addEventListener("change", function () { if (slip.querySelector("[name=sure]") || told.hidden === false || all("tr[data-name] input:checked").length >= all("tr[data-name]").length - 1) tell(); });
    // A slip sent twice is cast once; the second would be told that the code is used up.
    slip.addEventListener("submit", function () { w.setTimeout(function () { all("form[data-slip] button").forEach(function (b) { b.disabled = true; }); }, 0); });
  }

  d.addEventListener("click", function (e) {
    if (e.target.closest("[data-does=print]")) w.print();
    var chip = e.target.closest("details.cite");
    all("details.cite[open]").forEach(function (x) { if (x !== chip) x.open = false; });
  });
  d.addEventListener("keydown", function (e) {
    if (e.key === "Escape") all("details.cite[open]").forEach(function (x) { x.open = false; x.querySelector("summary").focus(); });
  });

  var wanted = $("[data-take-focus]");
  if (wanted) wanted.focus();

  var seconds = parseInt(d.body.getAttribute("data-leave-after") || "0", 10), last = Date.now();
  if (!seconds) return;
  if (d.body.getAttribute("data-leaves") !== "yes") ["keydown", "mousemove", "scroll", "touchstart"].forEach(function (what) { d.addEventListener(what, function () { last = Date.now(); }); });
  w.setInterval(function () { if (Date.now() - last > seconds * 1000) w.location.replace(start); }, 1000);
})(document, window);
