// The pen: the form of the decision beside the screen. What is typed is saved while one types, whole or not; every save names the
// version it has seen, so two who write at once get both texts. There is one save at a time, and one truth about what is not saved yet:
// what closes, opens, signs or leaves asks that first, so neither a lost network nor a slow one loses a word. Its words are in the page.

const PAUSE = 900 // milliseconds without a key before what is typed is saved
const AGAIN = 3000 // after a save that got no good answer
const LONGEST = 20000 // without any answer; htmx waits as long

let timer = 0
let saving = null // the save under way: a promise
let changed = false // typed and not sent, or sent and not kept

const pen = () => document.querySelector("form[data-jot]")
const both = () => pen()?.querySelector("[data-both-texts]")
const unsaved = () => Boolean(pen() && (changed || saving))

function say(form, name, more = "") {
  const place = form.querySelector("[data-jot-state]")
  place.dataset.state = name
  place.textContent = [place.dataset[name], more].filter(Boolean).join(" ")
  form.querySelector("[data-let-go]").hidden = !["refused", "gone"].includes(name)
}

function later(wait = PAUSE) {
  clearTimeout(timer)
  timer = setTimeout(save, wait)
}

/** Whoever asks while a save is under way gets that one. While both texts are shown, nothing is sent before the choice. */
function save() {
  clearTimeout(timer)
  const form = pen()
  if (form && changed && !both()) saving ??= send(form).finally(() => { saving = null })
  return saving
}

/** Send what is typed; what is typed meanwhile goes after it. Refused for good, it waits for the next key or for a choice. */
async function send(form) {
  changed = false
  say(form, "saving")
  const { means, version, lacks, at, html } = await ask(form)
  const more = changed
  if (means === "saved") {
    saw(version)
    form.querySelector("[data-lacks]").textContent = lacks
  } else {
    changed = true
    if (means === "both") compare(form, html)
  }
  if (means !== "saved" || !more) say(form, means, at)
  if (["offline", "failed"].includes(means)) later(AGAIN)
  else if (more) later()
}

/** What the server answers, and what that means: a name among the sentences of the page. */
async function ask(form) {
  try {
    const sent = { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } }
    const answer = await fetch(form.dataset.jot, { ...sent, signal: AbortSignal.timeout(LONGEST) })
    const means = meaning(answer)
    return { means, ...(means === "saved" ? await answer.json() : { html: await answer.text() }) }
  } catch {
    return { means: "offline" }
  }
}

function meaning({ status, redirected }) {
  if (redirected || [401, 403].includes(status)) return "refused"
  if (status === 409) return "both"
  if (status >= 500) return "failed"
  return status === 200 ? "saved" : "gone"
}

/** The version that stands here now, for the next save and for the signature. */
function saw(version) {
  for (const field of document.querySelectorAll('#pen [name="version"]')) field.value = version
}

/** Somebody else saved first: both texts, and a choice. */
function compare(form, html) {
  const place = form.querySelector("[data-both-place]")
  place.innerHTML = html
  window.htmx.process(place)
  both()?.focus()
}

/** Save what is typed, after what is under way; whether all of it is kept. */
async function settled() {
  await saving
  await save()
  return !unsaved()
}

/** The pen stays, and shows what holds it. */
function stay() {
  pen().scrollIntoView()
  both()?.focus()
}

document.addEventListener("input", (event) => {
  if (!event.target.form?.matches("form[data-jot]")) return
  changed = true
  later()
})

document.addEventListener("click", (event) => {
  const pressed = (selector) => event.target.closest?.(selector)
  const [mine, quick] = [pressed("[data-keep-mine]"), pressed("[data-day]")]
  if (mine) {
    keepMine(mine.dataset.keepMine)
  } else if (quick) {
    const field = quick.closest("form").querySelector('[name="target_date"]')
    field.value = quick.dataset.day
    field.dispatchEvent(new Event("input", { bubbles: true }))
  } else if (pressed("[data-pen-close]")) {
    close()
  } else if (pressed("[data-let-go]")) {
    changed = false
    close()
  } else if (pressed("[data-take-theirs]")) {
    changed = false // htmx brings what is saved
  }
})

function keepMine(version) {
  saw(version)
  both().remove()
  pen().querySelector('[name="wording"]').focus()
  changed = true
  save()
}

async function close() {
  if (!(await settled())) return stay()
  document.getElementById("pen").replaceChildren()
  document.querySelector("[data-write]")?.focus()
}

/** Open the pen on the case that is on the screens; `take` picks one of the treatments there, `instead` of what is written. */
async function open(take = "", instead = false) {
  const { item, url } = document.getElementById("screen")?.dataset ?? {}
  if (!item || document.querySelector("[data-write]")?.hidden !== false) return
  if (pen()?.dataset.item === item && !take) return pen().querySelector('[name="wording"]').focus()
  if (!(await settled())) return stay()
  const hide = document.querySelector("[data-live]").dataset.hide
  const query = new URLSearchParams({ ...(take && { take }), ...(instead && { instead: 1 }), ...(hide && { hide }) })
  window.htmx.ajax("GET", `${url}jot/?${query}`, { target: "#pen", swap: "innerHTML" })
}

document.addEventListener("click", (event) => {
  const write = event.target.closest?.("[data-write]")
  const take = event.target.closest?.("[data-take]")
  if (!write && !take) return
  if (!document.getElementById("pen")) return
  event.preventDefault()
  open(take?.dataset.take, take?.hasAttribute("data-instead"))
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

// The whole answer and the signature go by htmx, each after the save under way; and signed is what stands here.
document.addEventListener("submit", async (event) => {
  const form = event.target
  const whole = form.matches("[data-jot]")
  if (!form.closest("#pen") || !(whole ? saving : unsaved())) return
  event.preventDefault()
  event.stopPropagation()
  if (whole) await saving
  const ready = whole ? !both() : await settled()
  if (!ready) stay()
  else if (form.isConnected) form.requestSubmit(event.submitter)
}, true)

// The whole answer is a save like any other: no second one begins before its end, and what it could not keep is not saved.
const isWhole = (ctx) => Boolean(ctx.sourceElement?.matches?.("form[data-jot]"))
let ended = null

document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (!isWhole(ctx)) return
  clearTimeout(timer)
  changed = false
  saving = new Promise((done) => { ended = done })
})

document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  if (!isWhole(ctx)) return
  saving = null
  ended()
  changed ||= !ctx.response || meaning(ctx.response.raw) !== "saved"
  if (both()) {
    say(pen(), "both")
    both().focus()
  } else if (changed) later()
})

// What was typed while an answer was under way is not swapped away, nor is anything by a page that asks one to log in.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail
  if (!["pen", "decide"].includes(ctx.target?.id)) return
  if (!(isWhole(ctx) ? changed : unsaved()) && !ctx.response.raw.redirected) return
  event.preventDefault()
  const next = new DOMParser().parseFromString(ctx.text, "text/html").querySelector('form[data-jot] [name="version"]')
  if (isWhole(ctx) && next) saw(next.value)
})

document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target?.id
  if (target === "decide") return document.querySelector("#pen .sign > summary")?.focus()
  if (target !== "pen") return
  changed = false
  const form = pen()
  const offer = document.querySelector("#pen [data-instead]")
  if (offer) return offer.focus()
  form?.querySelector(form.dataset.taken ? '[name="responsible"]' : '[name="kind"]:checked, [name="kind"]')?.focus()
  if (form?.dataset.taken) {
    changed = true
    later(0)
  }
})

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
  if (other) other.hidden = form.dataset.item !== detail.item || theirs <= seen || Boolean(saving)
})

addEventListener("online", () => changed && later(0))
addEventListener("beforeunload", (event) => unsaved() && event.preventDefault())
