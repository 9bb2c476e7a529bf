/* What pages can do better with scripts; every one of them works without.
   Errors are shown to the keyboard first, who is idle is warned, lists are printed, progress comes by itself. */
(function () {
  "use strict";
  var page = document.documentElement;
  page.classList.add("js");

  var wrong = document.querySelector("[data-focus]");
  if (wrong) wrong.focus();

  // On a telephone the menu is moved sideways: to where one is.
  var at = document.querySelector(".menu [aria-current]");
  if (at) at.closest("ul").scrollLeft = at.offsetLeft - at.closest("ul").offsetLeft - 24;

  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.addEventListener("click", function () { window.print(); });
  });

  // A page that was kept by the browser must not be seen again once somebody has signed out.
  window.addEventListener("pageshow", function (event) { if (event.persisted) location.reload(); });

  // A page that came of a form is come back to as any other, with what was typed: browsers would ask to send it again.
  if (document.querySelector("main[data-again]")) history.replaceState(null, "", location.href);

  // What is missing is told on the next page, in words and beside its field, not in a bubble that goes away.
  document.querySelectorAll("form[method=post]").forEach(function (form) { form.noValidate = true; });

  // A form is sent once, however often its button is pressed.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    setTimeout(function () { delete form.dataset.sent; }, 4000);
  });

  // What goes on elsewhere: the part of the page that tells it is fetched again until it is done.
  (function follow() {
    var part = document.querySelector("[data-follow]");
    if (!part) return;
    setTimeout(function () {
      fetch(location.href, { headers: { Accept: "text/html" } })
        .then(function (answer) { return answer.text(); })
        .then(function (text) {
          var fresh = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
          if (fresh) part.replaceWith(fresh); else location.reload();
          follow();
        })
        .catch(follow);
    }, 1000 * Number(part.dataset.follow || 2));
  })();

  // Idle: a warning that any key answers, then out.
  var idle = Number(document.body.dataset.idleMinutes) * 60000;
  var before = Number(document.body.dataset.warnMinutes) * 60000;
  var dialog = document.getElementById("idle");
  if (!idle || !dialog) return;
  var seen = Date.now(), told = Date.now(), asked = 0, active = false, leaving = false;
  // The form that was filled in last; on a page that came of a form, that form from the beginning.
  var open = document.querySelector("main[data-typed] form[method=post]:not(.inline)");
  document.addEventListener("input", function (event) {
    var form = event.target.form;
    if (form && form.getAttribute("method") === "post") open = form;
  });
  // What of it can be kept, as its first button would send it: no files, and no form that asks for a secret.
  function typed() {
    var sent = new URLSearchParams({ csrf: (document.querySelector("[name=csrf]") || {}).value || "" });
    if (!open || open.querySelector("[type=password], [autocomplete=one-time-code]")) return sent;
    new FormData(open).forEach(function (value, name) {
      if (typeof value === "string" && name !== "csrf") sent.append(name, value);
    });
    var button = open.querySelector("button:not([type=button])");
    if (button && button.name) sent.append(button.name, button.value);
    var address = new URL(open.getAttribute("action") || "", location.href);
    sent.append("left_form", address.pathname + address.search);
    return sent;
  }
  // Out, unless the session is used on another page: then it is asked again in a minute.
  function leave() {
    if (leaving) return;
    leaving = true;
    fetch("/idle", { method: "POST", body: typed() }).then(function (answer) {
      leaving = false; asked = Date.now();
      if (answer.status !== 204) location.assign(answer.redirected ? answer.url : "/idle");
    }, function () { location.assign("/idle"); });
  }
  function stay() {
    seen = told = Date.now(); active = false;
    if (dialog.open) dialog.close();
    // Only who is sent to sign in has no session left. A service that is away is asked again in a minute: nothing that
    // is being filled in is thrown away for it.
    fetch("/stay", { redirect: "manual" }).then(function (answer) {
      if (answer.type === "opaqueredirect" || answer.status === 401) leave();
      else if (answer.status !== 204) active = true;
    }, function () { active = true; });
  }
  ["keydown", "pointerdown", "input"].forEach(function (kind) {
    document.addEventListener(kind, function () { seen = Date.now(); active = true; if (dialog.open) stay(); });
  });
  setInterval(function () {
    var now = Date.now();
    if (active && now - told > 60000) stay();
    if (now - seen > idle && now - asked > 60000) leave();
    else if (now - seen > idle - before && !dialog.open) dialog.showModal();
  }, 1000);
})();
