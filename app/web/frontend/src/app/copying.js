// Copy buttons: data-copy="text", or data-copy-from="selector" for the text or value of another element.
import { toast } from './toasts.js';

export function startCopying() {
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy], [data-copy-from]');
    if (!button) return;
    const source = button.dataset.copyFrom ? document.querySelector(button.dataset.copyFrom) : null;
    const text = source ? source.value ?? source.textContent.trim() : button.dataset.copy || '';
    await write(text);
    toast('已复制。', 'ok');
  });
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}
