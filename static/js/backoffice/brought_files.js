// The pictures that were pasted or dropped.

export function isPicture(file) {
  return file.type.startsWith("image/");
}

export function broughtFiles(transfer) {
  return Array.from((transfer && transfer.files) || []).filter(isPicture);
}
