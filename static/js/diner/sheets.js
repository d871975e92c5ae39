// Sheets and dialogs: opened over the page, closed by their buttons, the backdrop, Escape or the
// phone's own back button.

const open = [];

window.addEventListener("popstate", () => {
  const top = open.pop();
  if (top) shut(top);
});

export function openSheet(dialog) {
  if (open.some((each) => each.dialog === dialog)) return;
  open.push({ dialog, from: document.activeElement });
  window.history.pushState({ sheet: dialog.id }, "");
  showDialog(dialog);
}

// Going back is what closes, so that the history never holds a sheet that is not there.
export function closeSheet(dialog) {
  if (open.length && open[open.length - 1].dialog === dialog) window.history.back();
}

// Goes to another page. A sheet's entry in the history must not be found when coming back.
export function leaveFor(url) {
  window.location[open.length ? "replace" : "assign"](url);
}

export function isOpen(dialog) {
  return dialog.hasAttribute("open");
}

// Browsers without dialogs show the element by its attribute, above a dimmed page.
export function showDialog(dialog) {
  if (isOpen(dialog)) return;
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", "");
  document.documentElement.classList.add("has-dialog");
  const title = dialog.querySelector("[tabindex='-1']");
  if (title) title.focus({ preventScroll: true });
}

export function hideDialog(dialog) {
  if (dialog.close && isOpen(dialog)) dialog.close();
  else dialog.removeAttribute("open");
  const isBare = !document.querySelector("dialog[open]");
  if (isBare) document.documentElement.classList.remove("has-dialog");
}

function shut({ dialog, from }) {
  hideDialog(dialog);
  dialog.dispatchEvent(new CustomEvent("sheet:closed"));
  if (from && from.isConnected) from.focus({ preventScroll: true });
}
