// Toasts at the lower left, mirrored in one polite live region; they wait while the pointer or the focus is on them.

const STAY = 8000;

export function announce(text) {
  const region = document.getElementById('live');
  if (!region) return;
  region.textContent = '';
  setTimeout(() => { region.textContent = text; }, 50);
}

export function toast(text, tone = '') {
  const list = document.getElementById('toasts');
  if (!list) return;
  const item = document.createElement('div');
  item.className = `toast-item ${tone ? `is-${tone}` : ''}`;
  const words = document.createElement('p');
  words.textContent = text;
  const close = document.createElement('button');
  close.type = 'button';
  close.textContent = '×';
  close.setAttribute('aria-label', '关闭提示');
  close.addEventListener('click', () => item.remove());
  item.append(words, close);
  list.append(item);
  announce(text);
  leaveLater(item);
}

function leaveLater(item) {
  let timer = setTimeout(() => item.remove(), STAY);
  const hold = () => clearTimeout(timer);
  const go = () => { hold(); timer = setTimeout(() => item.remove(), STAY / 2); };
  for (const name of ['mouseenter', 'focusin']) item.addEventListener(name, hold);
  for (const name of ['mouseleave', 'focusout']) item.addEventListener(name, go);
}

export function startToasts() {
  document.addEventListener('htmx:sendError', () => toast('网络中断，请稍后重试。', 'danger'));
  document.addEventListener('htmx:responseError', (event) => {
    toast(`没有成功（${event.detail.xhr.status}），请刷新后重试。`, 'danger');
  });
}
