// Everything works without this script; it only saves steps.
"use strict";

// Adjudication: one key for each answer.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const button = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (button) { event.preventDefault(); button.click(); }
});

// Incoming post: a tone for each outcome, if wanted.
const sound = document.getElementById("sound");
if (sound) {
  sound.closest(".script-only").hidden = false;
  sound.checked = localStorage.getItem("sound") === "1";
  sound.addEventListener("change", () => localStorage.setItem("sound", sound.checked ? "1" : "0"));
  const outcome = document.querySelector("[data-sound]");
  if (outcome && sound.checked && window.AudioContext) {
    const context = new AudioContext();
    const tone = context.createOscillator();
    tone.frequency.value = outcome.dataset.sound === "good" ? 880 : 220;
    tone.connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + (outcome.dataset.sound === "good" ? 0.12 : 0.5));
  }
}

// Running jobs: look again after a while.
const running = document.querySelector("[data-reload]");
if (running) setTimeout(() => location.replace(location.pathname), Number(running.dataset.reload) * 1000);
