// A value and its answer agree while one types: a value is "known", an emptied box is "not asked" again.
// The server reads them the same way; this only keeps the page from saying two things at once.

document.addEventListener("input", (event) => {
  const value = event.target.closest?.(".stated__value")
  const state = value?.closest(".stated")?.querySelector(".stated__state select")
  if (!state) return
  if (value.value.trim()) state.value = "value"
  else if (state.value === "value") state.value = "not-asked"
})
