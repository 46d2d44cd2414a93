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
  for (const button of root.querySelectorAll('[data-only-diff]')) {
    button.hidden = false;
    show(button, true);
    button.addEventListener('click', () => show(button, button.getAttribute('aria-pressed') !== 'true'));
  }
}

function show(button, onlyDifferent) {
  button.closest('[data-panel]').classList.toggle('only-diff', onlyDifferent);
  button.setAttribute('aria-pressed', String(onlyDifferent));
  button.textContent = onlyDifferent ? button.dataset.more : button.dataset.less;
}
