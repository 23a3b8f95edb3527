/* Matter pages: text fields grow with what is typed; a name picked from the register is added to a field. */
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
    e.target.value = ""; grow(field); field.focus();
  });
})(document);
