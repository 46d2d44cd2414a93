// The buttons above the canvas: undo, redo, zoom, check, export, throw away, publish.
import { confirmWith } from '../app/dialogs.js';
import { toast } from '../app/toasts.js';
import { fit } from './fitting.js';
import { Saving } from './saving.js';
import { Simulation } from './simulation.js';

export function startCommands({ modeler, page, definition, findings, openDialog, roles }) {
  const body = async () => (await modeler.saveXML({ format: true })).xml;
  const saving = new Saving({ page, definition, body, show: (found) => findings.show(found), openDialog });
  const simulation = new Simulation({ page, definition, saving, trace: findings.trace, roles });
  const stack = modeler.get('commandStack');
  const canvas = modeler.get('canvas');
  const refresh = () => {
    page.querySelector('[data-do="undo"]').disabled = !stack.canUndo();
    page.querySelector('[data-do="redo"]').disabled = !stack.canRedo();
  };
  modeler.get('eventBus').on('commandStack.changed', () => { refresh(); saving.touched(); });
  refresh();
  saving.say(definition.fromDraft ? '已打开草稿' : '没有未发布的修改');
  if (definition.fromDraft) saving.check();
  const acts = {
    undo: () => stack.undo(),
    redo: () => stack.redo(),
    in: () => canvas.zoom(canvas.zoom() * 1.2),
    out: () => canvas.zoom(canvas.zoom() / 1.2),
    fit: () => fit(canvas),
    check: async () => { if ((await saving.flush()) && !definition.etag) await saving.store(); await saving.check(); },
    simulate: () => simulation.begin(),
    export: async () => download(`${page.dataset.key}.bpmn`, await body()),
    drop: () => drop(definition, saving),
    publish: () => openDialog(document.getElementById('publish')),
  };
  page.addEventListener('click', (event) => {
    const name = event.target.closest('[data-do]')?.dataset.do;
    if (name) acts[name]();
  });
  document.getElementById('publish').querySelector('form').addEventListener('submit', (event) => {
    if (event.submitter?.value !== 'publish') return;
    saving.publish(new FormData(event.target).get('note'));
  });
}

async function drop(definition, saving) {
  const yes = await confirmWith({ title: '放弃草稿', text: '没有发布的修改会全部丢失，页面回到现行版本。', button: '放弃草稿', tone: 'danger' });
  if (!yes) return;
  try {
    if (definition.etag) await definition.drop();
    saving.dirty = false;
    location.reload();
  } catch (error) {
    toast(error.message, 'danger');
  }
}

export function download(name, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
