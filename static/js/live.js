// The page of a meeting that is held: the screen is one element, brought by the event stream or fetched, and changed in one act.
// What is one's own, the helm and the pen, is never touched by it.

const page = document.querySelector("[data-live]")
const line = document.querySelector("[data-line]")
const LOOK = 1000 * page?.dataset.look
const SILENT = 1000 * page?.dataset.silent
const RESTART = 5000 // a stream the browser has given up is opened again

const ahead = page ? Date.now() - 1000 * Number(page.dataset.now) : 0 // milliseconds: no two clocks are the same
let heard = Date.now()
let streaming = false
let looking = false
let mark = null
let stream = null

const screen = () => document.getElementById("screen")
const version = () => Number(screen()?.dataset.turn ?? -1)

/** Put a newer screen in the place of this one: header and body in one act, or not at all. */
function show(html) {
  const box = document.createElement("template")
  box.innerHTML = html
  const next = box.content.querySelector("#screen")
  const now = screen()
  if (!next || !now || next.dataset.board !== now.dataset.board) return
  if (Number(next.dataset.turn) < version()) return
  const focused = now.contains(document.activeElement) ? document.activeElement.id : ""
  const other = next.dataset.item !== now.dataset.item
  now.replaceWith(next)
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true })
  if (other) scrollTo({ top: 0 })
  shown(next)
}

/** What beside the screen depends on which case is on it. */
function shown(now) {
  const words = now.dataset.title
  document.title = document.title.replace(/^[^·]*/, `${words} `)
  const leads = now.dataset.leaders.split(" ").includes(page.dataset.me)
  hideAll("[data-leads]", !leads)
  hideAll("[data-takes]", now.dataset.lead === page.dataset.me || !(leads || "runs" in page.dataset))
  hideAll("[data-while-live]", !now.dataset.leaders)
  for (const field of document.querySelectorAll("[data-from]")) field.value = now.dataset.item ?? ""
  const hide = page.dataset.hide ? "?hide=1" : ""
  for (const part of document.querySelectorAll("[data-of-item]")) {
    part.hidden = !now.dataset.item || (part.hasAttribute("data-reveal") && !(leads && now.dataset.votes === "to-reveal"))
    if (now.dataset.item) pointAt(part, now.dataset.url + (part.dataset.ofItem && `${part.dataset.ofItem}/`) + hide)
  }
  const live = document.getElementById("live")
  if (live && live.textContent !== words) live.textContent = words
  clocks()
  document.dispatchEvent(new CustomEvent("screen:shown", { detail: { item: now.dataset.item ?? "", turn: version() } }))
}

function hideAll(selector, hidden) {
  for (const part of document.querySelectorAll(selector)) part.hidden = hidden
}

/** A link or a form that is about the case on the screens. */
function pointAt(part, address) {
  if (part.matches("a")) part.href = address
  else part.action = address
  if (part.hasAttribute("hx-post")) part.setAttribute("hx-post", address)
}

/** How long the case has been on the screens and how long the meeting still is, in quiet figures. */
function clocks() {
  for (const clock of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - ahead) / 1000 - Number(clock.dataset.since)))
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
    clock.toggleAttribute("data-over", seconds > Number(clock.dataset.planned) * 60)
  }
  for (const clock of document.querySelectorAll("[data-until]")) {
    const minutes = Math.ceil((1000 * Number(clock.dataset.until) - (Date.now() - ahead)) / 60000)
    clock.textContent = (minutes < 0 ? clock.dataset.past : clock.dataset.left).replace("#", Math.abs(minutes))
    clock.toggleAttribute("data-over", minutes < 0)
  }
}

/** The quiet line: live, looking, or since when neither. */
function say() {
  const silent = Date.now() - heard > SILENT
  const state = silent ? "silent" : streaming ? "live" : "looking"
  const since = silent ? ` ${new Date(heard).toLocaleTimeString([], { hour12: false })}` : ""
  const words = page.dataset[`says${state[0].toUpperCase()}${state.slice(1)}`] + since
  const place = line?.querySelector("[data-words]")
  if (!place || place.textContent === words) return
  place.textContent = words
  line.dataset.state = state
}

function hear() {
  heard = Date.now()
  say()
}

/** Ask for the screen: the way that always works. The mark keeps an unchanged one from being sent. */
async function look() {
  if (looking) return
  looking = true
  try {
    const query = new URLSearchParams({ part: "screen", ...(page.dataset.hide ? { hide: "1" } : {}) })
    const answer = await fetch(`${page.dataset.live}?${query}`, { headers: mark ? { "If-None-Match": mark } : {} })
    if (answer.ok && !answer.redirected) {
      mark = answer.headers.get("ETag")
      show(await answer.text())
    }
    if (answer.redirected || [401, 403, 404].includes(answer.status)) leave()
    if (answer.ok || answer.status === 304) hear()
  } catch {
    // the network is away: the line says since when, and we look again
  } finally {
    looking = false
    say()
  }
}

/** Logged out, or not of this meeting any more: no patient stays on the screen. What is being written stays, and says that it is not saved. */
function leave() {
  if (!document.querySelector("#pen form, #ballot form")) return location.reload()
  mark = null
  const words = document.querySelector("[data-out]").content.cloneNode(true)
  Object.assign(screen().dataset, { turn: -1, item: "", leaders: "", votes: "" })
  screen().replaceChildren(words)
  shown(screen())
}

function listen() {
  stream?.close()
  stream = new EventSource(page.dataset.stream, { withCredentials: true })
  stream.addEventListener("open", () => {
    streaming = true
    hear()
  })
  stream.addEventListener("screen", (event) => {
    streaming = true
    show(JSON.parse(event.data).html)
    hear()
  })
  stream.addEventListener("alive", hear)
  stream.addEventListener("closed", () => {
    stream.close()
    streaming = false
    look()
  })
  stream.addEventListener("error", () => {
    streaming = false
    say()
    look()
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, RESTART + Math.random() * RESTART)
  })
}

if (page) {
  listen()
  shown(screen())
  setInterval(clocks, 1000)
  setInterval(() => {
    // a line that is open and says nothing any more is dead: a sleeping laptop, a proxy that forgot us
    if (!streaming || Date.now() - heard > SILENT) look()
    say()
  }, LOOK)
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look())
  addEventListener("online", look)
  document.addEventListener("htmx:after:request", (event) => {
    if (event.detail?.ctx?.sourceElement?.closest?.("#helm")) look()
  })
}
