// The inbox list: a cursor moved by J and K, selection, search, start of a run; place and scroll are kept.
import { ask } from './app/requests.js';
import { bindKeys } from './app/keys.js';
import { announce } from './app/toasts.js';

const rows = () => [...document.querySelectorAll('[data-testid="inbox-row"]')];
const place = `cursor ${location.pathname}${location.search}`;

function cursor() {
  return rows().findIndex((row) => row.classList.contains('cursor'));
}

function moveTo(index) {
  const all = rows();
  if (!all.length) return;
  const at = Math.max(0, Math.min(index, all.length - 1));
  all.forEach((row, i) => {
    row.classList.toggle('cursor', i === at);
    if (i === at) row.setAttribute('aria-current', 'true'); else row.removeAttribute('aria-current');
  });
  all[at].scrollIntoView({ block: 'nearest' });
  announce(all[at].dataset.title || '');
  keepPlace();
}

function keepPlace() {
  const scroller = document.querySelector('[data-scroll]');
  const row = rows()[cursor()];
  sessionStorage.setItem(place, JSON.stringify({ id: row?.dataset.id, index: cursor(), top: scroller?.scrollTop || 0 }));
}

function restorePlace() {
  const kept = JSON.parse(sessionStorage.getItem(place) || 'null');
  if (!kept) { if (rows().length) moveTo(0); return; }
  const same = rows().findIndex((row) => row.dataset.id === kept.id);
  moveTo(same >= 0 ? same : kept.index);
  const scroller = document.querySelector('[data-scroll]');
  if (scroller) scroller.scrollTop = kept.top;
}

function open() {
  const link = rows()[cursor()]?.querySelector('a.title');
  if (!link) return false;
  keepPlace();
  link.click();
  return true;
}

function pick(row, on) {
  const box = row?.querySelector('input[type=checkbox]');
  if (!box) return;
  box.checked = on ?? !box.checked;
  showPicked();
}

function showPicked() {
  const boxes = [...document.querySelectorAll('.inbox-grid tbody input[type=checkbox]')];
  for (const box of boxes) box.closest('tr').classList.toggle('picked', box.checked);
  const number = boxes.filter((box) => box.checked).length;
  for (const place of document.querySelectorAll('[data-picked]')) place.textContent = number;
  const bar = document.querySelector('[data-testid="batch-bar"]');
  if (bar) bar.hidden = number === 0;
  const all = document.querySelector('[data-pick-all]');
  if (all) { all.checked = number > 0 && number === boxes.length; all.indeterminate = number > 0 && number < boxes.length; }
}

async function pulse(element) {
  if (document.hidden) return;
  try {
    const news = (await ask('GET', element.dataset.pulseUrl)).json();
    const change = news.total - Number(element.dataset.total);
    if (change === 0) return;
    element.hidden = false;
    element.querySelector('[data-pulse-text]').textContent = change > 0 ? `有 ${change} 条新任务` : `列表有变化（少了 ${-change} 条）`;
  } catch {
    // A missed pulse is no news; the next one tells.
  }
}

function click(selector) {
  const found = document.querySelector(selector);
  found?.click();
  return Boolean(found);
}

bindKeys({
  KeyJ: { run: () => moveTo(cursor() + 1) },
  ArrowDown: { run: () => moveTo(cursor() + 1) },
  KeyK: { run: () => moveTo(cursor() - 1) },
  ArrowUp: { run: () => moveTo(cursor() - 1) },
  Enter: { run: open },
  KeyO: { run: open },
  KeyX: { run: () => pick(rows()[cursor()]) },
  'Shift+KeyJ': { run: () => { pick(rows()[cursor()], true); moveTo(cursor() + 1); pick(rows()[cursor()], true); } },
  'Shift+KeyK': { run: () => { pick(rows()[cursor()], true); moveTo(cursor() - 1); pick(rows()[cursor()], true); } },
  KeyG: { run: () => click('[data-testid="btn-start-run"]') },
  KeyC: { run: () => Boolean(rows()[cursor()]?.querySelector('[data-claim]')?.click()) },
  Period: { run: () => location.reload() },
  Slash: { run: () => document.querySelector('[data-testid="search-box"]')?.focus() },
});

document.addEventListener('change', (event) => {
  if (event.target.matches('[data-pick-all]')) rows().forEach((row) => pick(row, event.target.checked));
  if (event.target.closest('.inbox-grid tbody')) showPicked();
});
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && event.target.matches('[data-testid="search-box"]')) event.target.blur();
});
document.addEventListener('click', (event) => {
  const row = event.target.closest('[data-testid="inbox-row"]');
  if (row && !event.target.closest('input')) moveTo(rows().indexOf(row));
});
if (matchMedia('(max-width: 899.98px)').matches) document.querySelector('.inbox-facets > details')?.removeAttribute('open');
window.addEventListener('pagehide', keepPlace);
restorePlace();
showPicked();
const news = document.querySelector('[data-pulse-url]');
if (news) setInterval(() => pulse(news), 20000);
