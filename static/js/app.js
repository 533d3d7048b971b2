// Small manners of every page: the menu closes, errors are reached, news is spoken, an unfolded part stays unfolded.

const live = document.getElementById("live")

/** Say something to a screen reader, without moving anybody. */
function say(words) {
  if (live && words) live.textContent = words
}

// A menu closes when one goes elsewhere, and by Escape.
for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false
  })
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return
    menu.open = false
    menu.querySelector("summary").focus()
  })
}

// "Back to the page": our pages send no referrer, so only the browser knows which one.
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-back]") || history.length < 2) return
  event.preventDefault()
  history.back()
})

// Buttons that open a dialog, for browsers that do not know `commandfor` yet.
if (!("command" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[commandfor]")
    const dialog = button && document.getElementById(button.getAttribute("commandfor"))
    if (dialog && button.getAttribute("command") === "show-modal") dialog.showModal()
  })
}

// A form came back with errors: go to the list of them, as a full page load would.
function reachErrors(root) {
  root.querySelector?.("[data-form-errors]:not([data-still] *)")?.focus()
}

reachErrors(document)
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target
  if (!target) return
  const now = target.isConnected ? target : document.getElementById(target.id)
  if (now) reachErrors(now)
  say(now?.querySelector?.("[data-say]")?.dataset.say)
})

// An address with a rule in it (#ablation-ABL-2) unfolds what hides the rule.
function unfold() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (!target) return
  for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true
  target.scrollIntoView({ block: "nearest" })
}

addEventListener("hashchange", unfold)
unfold()

// A button that prints the page; without a script the browser's own way is left.
for (const button of document.querySelectorAll("[data-prints]")) {
  button.hidden = false
  button.addEventListener("click", () => print())
}

// Paper shows everything.
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("main details:not([open])")) {
    part.open = true
    part.dataset.printed = ""
  }
})
addEventListener("afterprint", () => {
  for (const part of document.querySelectorAll("details[data-printed]")) {
    part.open = false
    delete part.dataset.printed
  }
})
