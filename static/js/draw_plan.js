// A segment pressed on the map ticks its box, so that the lesions are not left behind; without a script it is a link.
// What the server has made of a press is shown, also in boxes somebody has touched; an answer to a press before the last
// one is passed over. Nothing is called off on the way: a request called off looks like a house that does not answer.

let presses = 0
const asked = new WeakMap() // the request, and how many presses it knows

document.addEventListener("click", (event) => {
  const segment = event.target.closest?.("[data-draw] a.liver-map__segment")
  if (!segment) return
  const code = new URLSearchParams(segment.getAttribute("href").split("?")[1]).get("toggle")
  const box = segment.closest("[data-draw]").querySelector(`input[name="segment"][value="${code}"]`)
  if (!box) return
  event.preventDefault()
  box.checked = !box.checked
  box.dispatchEvent(new Event("change", { bubbles: true }))
})

const draws = (ctx) => ctx?.sourceElement?.matches?.("[data-draw]")

document.addEventListener("change", (event) => {
  if (event.target.closest?.("[data-draw]")) presses++
})
document.addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
  if (draws(ctx)) asked.set(ctx, presses)
})
document.addEventListener("htmx:before:response", (event) => {
  const { ctx } = event.detail
  if (draws(ctx) && asked.get(ctx) !== presses) event.preventDefault()
})
document.addEventListener("htmx:after:swap", () => {
  for (const box of document.querySelectorAll("[data-draw] input:is([type=checkbox], [type=radio])")) {
    box.checked = box.hasAttribute("checked")
  }
})
