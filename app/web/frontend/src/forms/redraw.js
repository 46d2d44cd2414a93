// The server decides what is visible: after a choice the form is posted with `_refresh` and its fields are exchanged.
import { csrfToken } from '../app/requests.js';
import { toast } from '../app/toasts.js';

const PLACES = '.panel-body, .task-form, .box-body';
const CHOICES = 'select, input[type=radio], input[type=checkbox]';
const TYPED = 'input:not([type=radio]):not([type=checkbox]):not([type=hidden]):not([type=file]), textarea';

export function startRedrawing(form) {
  // Pages that keep drafts answer `_refresh`; others say so with data-redraw.
  if (!form.dataset.draftUrl && !('redraw' in form.dataset)) return;
  const place = form.querySelector('.form-row, .form-group').closest(PLACES);
  if (!place) return;
  const state = { form, place, turn: 0, timer: 0 };
  hideRefreshers(place);
  place.addEventListener('change', (event) => {
    if (!event.target.matches(CHOICES) || event.target.name?.startsWith('preset')) return;
    clearTimeout(state.timer);
    state.turn += 1; // an answer on its way knows nothing of this choice
    state.timer = setTimeout(() => redraw(state, '_refresh', event.target.name), 120);
  });
  form.addEventListener('submit', (event) => {
    const button = event.submitter;
    if (!button?.name?.startsWith('_')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    redraw(state, button.name, button.value);
  }, true);
}

function hideRefreshers(place) {
  for (const button of place.querySelectorAll('[data-region-refresh]')) button.hidden = true;
}

async function redraw(state, name, value) {
  state.turn += 1;
  const turn = state.turn;
  const data = withoutFiles(new FormData(state.form));
  const sent = typedIn(state.place);
  data.append(name, value);
  try {
    const response = await fetch(state.form.action, { method: 'POST', body: data, credentials: 'same-origin', headers: { 'X-CSRF-Token': csrfToken() } });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = page.querySelector('form .form-row, form .form-group')?.closest(PLACES);
    if (!response.ok || !fresh) throw new Error();
    if (turn === state.turn) exchange(state.place, fresh, sent);
  } catch {
    toast('没有连上服务器，字段暂时不能更新；已填写的内容没有丢失。', 'danger');
  }
}

function withoutFiles(data) {
  for (const name of [...data.keys()]) if (name.startsWith('_upload.')) data.delete(name);
  return data;
}

function typedIn(place) {
  return new Map([...place.querySelectorAll(TYPED)].filter((field) => field.id).map((field) => [field.id, field.value]));
}

// What has been typed since the form was sent wins over what came back; the focus stays where it was.
function exchange(place, fresh, sent) {
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  const typed = typedIn(place);
  place.replaceChildren(...document.importNode(fresh, true).childNodes);
  hideRefreshers(place);
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field && value !== sent.get(id)) field.value = value;
  }
  if (held?.id) document.getElementById(held.id)?.focus({ preventScroll: true });
  place.dispatchEvent(new CustomEvent('redrawn', { bubbles: true }));
}
