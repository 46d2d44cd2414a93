// The diagram of an instance: passed, current and failed elements marked; an element and its history light up together.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';

const SIGNS = { passed: ['mark', '✓'], current: ['mark is-current', '●'], failed: ['mark is-failed', '✗'] };

async function start(root) {
  const response = await fetch(root.dataset.xml, { credentials: 'same-origin' });
  if (!response.ok) return;
  const marks = JSON.parse(document.getElementById(root.dataset.marks)?.textContent || '{}');
  root.replaceChildren();
  const viewer = new NavigatedViewer({ container: root });
  await viewer.importXML(await response.text());
  const canvas = viewer.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
  tools(root, canvas);
  for (const [state, ids] of Object.entries(marks)) for (const id of ids || []) mark(viewer, id, state);
  link(viewer, root);
}

function tools(root, canvas) {
  const bar = root.closest('section').querySelector('[data-diagram-tools]');
  if (!bar) return;
  bar.hidden = false;
  bar.addEventListener('click', (event) => {
    const how = event.target.closest('[data-zoom]')?.dataset.zoom;
    if (how) canvas.zoom(how === 'fit' ? 'fit-viewport' : canvas.zoom() * (how === 'in' ? 1.4 : 1 / 1.4), 'auto');
  });
}

function mark(viewer, id, state) {
  const element = viewer.get('elementRegistry').get(id);
  if (!element) return;
  viewer.get('canvas').addMarker(id, `is-${state}`);
  if (element.waypoints) return;
  const [className, sign] = SIGNS[state];
  const badge = document.createElement('span');
  badge.className = className;
  badge.textContent = sign;
  viewer.get('overlays').add(id, { position: { top: -9, left: -9 }, html: badge });
}

function link(viewer, root) {
  const rows = [...document.querySelectorAll('[data-element]')];
  const canvas = viewer.get('canvas');
  viewer.get('eventBus').on('element.click', ({ element }) => {
    const found = rows.filter((row) => row.dataset.element === element.id);
    for (const row of rows) row.classList.toggle('lit', found.includes(row));
    found.at(-1)?.scrollIntoView({ block: 'nearest' });
  });
  for (const row of rows) {
    const has = () => viewer.get('elementRegistry').get(row.dataset.element);
    row.addEventListener('mouseenter', () => has() && canvas.addMarker(row.dataset.element, 'is-lit'));
    row.addEventListener('mouseleave', () => has() && canvas.removeMarker(row.dataset.element, 'is-lit'));
  }
  root.dataset.ready = 'true';
}

for (const root of document.querySelectorAll('[data-diagram]')) start(root).catch((error) => { root.textContent = `流程图没有画出来：${error.message}`; });
