// Forms: one submit per click, submit on change for filters, focus on the error summary, switches that are remembered.

function once(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method === 'dialog' || form.target || 'again' in form.dataset) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = 'yes';
  const button = event.submitter;
  if (button && 'busy' in button.dataset) { button.dataset.label = button.textContent; button.textContent = button.dataset.busy || '正在提交…'; }
  if (button) button.setAttribute('aria-disabled', 'true');
}

function again() {
  for (const form of document.querySelectorAll('form[data-sent]')) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('[aria-disabled]')) {
      button.removeAttribute('aria-disabled');
      if (button.dataset.label) button.textContent = button.dataset.label;
    }
  }
}

// A checkbox with data-remember="name" keeps its state in this browser.
function remember(box) {
  const key = `box ${box.dataset.remember}`;
  const kept = localStorage.getItem(key);
  if (kept) box.checked = kept === 'on';
  box.addEventListener('change', () => localStorage.setItem(key, box.checked ? 'on' : 'off'));
}

// Rows that are chosen for a form elsewhere: data-check-all="form id" ticks all of them, data-count-of="form id" says how many.
function countChosen() {
  for (const place of document.querySelectorAll('[data-count-of]')) place.textContent = chosen(place.dataset.countOf).filter((box) => box.checked).length;
}

const chosen = (form) => [...document.querySelectorAll(`input[type=checkbox][form="${form}"]:not(:disabled)`)];

export function startFlow() {
  countChosen();
  for (const box of document.querySelectorAll('[data-remember]')) remember(box);
  document.addEventListener('submit', once);
  window.addEventListener('pageshow', (event) => { if (event.persisted) again(); });
  document.addEventListener('change', (event) => {
    if (event.target.closest('[data-autosubmit]')) event.target.form?.requestSubmit();
    const all = event.target.closest('[data-check-all]');
    if (all) for (const box of chosen(all.dataset.checkAll)) box.checked = all.checked;
    countChosen();
  });
  const summary = document.querySelector('[data-testid="error-summary"]');
  if (summary) {
    summary.setAttribute('tabindex', '-1');
    summary.focus();
  }
}
