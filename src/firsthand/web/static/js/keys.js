/** Say whether an input method is at work: what is pressed then is its own. */
export function composes(event) {
  return event.isComposing || event.keyCode === 229;
}

/** Say whether a key press is meant for us: not for a field, not while an input method
 *  composes, not with a modifier (Ctrl Enter is asked for by name where it counts). */
export function isForUs(event) {
  if (composes(event)) return false;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const target = event.target;
  return !(target instanceof Element && target.closest("input, textarea, select, dialog"));
}
