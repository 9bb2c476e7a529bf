/* Signing in with a passkey, which needs a script; and the page that waits for a telephone to confirm its QR code. */
(function () {
  "use strict";
  function bytes(text) {
    var plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (one) { return one.charCodeAt(0); }).buffer;
  }
  function text(buffer) {
    var plain = String.fromCharCode.apply(null, new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }
  function wire(found) {
    var answer = {}, given = found.response;
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach(function (name) {
      if (given[name]) answer[name] = text(given[name]);
    });
    if (given.getTransports) answer.transports = given.getTransports();
    return JSON.stringify({
      id: found.id, rawId: text(found.rawId), type: found.type, response: answer,
      clientExtensionResults: found.getClientExtensionResults(), authenticatorAttachment: found.authenticatorAttachment
    });
  }
  function options(form) {
    var given = JSON.parse(form.dataset.options);
    given.challenge = bytes(given.challenge);
    if (given.user) given.user.id = bytes(given.user.id);
    (given.excludeCredentials || []).concat(given.allowCredentials || []).forEach(function (one) { one.id = bytes(one.id); });
    return { publicKey: given };
  }
  // A page that waits: the form asks every two seconds, and goes where the answer leads.
  document.querySelectorAll("form[data-poll]").forEach(function (form) {
    var told = document.querySelector("[data-busy]");
    function busy(is) {
      told.hidden = !is;
      form.querySelector("button").classList.toggle("no-js", !is);
    }
    var asking = setInterval(function () {
      fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).then(function (answer) {
        if (answer.redirected) location.assign(answer.url);
        else if (answer.ok || answer.status === 429 || answer.status >= 500) busy(!answer.ok);
        else { clearInterval(asking); form.submit(); } // expired, refused or used: the page that says so, and the way on
      }, function () { busy(true); });
    }, 2000);
  });

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    if (!window.PublicKeyCredential) { form.hidden = true; return; }
    form.addEventListener("submit", function (event) {
      if (form.elements.credential.value || !form.checkValidity()) return; // what is missing, the next page tells
      event.preventDefault();
      navigator.credentials[form.dataset.passkey](options(form)).then(function (found) {
        form.elements.credential.value = wire(found);
        delete form.dataset.sent;
        form.submit();
      }).catch(function () {
        delete form.dataset.sent;
        form.querySelector("[data-failed]").hidden = false;
      });
    });
  });
})();
