// Single keys. To add one, write a row here and its words in templates/components/help_dialog.html.
// They rest while one types or fills in pen or ballot, with a modifier key, under an open dialog, and when <html data-shortcuts="off">.

const SHORTCUTS = [
  { name: "search", keys: ["/"], act: () => focus("[data-search]") },
  { name: "next", keys: ["j"], act: () => follow("[data-next]") },
  { name: "previous", keys: ["k"], act: () => follow("[data-previous]") },
  { name: "proposals", keys: ["p"], act: () => reach("#propose") },
  { name: "criteria", keys: ["e"], act: () => foldAll("[data-criteria]") },
  { name: "decision", keys: ["d"], act: () => (document.querySelector("[data-write]") ? follow("[data-write]") : reach("#decide")) },
  { name: "balance", keys: ["b"], act: () => follow('main a[href$="/draw_plan/"], aside a[href$="/draw_plan/"]') },
  { name: "compare", keys: ["c"], act: () => follow("[data-compare]") },
  { name: "segment", keys: ["1", "2", "3", "4", "5", "6", "7", "8"], act: (key) => (document.querySelector("[data-draw]") ? tick(key) : pick(key)) },
  { name: "rejoin", keys: ["r"], act: () => follow("[data-rejoin]") },
  { name: "wall", keys: ["w"], act: () => follow("[data-wall]") },
  { name: "help", keys: ["?"], act: () => document.getElementById("help")?.showModal() },
]

const off = () => document.documentElement.dataset.shortcuts === "off"
const typing = (where) => where?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], #pen form, #ballot form")

function focus(selector) {
  document.querySelector(selector)?.focus()
}

function follow(selector) {
  document.querySelector(selector)?.click()
}

/** On a plan: resect a segment, or keep it; 4 stands for both its halves. */
function tick(number) {
  for (const box of document.querySelectorAll(`[data-draw] input[name="segment"][value^="${number}"]`)) box.click()
}

/** On the screen of a meeting: pick the treatment of that place for the decision. */
function pick(number) {
  document.querySelectorAll("[data-take]")[number - 1]?.click()
}

/** Go to a part of the page and give it the focus, so that Tab goes on from there. */
function reach(selector) {
  const part = document.querySelector(selector)
  if (!part) return
  if (!part.hasAttribute("tabindex")) part.setAttribute("tabindex", "-1")
  part.focus({ preventScroll: true })
  part.scrollIntoView({ block: "start" })
}

/** Open every part, or close them all when every one is open. */
function foldAll(selector) {
  const parts = [...document.querySelectorAll(selector)]
  const open = !parts.every((part) => part.open)
  for (const part of parts) part.open = open
}

document.addEventListener("keydown", (event) => {
  if (off() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (event.repeat || typing(event.target) || document.querySelector("dialog[open]")) return
  const shortcut = SHORTCUTS.find(({ keys }) => keys.includes(event.key))
  if (!shortcut) return
  event.preventDefault()
  shortcut.act(event.key)
})

// The help dialog is drawn from the same list; its words are in the page, translated.
const help = document.getElementById("help")
for (const row of help?.querySelectorAll("[data-shortcut]") ?? []) {
  const shortcut = SHORTCUTS.find(({ name }) => name === row.dataset.shortcut)
  if (!shortcut) row.remove()
  for (const key of shortcut?.keys ?? []) {
    const cap = document.createElement("kbd")
    cap.textContent = key
    row.querySelector("dt").append(cap, " ")
  }
}
if (help && off()) help.querySelector("p").textContent = help.dataset.off
