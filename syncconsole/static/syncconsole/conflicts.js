// Single keys in the conflict inbox. They act only with the focus in the panel or in the message above it, and can be
// switched off; everything they do is a link, a radio button or a submit button that works without them.
(() => {
  const root = document.querySelector("[data-keys]");
  const toggle = root?.querySelector("[data-keys-switch]");
  if (!toggle) return;
  const STORED = "syncconsole.conflict-keys";
  const areOff = () => localStorage.getItem(STORED) === "off";

  const paint = () => {
    toggle.hidden = false;
    toggle.textContent = areOff() ? toggle.dataset.on : toggle.dataset.off;
    root.classList.toggle("keys-off", areOff());
  };
  toggle.addEventListener("click", () => {
    localStorage.setItem(STORED, areOff() ? "on" : "off");
    paint();
  });

  const choose = (radios) => {
    const next = (radios.findIndex((radio) => radio.checked) + 1) % radios.length;
    radios[next].checked = true;
    radios[next].focus();
  };
  const act = (key) => {
    const controls = [...root.querySelectorAll(`[data-key="${key}"]`)];
    if (!controls.length) return false;
    if (controls[0].type === "radio") choose(controls);
    else controls[0].click();
    return true;
  };

  root.addEventListener("keydown", (event) => {
    const at = event.target;
    if (areOff() || event.ctrlKey || event.altKey || event.metaKey || !at.closest("[data-hot]")) return;
    const key = event.key.toLowerCase();
    if (key === "enter" && at.matches("a, button, input:not([type=radio])")) return;
    if (at.matches("input:not([type=radio]), textarea, select")) return;
    if (/^(enter|[jkeagsz])$/.test(key) && act(key)) event.preventDefault();
  });
  paint();
})();
