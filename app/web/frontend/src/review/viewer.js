// The evidence viewer: zoom at the pointer, pan, rotate, next file, full screen, contrast; says when a file was seen.
import { announce } from '../app/toasts.js';

const MIN = 0.1;
const MAX = 8;
const ALWAYS = ['previous', 'next', 'full']; // what is not only for pictures

export function startViewer(root) {
  const stage = root?.querySelector('[data-stage]');
  if (!stage) return { ready: () => true, unseen: () => 0, bindings: {} };
  const view = { root, stage, links: [...root.querySelectorAll('[data-file]')], at: 0, scale: 1, x: 0, y: 0, angle: 0, loaded: false, seen: new Set() };
  root.classList.remove('is-plain');
  wire(view);
  show(view, 0);
  return { ready: () => view.loaded, unseen: () => view.links.length - view.seen.size, bindings: bindingsOf(view) };
}

function bindingsOf(view) {
  const act = (name) => ({ run: () => acts[name](view) });
  return {
    Equal: act('in'), NumpadAdd: act('in'), 'Shift+Equal': act('in'), Minus: act('out'), NumpadSubtract: act('out'), Digit0: act('fit'),
    KeyQ: act('left'), KeyW: act('right'), Comma: act('previous'), Period: act('next'), KeyF: act('full'), KeyB: act('enhance'),
  };
}

const acts = {
  in: (view) => zoom(view, 1.25),
  out: (view) => zoom(view, 0.8),
  actual: (view) => { view.scale = 1; centre(view); },
  fit: (view) => fit(view),
  left: (view) => turn(view, -90),
  right: (view) => turn(view, 90),
  next: (view) => show(view, view.at + 1),
  previous: (view) => show(view, view.at - 1),
  full: (view) => (document.fullscreenElement ? document.exitFullscreen() : view.root.requestFullscreen?.()),
  enhance: (view) => { view.stage.classList.toggle('enhanced'); },
};

function wire(view) {
  view.root.addEventListener('click', (event) => {
    const button = event.target.closest('[data-act]');
    if (button) acts[button.dataset.act](view);
    const link = event.target.closest('[data-file]');
    if (link) { event.preventDefault(); show(view, view.links.indexOf(link)); }
  });
  view.stage.addEventListener('wheel', (event) => {
    event.preventDefault();
    const box = view.stage.getBoundingClientRect();
    zoom(view, event.deltaY < 0 ? 1.15 : 1 / 1.15, event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2);
  }, { passive: false });
  view.stage.addEventListener('pointerdown', (event) => drag(view, event));
  document.addEventListener('fullscreenchange', () => fit(view));
}

function drag(view, event) {
  if (event.target.closest('button, a')) return;
  const from = { x: event.clientX - view.x, y: event.clientY - view.y };
  view.stage.setPointerCapture(event.pointerId);
  view.stage.classList.add('dragging');
  const move = (moved) => { view.x = moved.clientX - from.x; view.y = moved.clientY - from.y; paint(view); };
  view.stage.addEventListener('pointermove', move);
  view.stage.addEventListener('pointerup', () => { view.stage.classList.remove('dragging'); view.stage.removeEventListener('pointermove', move); }, { once: true });
}

function show(view, index) {
  if (index < 0 || index >= view.links.length) return;
  view.at = index;
  const link = view.links[index];
  view.loaded = 'optional' in link.dataset; // a decision waits for evidence, not for what is only handy
  view.links.forEach((other) => other.removeAttribute('aria-current'));
  link.setAttribute('aria-current', 'true');
  view.angle = Number(localStorage.getItem(`turn ${link.dataset.file}`)) || Number(link.dataset.rotation) || 0;
  const { name, detail, kind } = link.dataset;
  offerOriginal(view, link);
  for (const tool of view.root.querySelectorAll('[data-act]')) tool.hidden = kind !== 'image' && !ALWAYS.includes(tool.dataset.act);
  limit(view, 'previous', index === 0);
  limit(view, 'next', index === view.links.length - 1);
  view.root.querySelector('[data-evidence-label]').textContent = ['材料 ' + `${index + 1}/${view.links.length}`, name, detail].filter(Boolean).join(' · ');
  if (kind === 'image') showImage(view, link); else showFrame(view, link);
  if (index) announce(`材料 ${index + 1}：${name}`);
}

function limit(view, act, reached) {
  const button = view.root.querySelector(`[data-act=${act}]`);
  if (button) button.disabled = reached;
}

// What is shown is small; the reviewer can have the file as it was handed in.
function offerOriginal(view, link) {
  const offer = view.root.querySelector('[data-original-link]');
  offer.hidden = !link.dataset.original;
  if (link.dataset.original) offer.href = link.dataset.original;
}

function showImage(view, link) {
  const image = document.createElement('img');
  image.dataset.testid = 'evidence-img';
  image.alt = link.dataset.name;
  image.draggable = false;
  image.addEventListener('load', () => { seen(view, link); fit(view); });
  image.addEventListener('error', () => failed(view, link));
  view.stage.replaceChildren(image);
  image.src = link.href;
}

function showFrame(view, link) {
  if (matchMedia('(max-width: 899.98px)').matches) { showLink(view, link); return; }
  const frame = document.createElement('iframe');
  frame.title = link.dataset.name;
  frame.addEventListener('load', () => seen(view, link));
  const begin = () => {
    if (view.links[view.at] !== link) return;
    frame.src = link.dataset.kind === 'pdf' ? `${link.href}#navpanes=0&view=FitH` : link.href;
    view.stage.replaceChildren(frame);
  };
  // The page is there before its document: keys must not wait for a slow one.
  if (document.readyState === 'complete') begin(); else window.addEventListener('load', begin, { once: true });
}

// Browsers of phones draw no PDF inside a page.
function showLink(view, link) {
  const box = document.createElement('div');
  box.className = 'failed';
  const open = document.createElement('a');
  Object.assign(open, { href: link.href, target: '_blank', className: 'btn', textContent: `打开${link.dataset.name}` });
  box.append(open);
  view.stage.replaceChildren(box);
  seen(view, link);
}

function seen(view, link) {
  view.loaded = true;
  view.seen.add(link.dataset.file);
  link.classList.add('seen');
}

function failed(view, link) {
  const box = document.createElement('div');
  box.className = 'failed';
  box.setAttribute('role', 'alert');
  const text = document.createElement('p');
  text.textContent = '文件打不开。';
  const again = document.createElement('button');
  again.type = 'button';
  again.className = 'btn';
  again.textContent = '重试';
  again.addEventListener('click', () => show(view, view.at));
  const know = document.createElement('button');
  know.type = 'button';
  know.className = 'btn';
  know.textContent = '知道了，继续办理';
  know.addEventListener('click', () => { seen(view, link); know.remove(); });
  const load = document.createElement('a');
  load.href = link.dataset.original || link.href;
  load.download = link.dataset.name;
  load.textContent = '下载';
  box.append(text, again, know, load);
  view.stage.replaceChildren(box);
}

function turn(view, by) {
  view.angle = (view.angle + by + 360) % 360;
  localStorage.setItem(`turn ${view.links[view.at].dataset.file}`, String(view.angle));
  fit(view);
}

function zoom(view, factor, x = 0, y = 0) {
  const next = Math.max(MIN, Math.min(MAX, view.scale * factor));
  const real = next / view.scale;
  view.x = x - (x - view.x) * real;
  view.y = y - (y - view.y) * real;
  view.scale = next;
  paint(view);
}

function fit(view) {
  const image = view.stage.querySelector('img');
  if (!image?.naturalWidth) return;
  const upright = view.angle % 180 === 0;
  const wide = upright ? image.naturalWidth : image.naturalHeight;
  const high = upright ? image.naturalHeight : image.naturalWidth;
  view.scale = Math.min((view.stage.clientWidth - 24) / wide, 1.5);
  view.x = 0;
  view.y = Math.max(0, (high * view.scale - view.stage.clientHeight) / 2 + 12);
  paint(view);
}

function centre(view) {
  view.x = 0;
  view.y = 0;
  paint(view);
}

function paint(view) {
  const image = view.stage.querySelector('img');
  if (!image) return;
  image.style.transform = `translate(-50%, -50%) translate(${view.x}px, ${view.y}px) rotate(${view.angle}deg) scale(${view.scale})`;
  view.root.querySelector('[data-zoom]').textContent = `${Math.round(view.scale * 100)}%`;
}
