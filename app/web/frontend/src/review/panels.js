// Left pane: show or hide what agrees, the width of the panes.

const KEY = 'review split';

function setLeft(split, bar, percent) {
  const left = Math.max(30, Math.min(70, percent));
  split.style.setProperty('--left', `${left}fr`);
  split.style.setProperty('--right', `${100 - left}fr`);
  bar.setAttribute('aria-valuenow', String(Math.round(left)));
  localStorage.setItem(KEY, String(left));
}

function startSplit(split, bar) {
  const kept = Number(localStorage.getItem(KEY));
  if (kept) setLeft(split, bar, kept);
  bar.addEventListener('pointerdown', (event) => {
    bar.setPointerCapture(event.pointerId);
    const box = split.getBoundingClientRect();
    const move = (moved) => setLeft(split, bar, ((moved.clientX - box.left) / box.width) * 100);
    bar.addEventListener('pointermove', move);
    bar.addEventListener('pointerup', () => bar.removeEventListener('pointermove', move), { once: true });
  });
  document.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: -5, ArrowRight: 5 }[event.key];
    if (!step || !(event.altKey || event.target === bar)) return;
    event.preventDefault();
    setLeft(split, bar, Number(bar.getAttribute('aria-valuenow')) + step);
  });
}

export function startPanels(root) {
  const split = root.querySelector('.review-split');
  const bar = root.querySelector('.splitter');
  if (split && bar) startSplit(split, bar);
  root.addEventListener('click', (event) => {
    const button = event.target.closest('[data-only-diff]');
    if (!button) return;
    const only = button.closest('[data-panel]').classList.toggle('only-diff');
    button.setAttribute('aria-pressed', String(only));
    button.textContent = only ? button.dataset.more : button.dataset.less;
  });
}
