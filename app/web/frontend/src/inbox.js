// The inbox list: a cursor moved by J and K, claiming, search, start of a run; place and scroll are kept.
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

function claim() {
  const button = rows()[cursor()]?.querySelector('[data-claim]');
  button?.click();
  return Boolean(button);
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

bindKeys({
  KeyJ: { run: () => moveTo(cursor() + 1) },
  ArrowDown: { run: () => moveTo(cursor() + 1) },
  KeyK: { run: () => moveTo(cursor() - 1) },
  ArrowUp: { run: () => moveTo(cursor() - 1) },
  Enter: { run: open },
  KeyO: { run: open },
  KeyG: { run: () => Boolean(document.querySelector('[data-testid="btn-start-run"]')) && open() },
  KeyC: { run: claim },
  Period: { run: () => location.reload() },
  Slash: { run: () => document.querySelector('[data-testid="search-box"]')?.focus() },
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
const news = document.querySelector('[data-pulse-url]');
if (news) setInterval(() => pulse(news), 20000);
