// The server decides what is visible: after a choice the form is posted with `_refresh` and its fields are exchanged.
import { csrfToken } from '../app/requests.js';
import { toast } from '../app/toasts.js';

const PLACES = '.panel-body, .task-form, .box-body';
const CHOICES = 'select, input[type=radio], input[type=checkbox]';
const KEPT = 'input[type=checkbox][name^="preset"], select[name^="preset"]'; // these do not ask, so no answer knows of them
const TYPED = 'input:not([type=radio]):not([type=checkbox]):not([type=hidden]):not([type=file]), textarea';

export function startRedrawing(form) {
  // Pages that keep drafts answer `_refresh`; others say so with data-redraw.
  if (!form.dataset.draftUrl && !('redraw' in form.dataset)) return;
  const place = form.querySelector('.form-row, .form-group').closest(PLACES);
  if (!place) return;
  const state = { form, place, turn: 0, timer: 0, composing: false, late: null };
  hideRefreshers(place);
  // A word that is being put together by an input method must not lose its field.
  place.addEventListener('compositionstart', () => { state.composing = true; });
  place.addEventListener('compositionend', () => {
    state.composing = false;
    const { late } = state;
    state.late = null;
    if (late) setTimeout(late, 0);
  });
  place.addEventListener('change', (event) => {
    if (!asks(place, event.target)) return;
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

// Choices always ask; what is typed asks where something on the form depends on it.
function asks(place, target) {
  const name = target.name || '';
  if (name.startsWith('preset')) return false;
  if (target.matches(CHOICES)) return true;
  const depends = place.querySelector('[data-depends]')?.dataset.depends.split(' ') || [];
  return target.matches(TYPED) && depends.includes(name.split('.').pop());
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
    const put = () => { if (turn === state.turn) exchange(state.place, fresh, sent); };
    if (state.composing) state.late = put; else put();
  } catch {
    toast('没有连上服务器，字段暂时不能更新；已填写的内容没有丢失。', 'danger');
  }
}

function withoutFiles(data) {
  for (const name of [...data.keys()]) if (name.startsWith('_upload.')) data.delete(name);
  return data;
}

function typedIn(place) {
  return new Map([...place.querySelectorAll(`${TYPED}, ${KEPT}`)].filter((field) => field.id).map((field) => [field.id, field[holder(field)]]));
}

const holder = (field) => (field.type === 'checkbox' ? 'checked' : 'value');

// Files go up beside the form: what has come or is coming in the meantime is known here, not to the answer.
const cardsBefore = (input) => [...input.parentElement.querySelectorAll(':scope > .upload-card')];

function uploadsIn(place) {
  return new Map([...place.querySelectorAll('input[data-upload]')].map((input) => [input.dataset.upload, cardsBefore(input)]));
}

function keepUploads(place, uploads) {
  for (const input of place.querySelectorAll('input[data-upload]')) {
    const known = uploads.get(input.dataset.upload);
    if (!known) continue;
    for (const card of cardsBefore(input)) card.remove();
    input.before(...known);
  }
}

// What has been typed since the form was sent wins over what came back; the focus stays where it was.
function exchange(place, fresh, sent) {
  const held = place.contains(document.activeElement) ? document.activeElement : null;
  const caret = held?.matches(TYPED) ? [held.selectionStart, held.selectionEnd] : [null];
  const typed = typedIn(place);
  const uploads = uploadsIn(place);
  place.replaceChildren(...document.importNode(fresh, true).childNodes);
  keepUploads(place, uploads);
  hideRefreshers(place);
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field && value !== sent.get(id)) field[holder(field)] = value;
  }
  const again = held?.id ? document.getElementById(held.id) : null;
  again?.focus({ preventScroll: true });
  if (again && caret[0] !== null) again.setSelectionRange(...caret);
  place.dispatchEvent(new CustomEvent('redrawn', { bubbles: true }));
}
