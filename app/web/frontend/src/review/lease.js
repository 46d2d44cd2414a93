// The lease of an open task: renewed while somebody is there, asked after ten idle minutes, released after twelve and on leaving.
import { openDialog } from '../app/dialogs.js';
import { Refusal, ask, csrfToken } from '../app/requests.js';
import { toast } from '../app/toasts.js';

const BEAT = 30_000;
const ASK = 10 * 60_000;
const LET_GO = 12 * 60_000;

export function startLease(root) {
  const { leaseUrl, releaseUrl } = root.dataset;
  if (!leaseUrl) return;
  const state = { touched: Date.now(), held: true };
  for (const name of ['pointerdown', 'keydown', 'wheel']) document.addEventListener(name, () => { state.touched = Date.now(); }, { passive: true });
  const timer = setInterval(() => beat(state, leaseUrl, releaseUrl, timer), BEAT);
  const dialog = document.getElementById('idle');
  dialog?.addEventListener('close', () => {
    if (dialog.returnValue === 'release') release(state, releaseUrl, timer);
    else state.touched = Date.now();
  });
  window.addEventListener('pagehide', () => { if (state.held && releaseUrl) navigator.sendBeacon(releaseUrl, new URLSearchParams({ csrf_token: csrfToken() })); });
}

async function beat(state, leaseUrl, releaseUrl, timer) {
  const idle = Date.now() - state.touched;
  if (idle > LET_GO) { release(state, releaseUrl, timer); return; }
  const dialog = document.getElementById('idle');
  if (idle > ASK && dialog && !dialog.open) openDialog(dialog);
  if (idle > ASK) return;
  try {
    await ask('POST', leaseUrl);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 409) return;
    state.held = false;
    clearInterval(timer);
    say(error.message, 'tag tag-amber');
    toast(error.message, 'danger');
  }
}

async function release(state, releaseUrl, timer) {
  if (!state.held) return;
  state.held = false;
  clearInterval(timer);
  document.getElementById('idle')?.close();
  say('已释放，可以重新打开', 'tag tag-grey');
  toast('这条任务已释放；您填写的内容已保留为草稿。');
  if (releaseUrl) await ask('POST', releaseUrl).catch(() => {});
}

function say(text, className) {
  const chip = document.querySelector('[data-testid="lease-chip"]');
  if (chip) { chip.textContent = text; chip.className = className; }
}
