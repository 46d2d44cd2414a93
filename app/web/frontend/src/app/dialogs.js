// Native dialogs: openers (data-dialog="id"), closers (data-close), confirmations (data-confirm="sentence"), menus.
// data-first has the focus when a dialog opens; browsers would carry out `autofocus` when the page loads.

export function openDialog(dialog) {
  if (dialog.open) dialog.close();
  dialog.showModal();
  (dialog.querySelector('[data-first]') || dialog.querySelector('input:not([type=hidden]), textarea, select, button'))?.focus();
}

export function confirmWith({ title, text, button = '确定', tone = '' }) {
  const dialog = build(title, text, button, tone);
  document.body.append(dialog);
  openDialog(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => { resolve(dialog.returnValue === 'yes'); dialog.remove(); });
  });
}

function build(title, text, button, tone) {
  const dialog = document.createElement('dialog');
  dialog.className = 'box';
  dialog.dataset.testid = 'confirm-dialog';
  dialog.setAttribute('aria-labelledby', 'confirm-title');
  const form = document.createElement('form');
  form.method = 'dialog';
  form.append(part('box-head', heading(title)), part('box-body', paragraph(text)));
  const no = answer('取消', 'no', '');
  no.dataset.first = '';
  form.append(part('box-foot', no, answer(button, 'yes', tone === 'danger' ? 'btn-danger' : 'btn-primary')));
  dialog.append(form);
  return dialog;
}

function part(className, ...children) {
  const box = document.createElement('div');
  box.className = className;
  box.append(...children);
  return box;
}

function heading(text) {
  const found = document.createElement('h2');
  found.id = 'confirm-title';
  found.textContent = text;
  return found;
}

function paragraph(text) {
  const found = document.createElement('p');
  found.textContent = text;
  return found;
}

function answer(text, value, kind) {
  const found = document.createElement('button');
  found.className = `btn ${kind}`;
  found.value = value;
  found.textContent = text;
  return found;
}

async function confirmSubmit(event) {
  const source = event.submitter?.dataset.confirm ? event.submitter : event.target;
  if (!source.dataset?.confirm || event.target.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { confirm: text, confirmTitle = '请确认', confirmButton, confirmTone } = source.dataset;
  const yes = await confirmWith({ title: confirmTitle, text, button: confirmButton || source.textContent?.trim().slice(0, 12), tone: confirmTone });
  if (!yes) return;
  event.target.dataset.confirmed = 'yes';
  event.target.requestSubmit(event.submitter || undefined);
  delete event.target.dataset.confirmed;
}

export function startDialogs() {
  document.addEventListener('submit', confirmSubmit, true);
  document.addEventListener('click', (event) => {
    const opener = event.target.closest('[data-dialog]');
    const dialog = opener && document.getElementById(opener.dataset.dialog);
    if (dialog) { event.preventDefault(); openDialog(dialog); }
    const closer = event.target.closest('[data-close]');
    if (closer) { event.preventDefault(); closer.closest('dialog, details')?.close?.(); }
    for (const menu of document.querySelectorAll('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of document.querySelectorAll('details.menu[open]')) { menu.open = false; menu.querySelector('summary').focus(); }
  });
  for (const dialog of document.querySelectorAll('dialog[open][data-modal]')) openDialog(dialog);
}
