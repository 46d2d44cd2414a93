// The review workspace: panes, evidence, decisions by key, reasons by digit, the lease of the task.
import { bindKeys, markPainted } from './app/keys.js';
import { commentNext, startComments } from './review/comments.js';
import { startDecisions } from './review/decisions.js';
import { startLease } from './review/lease.js';
import { startPanels } from './review/panels.js';
import { startViewer } from './review/viewer.js';

const click = (selector) => {
  const found = document.querySelector(selector);
  found?.click();
  return Boolean(found);
};

const root = document.querySelector('[data-review]');
if (root) {
  const viewer = startViewer(document.querySelector('[data-viewer]'));
  startPanels(root);
  startComments(root);
  startDecisions(viewer);
  startLease(root);
  bindKeys({
    KeyJ: { run: () => click('[data-key-next]') },
    KeyK: { run: () => click('[data-key-previous]') },
    KeyU: { run: () => click('[data-key-back]') },
    KeyM: { run: () => commentNext(root) },
    KeyY: { run: () => click('[data-testid=refresh]') },
    KeyH: { run: () => document.querySelector('.timeline')?.scrollIntoView({ block: 'start' }) },
    ...viewer.bindings,
  });
  window.addEventListener('pageshow', markPainted);
}
