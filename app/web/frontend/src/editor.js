// The editor of a form, decision table, report or code table: text with draft, checks and publishing; forms also as a table of fields.
import { confirmWith, openDialog } from './app/dialogs.js';
import { toast } from './app/toasts.js';
import { Definition } from './bpmn-modeler/definition.js';
import { download } from './bpmn-modeler/commands.js';
import { Saving } from './bpmn-modeler/saving.js';
import { startVersions } from './bpmn-modeler/versions.js';
import { Builder } from './editor/builder.js';
import { startFindings } from './editor/findings.js';
import { startPreview } from './editor/preview.js';
import { blankForm } from './editor/schema.js';

const TYPES = { form: 'application/json', report: 'application/json', decision: 'application/xml', codes: 'text/csv' };
const ENDINGS = { form: 'form.json', report: 'json', decision: 'dmn', codes: 'csv' };

async function start(page) {
  const { url, kind, key, name, draft, published } = page.dataset;
  const area = page.querySelector('[data-text]');
  const definition = new Definition(url, TYPES[kind], { draft: draft === 'yes', published: published === 'yes' });
  area.value = (await definition.load()) ?? (area.value || (kind === 'form' ? blankForm(key, name) : ''));
  const findings = startFindings(page, area);
  const saving = new Saving({ page, definition, body: async () => area.value, show: (found) => findings.show(found), openDialog });
  const preview = startPreview(page, area);
  const touched = () => { saving.touched(); preview.soon(); };
  const data = JSON.parse(document.getElementById('editor-data').textContent);
  const builder = kind === 'form' ? new Builder(page.querySelector('[data-builder]'), area, data, touched) : null;
  area.addEventListener('input', touched);
  saving.say(definition.fromDraft ? '已打开草稿' : '没有未发布的修改');
  if (definition.fromDraft) saving.check();
  if (builder && !builder.open()) look(page, 'text');
  preview.soon();
  startVersions(url, (found) => findings.show(found));
  wire({ page, area, definition, saving, builder, file: `${key.replace('/', '-')}.${ENDINGS[kind]}` });
  page.dataset.ready = 'true';
}

function look(page, which) {
  page.querySelector('[data-builder]').hidden = which !== 'builder';
  page.querySelector('[data-text]').hidden = which !== 'text';
  for (const name of ['builder', 'text']) page.querySelector(`[data-do="${name}"]`).setAttribute('aria-pressed', String(name === which));
}

function wire({ page, area, definition, saving, builder, file }) {
  const acts = {
    builder: () => (builder.open() ? look(page, 'builder') : toast('源文件现在读不懂，请先改正再用快速建表。', 'danger')),
    text: () => look(page, 'text'),
    check: async () => { if ((await saving.flush()) && !definition.etag) await saving.store(); await saving.check(); },
    export: () => download(file, area.value),
    drop: () => drop(definition, saving),
    publish: () => openDialog(document.getElementById('publish')),
  };
  page.addEventListener('click', (event) => acts[event.target.closest('[data-do]')?.dataset.do]?.());
  document.getElementById('publish').querySelector('form').addEventListener('submit', (event) => {
    if (event.submitter?.value === 'publish') saving.publish(new FormData(event.target).get('note'));
  });
}

async function drop(definition, saving) {
  const yes = await confirmWith({ title: '放弃草稿', text: '没有发布的修改会全部丢失，页面回到现行版本。', button: '放弃草稿', tone: 'danger' });
  if (!yes) return;
  if (definition.etag) await definition.drop().catch((error) => toast(error.message, 'danger'));
  saving.dirty = false;
  location.reload();
}

for (const page of document.querySelectorAll('[data-editor]')) start(page).catch((error) => toast(`没有打开：${error.message}`, 'danger'));
