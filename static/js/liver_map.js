// The liver map without a mouse, and name plates. Everything here is an extra: segments are links, lesions have titles.
// One Tab stop for the segments and one for the lesions; the arrow keys go to the nearest one in that direction.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
const place = (item) => [Number(item.dataset.x), Number(item.dataset.y)]

/** The nearest item roughly that way: straight ahead counts once, sideways twice. */
function nearest(from, items, [dx, dy]) {
  const [x, y] = place(from)
  let best = null
  for (const item of items) {
    const [ix, iy] = place(item)
    const ahead = (ix - x) * dx + (iy - y) * dy
    const aside = Math.abs((ix - x) * dy) + Math.abs((iy - y) * dx)
    if (item === from || ahead <= 0) continue
    const cost = ahead + 2 * aside
    if (!best || cost < best.cost) best = { item, cost }
  }
  return best?.item
}

function rove(items) {
  if (items.length < 2) return
  const stop = (one) => items.forEach((item) => item.setAttribute("tabindex", item === one ? "0" : "-1"))
  stop(items.find((item) => item.hasAttribute("data-selected") || item.hasAttribute("data-lit")) ?? items[0])
  for (const item of items) {
    item.addEventListener("keydown", (event) => {
      const next = ARROWS[event.key] && nearest(item, items, ARROWS[event.key])
      if (!next) return
      event.preventDefault()
      stop(next)
      next.focus()
    })
    item.addEventListener("focus", () => stop(item))
  }
}

function plates(drawing, lesions) {
  const plate = drawing.querySelector("[data-plate]")
  const [box, words] = plate.children
  const hide = () => plate.setAttribute("hidden", "")
  const show = (lesion) => {
    const [x, y] = place(lesion)
    const { width } = drawing.viewBox.baseVal
    words.textContent = lesion.getAttribute("aria-label")
    plate.removeAttribute("hidden")
    const long = words.getComputedTextLength() + 12
    const high = Number(drawing.getAttribute("font-size")) + 8
    box.setAttribute("width", long)
    box.setAttribute("height", high)
    words.setAttribute("y", high - 7)
    const left = Math.min(Math.max(x - long / 2, 2), Math.max(width - long - 2, 2))
    plate.setAttribute("transform", `translate(${left} ${y > high + 22 ? y - high - 18 : y + 18})`)
  }
  for (const lesion of lesions) {
    lesion.querySelector("title")?.remove() // the plate says it; the name is in aria-label
    lesion.addEventListener("pointerenter", () => show(lesion))
    lesion.addEventListener("pointerleave", hide)
    lesion.addEventListener("focus", () => show(lesion))
    lesion.addEventListener("blur", hide)
  }
}

function prepare(root) {
  for (const map of root.querySelectorAll?.("[data-liver-map]:not([data-ready])") ?? []) {
    map.dataset.ready = ""
    const drawing = map.querySelector("svg")
    const lesions = [...drawing.querySelectorAll("[data-key]")]
    rove([...drawing.querySelectorAll("a[data-x]:not([data-key])")])
    rove(lesions)
    plates(drawing, lesions)
  }
}

prepare(document)
document.addEventListener("htmx:after:swap", () => prepare(document))
