/* Matter pages: text fields grow with what is typed; a name picked from the register is added to a field; the
   names of chosen files are shown; an empty title follows the subject; the current step stays in view. */
(function (d) {
  "use strict";
  function grow(t) { t.style.height = "auto"; t.style.height = t.scrollHeight + 2 + "px"; }
  d.querySelectorAll("textarea[data-grow]").forEach(grow);
  d.addEventListener("input", function (e) { if (e.target.matches("textarea[data-grow]")) grow(e.target); });
  d.addEventListener("change", function (e) {
    var to = e.target.getAttribute && e.target.getAttribute("data-adds");
    if (!to || !e.target.value) return;
    var field = d.getElementById(to);
    field.value = field.value ? field.value + "、" + e.target.value : e.target.value;
    e.target.value = ""; grow(field); field.focus(); titled(field);
  });
  d.addEventListener("change", function (e) {
    var names = e.target.getAttribute && e.target.getAttribute("data-files"), say = names && d.getElementById(names);
    if (say) say.textContent = Array.prototype.map.call(e.target.files, function (f) { return f.name; }).join("、") || say.getAttribute("data-none");
    if (e.target.matches && e.target.matches("#f-subjects")) titled(e.target);
  });
  function titled(field) {
    var title = d.querySelector("[data-title-from='" + field.id + "']");
    if (!title || title.value && title.value !== title.made) return;
    var names = field.value.replace(/〔[^〕]*〕/g, "").trim();
    title.made = title.value = names ? names + " " + title.getAttribute("data-title-tail") : "";
  }
  d.querySelectorAll("[data-keep-current]").forEach(function (box) {
    var now = box.querySelector("[aria-current=step]");
    if (!now || box.scrollHeight <= box.clientHeight) return;
    var down = now.getBoundingClientRect().bottom - Math.min(box.getBoundingClientRect().bottom, window.innerHeight);
    if (down <= -60) return;
    /* what of the box lies below the window can't be scrolled into it: as much room at its end */
    var below = box.getBoundingClientRect().bottom - window.innerHeight;
    if (below > 0) box.style.paddingBottom = parseFloat(window.getComputedStyle(box).paddingBottom) + below + 24 + "px";
    box.scrollTop = down + 240;
  });
  /* what is folded is printed whole, and folded again afterwards */
  var folds = [];
  window.addEventListener("beforeprint", function () {
    folds = Array.prototype.slice.call(d.querySelectorAll("details.folded:not([open]), details.due:not([open]), .steps details:not([open])"));
    folds.forEach(function (x) { x.open = true; });
  });
  window.addEventListener("afterprint", function () { folds.forEach(function (x) { x.open = false; }); });
})(document);
