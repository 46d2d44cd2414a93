// Decisions by key, reasons by digit. A decision that needs a reason opens the reason box first; nothing is sent without it.
import { bindKeys, guarded, typing } from '../app/keys.js';
import { announce } from '../app/toasts.js';

export function startDecisions(viewer) {
  const form = document.getElementById('decide');
  const buttons = [...(form?.querySelectorAll('button[data-key]') || [])];
  if (!buttons.length) return;
  const state = { form, buttons, viewer, box: form.querySelector('[data-reason-box]'), chosen: null };
  if (state.box) showBox(state);
  bindKeys(bindingsOf(state));
  form.addEventListener('submit', (event) => intercept(state, event), true);
  for (const button of buttons) for (const name of ['mouseenter', 'focus']) button.addEventListener(name, () => consequence(form, button));
  if (state.box) startReasons(state);
}

// After an error the box is open at the decision that was sent, and after a draft at what was typed; else it waits,
// perhaps with a reason that is prepared.
function showBox(state) {
  const chosen = state.buttons.find((button) => button.value === state.box.dataset.chosen);
  if (chosen) open(state, chosen);
  else state.box.hidden = 'prepared' in state.box.dataset || !state.box.querySelector('[data-testid^="reason-"]:checked') && !state.box.querySelector('textarea')?.value;
}

function bindingsOf(state) {
  const found = {};
  state.buttons.forEach((button, index) => {
    const press = { deadTime: true, run: () => pressed(state, button) };
    if (/^[A-Z]$/.test(button.dataset.key)) found[`Key${button.dataset.key}`] = press;
    found[`Digit${index + 1}`] = press;
  });
  return found;
}

function pressed(state, button) {
  if (state.box && !state.box.hidden) return false;
  if (!state.viewer.ready()) { announce('材料还没有显示出来，请稍候。'); return true; }
  if (!button.disabled) button.click();
  return true;
}

function consequence(form, button) {
  form.querySelector('[data-consequence-line]').textContent = button.dataset.consequence || '';
}

function intercept(state, event) {
  const button = event.submitter;
  if (!state.buttons.includes(button) || !('reasonRequired' in button.dataset) || !state.box) return;
  if (state.chosen === button && complete(state)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  openReasons(state, button);
}

function open(state, button) {
  const { box } = state;
  state.chosen = button;
  box.hidden = false;
  box.querySelector('[data-reason-title]').textContent = `${label(button)}：${instruction(state)}`;
  box.querySelector('[data-reason-consequence]').textContent = button.dataset.consequence || '';
  box.querySelector('[data-reason-buttons]').hidden = false;
}

function openReasons(state, button) {
  const { box } = state;
  const again = state.chosen === button && !box.hidden;
  open(state, button);
  if (again) { complain(state); return; }
  box.querySelector('[data-reason-error]').textContent = '';
  const first = box.querySelector('input[data-testid^="reason-"], textarea');
  first?.focus();
  announce(`${label(button)}，${instruction(state)}，数字键选择原因，Ctrl+Enter 提交`);
}

const label = (button) => button.firstChild.textContent.trim();

// What a decision with a reason asks for: a choice among the reasons, words, or both; the server refuses less.
function asked(state) {
  const options = [...state.box.querySelectorAll('[data-testid^="reason-"]')];
  const words = state.box.querySelector('textarea');
  const found = [];
  if (options.length) found.push({ text: '请选择原因', field: options[0], given: options.some((option) => option.checked) });
  if (words) found.push({ text: `请填写${words.labels[0].textContent.trim()}`, field: words, given: Boolean(words.value.trim()) || commented() });
  return found;
}

// Comments on fields say what is wrong: then words may be left out.
const commented = () => [...document.querySelectorAll('.comment-box textarea')].some((words) => words.value.trim());

const instruction = (state) => asked(state).map(({ text }, index) => (index ? text.replace('请', '') : text)).join('并');

const complete = (state) => asked(state).every(({ given }) => given);

function complain(state) {
  const missing = asked(state).filter(({ given }) => !given);
  const line = state.box.querySelector('[data-reason-error]'); // an alert: it is read out by itself
  line.textContent = missing.map(({ text }) => `${text}。`).join('');
  missing[0]?.field.focus();
}

function startReasons(state) {
  const { box } = state;
  const send = () => {
    if (!state.chosen) return;
    if (!complete(state)) { complain(state); return; }
    state.form.requestSubmit(state.chosen);
  };
  box.querySelector('[data-reason-submit]').addEventListener('click', (event) => { event.preventDefault(); send(); });
  box.querySelector('[data-reason-cancel]').addEventListener('click', () => cancel(state));
  document.addEventListener('keydown', (event) => {
    if (box.hidden || event.isComposing || event.keyCode === 229 || event.repeat || document.querySelector('dialog[open]')) return;
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); return; }
    if (event.key === 'Escape') { event.preventDefault(); cancel(state); return; }
    digit(box, event);
  });
}

function digit(box, event) {
  if (!/^Digit[1-9]$/.test(event.code) || typing(event.target) || guarded(event)) return;
  const option = box.querySelectorAll('[data-testid^="reason-"]')[Number(event.code.slice(5)) - 1];
  if (!option) return;
  event.preventDefault();
  option.checked = option.type === 'radio' ? true : !option.checked;
  option.dispatchEvent(new Event('change', { bubbles: true }));
  box.querySelector('[data-reason-error]').textContent = '';
}

function cancel(state) {
  state.box.hidden = true;
  state.chosen?.focus();
  state.chosen = null;
}
