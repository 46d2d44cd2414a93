// Masked values shown whole: the server counts it and keeps a record; without this the value opens as a page of its own.
import { csrfToken } from './requests.js';
import { toast } from './toasts.js';

export function startRevealing() {
  document.addEventListener('submit', async (event) => {
    const form = event.target.closest('form[data-reveal]');
    if (!form) return;
    event.preventDefault();
    const response = await fetch(form.action, { method: 'POST', body: new FormData(form), credentials: 'same-origin', headers: { 'X-CSRF-Token': csrfToken() } }).catch(() => null);
    if (!response?.ok) { toast(response?.status === 429 ? '查看次数已达上限，请稍后再试。' : '没有显示出来，请刷新后重试。', 'danger'); return; }
    form.parentElement.querySelector('[data-masked]').textContent = await response.text();
    form.remove();
  });
}
