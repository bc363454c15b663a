// Everything works without this script; it only saves steps. It talks to nobody.
"use strict";

// The letter's QR code carries number and code after "#": they never reach a server log, and leave the address bar here.
function readLetter() {
  const form = document.querySelector("form[data-letter]");
  const parts = /^#(\d{9})\.([0-9A-Za-z]{16})$/.exec(location.hash);
  if (!form || !parts) return;
  form.elements.voter_no.value = parts[1];
  form.elements.code.value = parts[2].replace(/(.{4})(?=.)/g, "$1-");
  history.replaceState(null, "", location.pathname);
  form.querySelector("button").focus();
}

function watchBallot() {
  const form = document.querySelector("form[data-ballot]");
  if (!form) return;
  const points = form.dataset.ballot === "points";
  const most = form.dataset.most === undefined ? null : Number(form.dataset.most);
  const left = document.getElementById("left");
  const dots = form.querySelector(".dots");
  const money = document.getElementById("money");
  const none = document.getElementById("none");
  const fields = [...form.querySelectorAll("[data-cost]")];
  const valueOf = (field) => (field.type === "checkbox" ? Number(field.checked) : Number(field.value));

  function show() {
    const values = fields.map(valueOf);
    const used = values.reduce((sum, value) => sum + (points ? value : Number(value > 0)), 0);
    if (left) {
      const over = JSON.parse(left.dataset.overText);
      const text = used <= most ? JSON.parse(left.dataset.leftText)[most - used] : over[Math.min(used - most, over.length) - 1];
      if (left.textContent !== text) left.textContent = text;
      left.classList.toggle("mistake", used > most);
    }
    if (dots) {
      dots.hidden = false;
      [...dots.children].forEach((dot, index) => dot.classList.toggle("used", index < used));
    }
    if (money) {
      const cost = fields.reduce((sum, field, index) => sum + (values[index] > 0 ? Number(field.dataset.cost) : 0), 0);
      money.hidden = false;
      money.value = cost;
      document.getElementById("expensive").hidden = cost <= Number(form.dataset.budget);
    }
  }

  form.addEventListener("change", (event) => {
    if (event.target === none && none.checked) {
      for (const field of fields) {
        if (field.type === "checkbox") field.checked = false;
        else field.value = "0";
      }
    } else if (event.target !== none && valueOf(event.target) > 0) {
      none.checked = false;
    }
    show();
  });
  window.addEventListener("pageshow", show);
  show();
}

function offerPrinting() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}

// A list that closes when one looks elsewhere.
function closeLanguages() {
  const list = document.querySelector("details.languages");
  if (!list) return;
  document.addEventListener("click", (event) => {
    if (!list.contains(event.target)) list.open = false;
  });
  list.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !list.open) return;
    list.open = false;
    list.querySelector("summary").focus();
  });
}

window.addEventListener("hashchange", readLetter);
readLetter();
watchBallot();
offerPrinting();
closeLanguages();
