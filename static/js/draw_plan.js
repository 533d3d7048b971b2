// A segment pressed on the map ticks its box, so that the lesions are not left behind; without a script it is a link.
// What the server has made of a press is shown, also in boxes somebody has touched; a press it does not know yet waits.

let waiting = false

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

document.addEventListener("change", (event) => {
  if (event.target.closest?.("[data-draw]")) waiting = true
})
document.addEventListener("htmx:before:request", () => {
  waiting = false
})
document.addEventListener("htmx:after:swap", () => {
  if (waiting) return
  for (const box of document.querySelectorAll("[data-draw] input:is([type=checkbox], [type=radio])")) {
    box.checked = box.hasAttribute("checked")
  }
})
