// The modeler page: loads the draft, saves it while drawing, shows what the checks say, publishes.
import BpmnModeler from 'bpmn-js/lib/Modeler';
import minimap from 'diagram-js-minimap';
import { openDialog } from './app/dialogs.js';
import { startCommands } from './bpmn-modeler/commands.js';
import { Definition } from './bpmn-modeler/definition.js';
import { dialect } from './bpmn-modeler/dialect.js';
import { Findings } from './bpmn-modeler/findings.js';
import { fit } from './bpmn-modeler/fitting.js';
import moddle from './bpmn-modeler/moddle.json';
import { editing } from './bpmn-modeler/editing.js';
import { startOutline } from './bpmn-modeler/outline.js';
import { Panel } from './bpmn-modeler/panel.js';
import { startVersions } from './bpmn-modeler/versions.js';
import { blankDiagram } from './bpmn-modeler/template.js';
import { chinese } from './bpmn-modeler/translate.js';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';

async function start(page) {
  const data = choices(JSON.parse(document.getElementById('modeler-data').textContent));
  const modeler = new BpmnModeler({
    container: page.querySelector('[data-canvas]'),
    moddleExtensions: { spiffworkflow: moddle },
    additionalModules: [chinese, editing, dialect, minimap],
  });
  const definition = new Definition(page.dataset.url, 'application/xml', { draft: page.dataset.draft === 'yes', published: page.dataset.published === 'yes' });
  const xml = (await definition.load()) ?? blankDiagram(page.dataset.key, page.dataset.name || page.dataset.key);
  await modeler.importXML(xml);
  fit(modeler.get('canvas'));
  const findings = new Findings(modeler, page);
  const panel = new Panel(modeler, page.querySelector('[data-properties]'), data, findings);
  findings.onPick = (finding) => panel.focusField(finding.field);
  startOutline(modeler, page.querySelector('[data-outline]'));
  startVersions(page.dataset.url, (found) => findings.show(found));
  startCommands({ modeler, page, definition, findings, openDialog, roles: data.roles });
  for (const entry of page.querySelectorAll('.djs-palette .entry')) entry.title = entry.getAttribute('aria-label');
  page.dataset.ready = 'true';
  window.modelerOfPage = modeler;
}

// Every list of the page as [{key, name}], however short it was written.
function choices(data) {
  const choice = (found) => (typeof found === 'string' ? { key: found, name: found } : { key: found.key ?? found.code, name: found.name ?? found.label });
  const lists = ['roles', 'forms', 'decisions', 'processes', 'statuses', 'subjects', 'modules'];
  return { ...data, ...Object.fromEntries(lists.map((name) => [name, (data[name] || []).map(choice)])) };
}

for (const page of document.querySelectorAll('[data-modeler]')) {
  start(page).catch((error) => {
    const place = page.querySelector('[data-canvas]');
    const text = document.createElement('p');
    text.className = 'note note-danger';
    text.setAttribute('role', 'alert');
    text.textContent = `流程图没有打开：${error.message}`;
    place.replaceChildren(text);
  });
}
