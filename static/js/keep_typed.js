// Nothing typed is lost: leaving a changed form asks first, and a write that gets no good answer keeps every word
// and says so in plain words. The words are in templates/components/not_saved.html, translated.

const banner = document.getElementById("not-saved")
const written = "form[method=post]:not([data-no-keep])"
const changed = new Set()
const asks = (element) => element?.matches?.("[data-asks]") // sends itself to be worked out; kept by its button only

document.addEventListener("input", (event) => {
  const form = event.target.form
  if (form?.matches(written)) changed.add(form)
})
document.addEventListener("reset", (event) => changed.delete(event.target))
document.addEventListener("submit", (event) => {
  if (asks(event.target) || !event.target.matches("[hx-post], [hx-put], [hx-patch], [hx-delete]")) changed.delete(event.target)
})

/** Forms that were changed and still stand in the page. */
function unsaved() {
  return [...changed].some((form) => form.isConnected)
}

addEventListener("beforeunload", (event) => {
  if (unsaved()) event.preventDefault()
})

function show(why) {
  if (!banner) return
  banner.querySelector("[data-words]").textContent = banner.dataset[why]
  banner.hidden = false
}

function hide() {
  if (banner) banner.hidden = true
}

banner?.querySelector("[data-close]").addEventListener("click", hide)

const writes = (ctx) => ctx?.request && ctx.request.method !== "GET" && !asks(ctx.sourceElement)
const formOf = (ctx) => ctx?.request?.form ?? ctx?.sourceElement?.closest?.("form")

// No answer at all: the network is gone, or it took too long. htmx swaps nothing, so the form stands as it was.
document.addEventListener("htmx:error", (event) => {
  const ctx = event.detail?.ctx
  if (!ctx?.request || ctx.response) return
  show(writes(ctx) ? "offline" : "stale")
})

// An answer that is not one. 409 and 422 are answers: they swap, with everything typed in them.
document.addEventListener("htmx:response:error", (event) => {
  const { ctx } = event.detail
  const status = ctx.response.status
  if (status === 409 || status === 422) return
  if (!writes(ctx)) show("stale")
  else show([401, 403].includes(status) ? "refused" : "failed")
})

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail
  if (ctx.response.status >= 400) return
  if (writes(ctx)) changed.delete(formOf(ctx))
  if (writes(ctx) || asks(ctx.sourceElement)) hide()
})

// A swap may replace a form by itself with errors in it: what was typed is still unsaved.
document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail
  if (!ctx?.response || ctx.response.status !== 422) return
  const form = document.querySelector(`[data-form-errors]`)?.closest("form")
  if (form?.matches(written)) changed.add(form)
})
