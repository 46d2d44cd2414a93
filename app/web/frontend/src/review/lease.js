// The lease of an open task: held while somebody is there, asked after ten idle minutes, let go after twelve and on leaving.
import { openDialog } from '../app/dialogs.js';
import { Refusal, ask, csrfToken } from '../app/requests.js';
import { toast } from '../app/toasts.js';

const BEAT = 30_000;
const ASK = 10 * 60_000;
const LET_GO = 12 * 60_000;

export function startLease(root) {
  const { holdUrl, letGoUrl } = root.dataset;
  if (!holdUrl) return;
  const state = { touched: Date.now(), held: true, holdUrl, letGoUrl };
  for (const name of ['pointerdown', 'keydown', 'wheel']) document.addEventListener(name, () => { state.touched = Date.now(); }, { passive: true });
  state.timer = setInterval(() => beat(state), BEAT);
  const dialog = document.getElementById('idle');
  dialog?.addEventListener('close', () => {
    if (dialog.returnValue === 'release') release(state);
    else state.touched = Date.now();
  });
  window.addEventListener('pagehide', () => { if (state.held) navigator.sendBeacon(letGoUrl, new URLSearchParams({ csrf_token: csrfToken() })); });
  hold(state);
}

async function beat(state) {
  const idle = Date.now() - state.touched;
  if (idle > LET_GO) { release(state); return; }
  const dialog = document.getElementById('idle');
  if (idle > ASK && dialog && !dialog.open) openDialog(dialog);
  if (idle <= ASK) await hold(state);
}

async function hold(state) {
  try {
    await ask('POST', state.holdUrl);
    chip().hidden = false;
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 409) return;
    stop(state, error.message, 'tag tag-amber');
    toast(error.message, 'danger');
  }
}

async function release(state) {
  if (!state.held) return;
  stop(state, '已释放，可以重新打开', 'tag tag-grey');
  document.getElementById('idle')?.close();
  toast('这条任务已释放；你填写的内容已保留为草稿。');
  await ask('POST', state.letGoUrl).catch(() => {});
}

function stop(state, text, className) {
  state.held = false;
  clearInterval(state.timer);
  Object.assign(chip(), { textContent: text, className, hidden: false });
}

const chip = () => document.querySelector('[data-testid="lease-chip"]');
