// The running order by dragging a case to its place. The buttons up and down do the same, and stay.

let dragged = null

const listed = (where) => where?.closest?.("[data-agenda] > [data-move]")

/** Cases become draggable here, so that without this script nothing looks as if it were. */
function prepare() {
  for (const item of document.querySelectorAll("[data-agenda] > [data-move]")) item.draggable = true
}

function clear() {
  for (const item of document.querySelectorAll("[data-over], [data-dragged]")) {
    delete item.dataset.over
    delete item.dataset.dragged
  }
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("a, button") ? null : listed(event.target)
  if (!dragged) return
  dragged.dataset.dragged = ""
  event.dataTransfer.effectAllowed = "move"
  event.dataTransfer.setData("text/plain", "") // nobody's name leaves the page
})

document.addEventListener("dragover", (event) => {
  const over = dragged && listed(event.target)
  if (!over) return
  event.preventDefault()
  for (const item of document.querySelectorAll("[data-over]")) delete item.dataset.over
  if (over !== dragged) over.dataset.over = ""
})

document.addEventListener("drop", (event) => {
  const over = dragged && listed(event.target)
  clear()
  if (!over || over === dragged || over.parentElement !== dragged.parentElement) return // a lane is changed by its button
  event.preventDefault()
  const place = [...over.parentElement.children].indexOf(over) + over.parentElement.start
  htmx.ajax("POST", dragged.dataset.move, {
    source: dragged,
    target: "#board",
    swap: "outerMorph",
    values: { to: place, csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value },
  })
})

document.addEventListener("dragend", () => {
  dragged = null
  clear()
})

prepare()
document.addEventListener("htmx:after:swap", prepare)
