// The public pages work without this. With it: leaving leaves no page behind, a page that is walked away from shuts.
(function (d, w) {
  "use strict";
  function leave(to) {
    [].forEach.call(d.querySelectorAll("form"), function (form) { form.reset(); });
    w.location.replace(to || "about:blank");
  }
  d.addEventListener("click", function (e) {
    var link = e.target.closest("[data-leave]");
    if (link) { e.preventDefault(); leave(); return; }
    var chip = e.target.closest("details.cite");
    [].forEach.call(d.querySelectorAll("details.cite[open]"), function (x) { if (x !== chip) x.open = false; });
  });
  d.addEventListener("keydown", function (e) {
    if (e.key !== "Escape") return;
    [].forEach.call(d.querySelectorAll("details.cite[open]"), function (x) { x.open = false; x.querySelector("summary").focus(); });
  });
  var names = d.getElementById("who"), radios = [].slice.call(d.querySelectorAll("input[name=named]"));
  function shown() { names.hidden = !d.querySelector("input[name=named][value=yes]").checked; }
  if (names && radios.length) { radios.forEach(function (r) { r.addEventListener("change", shown); }); shown(); }
  var first = d.querySelector("[data-take-focus]");
  if (first) first.focus();
  var minutes = parseInt(d.body.getAttribute("data-leave-after") || "0", 10), last = Date.now();
  if (!minutes || !d.querySelector("input[name=token]")) return;
  [].forEach.call(d.querySelectorAll(".scripted"), function (x) { x.hidden = false; });
  ["keydown", "mousemove", "scroll", "touchstart"].forEach(function (what) { d.addEventListener(what, function () { last = Date.now(); }); });
  w.setInterval(function () {
    var typed = [].some.call(d.querySelectorAll("[data-typed] textarea"), function (x) { return x.value; });
    if (!typed && Date.now() - last > minutes * 60000) leave(d.body.getAttribute("data-door"));
  }, 5000);
})(document, window);
