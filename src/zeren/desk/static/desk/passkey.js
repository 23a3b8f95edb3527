/* Zeren 责任: asks the browser for a passkey and puts its answer into the form. Chromium 86 and later. */
(function (d, w) {
  "use strict";
  function bytes(text) {
    var s = w.atob(text.replace(/-/g, "+").replace(/_/g, "/")), out = new Uint8Array(s.length);
    for (var i = 0; i < s.length; i++) out[i] = s.charCodeAt(i);
    return out.buffer;
  }
  function text(buffer) {
    var s = "", b = new Uint8Array(buffer);
    for (var i = 0; i < b.length; i++) s += String.fromCharCode(b[i]);
    return w.btoa(s).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function asked(json) {
    var key = JSON.parse(json).publicKey;
    key.challenge = bytes(key.challenge);
    if (key.user) key.user.id = bytes(key.user.id);
    (key.excludeCredentials || []).concat(key.allowCredentials || []).forEach(function (c) { c.id = bytes(c.id); });
    return { publicKey: key };
  }
  function told(credential) {
    var answer = { id: credential.id, rawId: text(credential.rawId), type: credential.type, clientExtensionResults: {}, response: {} };
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (credential.response[name]) answer.response[name] = text(credential.response[name]);
    });
    return JSON.stringify(answer);
  }
  Array.prototype.forEach.call(d.querySelectorAll("[data-passkey]"), function (box) {
    var form = box.closest("form"), says = d.getElementById(box.dataset.says), field = form.elements[box.dataset.field];
    if (!w.PublicKeyCredential) { box.hidden = box !== form; return; }
    box.hidden = false;
    function ask(e) {
      e.preventDefault();
      says.hidden = true;
      w.navigator.credentials[box.dataset.passkey](asked(box.dataset.options)).then(function (credential) {
        field.value = told(credential);
        form.submit();
      }).catch(function () { says.hidden = false; says.textContent = "没有收到通行密钥的答复，请再试"; });
    }
    if (box === form) form.addEventListener("submit", ask);
    else box.querySelector("button").addEventListener("click", ask);
  });
})(document, window);
