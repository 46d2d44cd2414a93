// The shortcut sheet: `?` opens it, its switch turns single keys on and off for this browser.
import { openDialog } from './dialogs.js';
import { keysOn, typing } from './keys.js';

export function startSheet() {
  const sheet = document.getElementById('shortcuts');
  if (!sheet) return;
  document.addEventListener('keydown', (event) => {
    if (event.key !== '?' || event.isComposing || event.keyCode === 229 || typing(event.target) || document.querySelector('dialog[open]')) return;
    event.preventDefault();
    openDialog(sheet);
  });
  const toggle = sheet.querySelector('[data-keys-switch]');
  if (!toggle) return;
  toggle.checked = keysOn();
  toggle.addEventListener('change', () => localStorage.setItem('keys', toggle.checked ? 'on' : 'off'));
}
