// A segment pressed on the map ticks its box, so that the lesions are not left behind; without a script it is a link.

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
