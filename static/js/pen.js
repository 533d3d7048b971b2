// The pen: the form of the decision beside the screen. What is typed is saved while one types, whole or not; every save names the
// version it has seen, so two who write at once get both texts; and a lost network loses no word. Its words are in the page.

const PAUSE = 900 // milliseconds without a key before what is typed is saved
const AGAIN = 3000 // after a save that got no answer

let timer = 0
let sending = false
let changed = false

const pen = () => document.querySelector("form[data-jot]")
const state = (form) => form.querySelector("[data-jot-state]")

function say(form, name, more = "") {
  const place = state(form)
  if (!place) return
  place.dataset.state = name
  place.textContent = [place.dataset[name], more].filter(Boolean).join(" ")
}

function later(wait = PAUSE) {
  clearTimeout(timer)
  timer = setTimeout(save, wait)
}

async function save() {
  const form = pen()
  if (!form || sending || !changed || form.querySelector("[data-both-texts]")) return
  sending = true
  changed = false
  say(form, "saving")
  try {
    const answer = await fetch(form.dataset.jot, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } })
    const text = await answer.text()
    if (pen() !== form) return
    if (answer.status === 200 && !answer.redirected) {
      const kept = JSON.parse(text)
      form.querySelector('[name="version"]').value = kept.version
      say(form, "saved", kept.at)
      const lacks = form.querySelector("[data-lacks]")
      if (lacks) lacks.textContent = kept.lacks
    } else if (answer.status === 409) {
      both(form, text)
    } else {
      changed = true
      say(form, answer.redirected || [401, 403].includes(answer.status) ? "refused" : "failed", "")
    }
  } catch {
    changed = true
    say(form, "offline")
    later(AGAIN)
  } finally {
    sending = false
    if (changed && state(form)?.dataset.state === "saving") later()
  }
}

/** Somebody else saved first: both texts, and a choice. Nothing is sent until it is made. */
function both(form, html) {
  const place = form.querySelector("[data-both-place]")
  place.innerHTML = html
  window.htmx.process(place)
  place.querySelector("[data-both-texts]")?.focus()
  say(form, "both")
}

document.addEventListener("input", (event) => {
  if (!event.target.form?.matches("form[data-jot]")) return
  changed = true
  later()
})

document.addEventListener("click", (event) => {
  const mine = event.target.closest?.("[data-keep-mine]")
  const quick = event.target.closest?.("[data-day]")
  if (mine) {
    const form = mine.closest("form")
    form.querySelector('[name="version"]').value = mine.dataset.keepMine
    form.querySelector("[data-both-place]").replaceChildren()
    changed = true
    save()
  } else if (quick) {
    const field = quick.closest("form").querySelector('[name="target_date"]')
    field.value = quick.dataset.day
    field.dispatchEvent(new Event("input", { bubbles: true }))
  } else if (event.target.closest?.("[data-pen-close]")) {
    close()
  }
})

async function close() {
  const place = document.getElementById("pen")
  if (changed) await save()
  if (changed) return // it could not be saved: it stays
  place.replaceChildren()
  document.querySelector("[data-write]")?.focus()
}

/** Open the pen on the case that is on the screens; `take` picks one of the treatments there. */
function open(take = "") {
  const { item, url } = document.getElementById("screen")?.dataset ?? {}
  const place = document.getElementById("pen")
  if (!item || !place || document.querySelector("[data-write]")?.hidden !== false) return
  if (pen() && pen().dataset.item !== item && changed) return pen().scrollIntoView()
  if (pen()?.dataset.item === item && !take) return pen().querySelector('[name="wording"]').focus()
  window.htmx.ajax("GET", `${url}jot/${take ? `?take=${take}` : ""}`, { target: "#pen", swap: "innerHTML" })
}

document.addEventListener("click", (event) => {
  const write = event.target.closest?.("[data-write]")
  const take = event.target.closest?.("[data-take]")
  if (!write && !take) return
  if (!document.getElementById("pen")) return
  event.preventDefault()
  open(take?.dataset.take)
})

// The ballot too is one's own: beside the screen, put away by the button that brought it, by the reveal, and when the meeting goes on;
// never while something is filled in and not cast.
const ballot = () => document.getElementById("ballot")

function putAway() {
  if (!ballot()?.querySelector("form")?.dataset.touched) ballot()?.replaceChildren()
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-ballot]")
  if (!link || !ballot()) return
  event.preventDefault()
  if (ballot().childElementCount) putAway()
  else window.htmx.ajax("GET", link.getAttribute("href"), { target: "#ballot", swap: "innerHTML" })
})
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("#ballot form")
  if (form) form.dataset.touched = "1"
})
document.addEventListener("screen:shown", ({ detail }) => {
  const form = ballot()?.querySelector("form[data-item]")
  if (!form) return
  const elsewhere = form.dataset.item !== detail.item
  if (elsewhere || document.getElementById("screen").dataset.votes === "revealed") putAway()
})

document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target?.id
  if (target === "decide") return saved()
  if (target !== "pen") return
  changed = false
  const form = pen()
  form?.querySelector(form.dataset.taken ? '[name="responsible"]' : '[name="kind"]:checked, [name="kind"]')?.focus()
  if (form?.dataset.taken) {
    changed = true
    later(0)
  }
})

/** After the whole answer was saved: to the signature, where there is one to give. */
function saved() {
  changed = false
  document.querySelector("#pen .sign > summary")?.focus()
}

// Ctrl+Enter saves the whole of it, as the button does.
document.addEventListener("keydown", (event) => {
  const form = event.target.form ?? event.target.closest?.("form")
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form?.matches("form[data-jot]")) form.requestSubmit()
  if (event.key === "Escape" && form?.matches("form[data-jot]")) close()
})

// The meeting has gone on, or somebody else has saved: the pen says so and keeps what is typed.
document.addEventListener("screen:shown", ({ detail }) => {
  const form = pen()
  if (!form) return
  const elsewhere = form.querySelector("[data-elsewhere]")
  if (elsewhere) elsewhere.hidden = form.dataset.item === detail.item
  const theirs = Number(document.querySelector("#screen [data-draft]")?.dataset.draft ?? 0)
  const seen = Number(form.querySelector('[name="version"]')?.value ?? 0)
  const other = form.querySelector("[data-other]")
  if (other) other.hidden = form.dataset.item !== detail.item || theirs <= seen || sending
})

addEventListener("online", () => changed && later(0))
addEventListener("beforeunload", (event) => changed && pen() && event.preventDefault())
