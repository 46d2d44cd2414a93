// Single keys with their guards: no Chinese input in progress, no key repeat, no modifier, no typing in a field,
// nothing in the first 400 ms after an item was painted, nothing while a dialog is open or the keys are switched off.

const DEAD_MS = 400;
let painted = performance.now();

export const markPainted = () => requestAnimationFrame(() => { painted = performance.now(); });
export const keysOn = () => localStorage.getItem('keys') !== 'off';

export function typing(target) {
  return Boolean(target?.closest?.('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=""], [contenteditable="true"]'));
}

export function guarded(event, { deadTime = false } = {}) {
  if (event.isComposing || event.keyCode === 229 || event.repeat) return true;
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  if (typing(event.target) || document.querySelector('dialog[open]')) return true;
  if (!keysOn()) return true;
  return deadTime && performance.now() - painted < DEAD_MS;
}

// `bindings`: {KeyboardEvent.code: {run, deadTime}}; codes, not characters, so that an input method does not matter.
export function bindKeys(bindings) {
  document.addEventListener('keydown', (event) => {
    const binding = bindings[event.shiftKey ? `Shift+${event.code}` : event.code];
    if (!binding || guarded(event, binding)) return;
    if (['Enter', 'Space'].includes(event.code) && event.target.closest('a, button, summary, label')) return;
    if (binding.run(event) !== false) event.preventDefault();
  });
}

markPainted();
