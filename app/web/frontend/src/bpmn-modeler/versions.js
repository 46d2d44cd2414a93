// The versions of a definition: roll back to one by publishing its content again.
import { Refusal, ask } from '../app/requests.js';
import { toast } from '../app/toasts.js';
import { findingsOf } from './definition.js';

export function startVersions(url, show) {
  const dialog = document.getElementById('versions');
  if (!dialog) return;
  dialog.addEventListener('click', async (event) => {
    const to = event.target.closest('[data-rollback]')?.dataset.rollback;
    if (!to) return;
    const note = dialog.querySelector('[name=note]').value.trim() || `回退到第 ${to} 版`;
    try {
      const answer = await ask('POST', `${url}/rollbacks`, { body: JSON.stringify({ to: Number(to), note }), type: 'application/json' });
      dialog.close();
      toast(`已按第 ${to} 版的内容发布第 ${answer.json().version} 版。`, 'ok');
      setTimeout(() => location.reload(), 1200);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      show(findingsOf(error));
      toast(`没有回退：${error.message}`, 'danger');
    }
  });
}
