// Drafts: a form with data-draft-url is saved 2 s after the last change and when the page is left.
import { csrfToken } from './requests.js';

const WAIT = 2000;

export function startDrafts() {
  for (const form of document.querySelectorAll('form[data-draft-url]')) watch(form);
}

function watch(form) {
  const state = { timer: 0, saved: written(form).toString() };
  const soon = () => { clearTimeout(state.timer); state.timer = setTimeout(() => save(form, state), WAIT); };
  const apart = [...form.elements].filter((field) => !form.contains(field)); // tied to the form by its id: their events pass it by
  for (const source of [form, ...apart]) {
    source.addEventListener('input', soon);
    source.addEventListener('change', soon);
    source.addEventListener('focusout', () => { if (state.timer) save(form, state); });
  }
  form.addEventListener('submit', () => clearTimeout(state.timer));
  window.addEventListener('online', () => save(form, state));
  window.addEventListener('pagehide', () => leave(form, state));
  restore(form);
}

function written(form) {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value);
  return data;
}

const place = (form) => `draft ${form.dataset.draftUrl}`;

async function save(form, state) {
  clearTimeout(state.timer);
  state.timer = 0;
  const data = written(form);
  if (data.toString() === state.saved || form.dataset.sent) return;
  try {
    const response = await fetch(form.dataset.draftUrl, { method: 'POST', body: data, credentials: 'same-origin', headers: { 'X-CSRF-Token': csrfToken() } });
    if (!response.ok) throw new Error(String(response.status));
    state.saved = data.toString();
    sessionStorage.removeItem(place(form));
    say(form, `已自动保存 ${new Date().toTimeString().slice(0, 5)}`);
  } catch (error) {
    sessionStorage.setItem(place(form), data.toString());
    say(form, error.message === '409' ? '另一处更新了草稿，请刷新后核对。' : '未保存，网络中断，已存在本机');
  }
}

function leave(form, state) {
  const data = written(form);
  if (data.toString() === state.saved || form.dataset.sent) return;
  if (!data.has('csrf_token')) data.append('csrf_token', csrfToken());
  navigator.sendBeacon(form.dataset.draftUrl, data);
}

function say(form, text) {
  const line = document.querySelector(form.dataset.draftStatus || '[data-testid="draft-status"]');
  if (line) line.textContent = text;
}

function restore(form) {
  const kept = sessionStorage.getItem(place(form));
  if (!kept) return;
  for (const [name, value] of new URLSearchParams(kept)) {
    const field = form.elements.namedItem(name);
    if (field && 'value' in field && !['hidden', 'checkbox', 'radio', 'file'].includes(field.type)) field.value = value;
  }
  say(form, '已恢复上次没有保存成功的内容。');
}
