// Files go up when they are chosen, with progress; each becomes a card that can be unticked. Without this they go with the form.
import { csrfToken } from '../app/requests.js';
import { announce } from '../app/toasts.js';

const LIMIT = 10_000_000;

export function startUploads(form) {
  form.addEventListener('change', async (event) => {
    const input = event.target.closest('input[type=file][data-upload]');
    if (!input) return;
    event.stopPropagation();
    for (const file of [...input.files]) await upload(input, file);
    input.value = '';
  }, true);
  form.addEventListener('submit', (event) => {
    if (!form.querySelector('[data-uploading]') || event.submitter?.name?.startsWith('_')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    announce('文件还在上传，请稍候再提交。');
  }, true);
}

const size = (bytes) => (bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

async function upload(input, file) {
  const card = document.createElement('div');
  card.className = 'upload-card';
  card.dataset.testid = 'upload-card';
  card.dataset.uploading = 'yes';
  card.textContent = `${file.name}（${size(file.size)}）等待上传…`;
  standing(input).before(card);
  if (file.size > LIMIT) { fail(card, file, '文件超过 10 MB，请压缩后重新选择。'); return; }
  try {
    const stored = await send(input, file, (percent) => { card.textContent = `${file.name} 上传中 ${percent}%`; });
    done(card, input, stored, file);
  } catch (error) {
    fail(card, file, error.message);
  }
}

// The form may have been drawn anew since the file was chosen.
function standing(input) {
  return input.isConnected ? input : document.querySelector(`input[data-upload="${CSS.escape(input.dataset.upload)}"]`) || input;
}

function send(input, file, progress) {
  const data = new FormData();
  data.append('file', file);
  data.append('purpose', input.dataset.purpose || 'proof');
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', '/api/v1/files');
    request.setRequestHeader('X-CSRF-Token', csrfToken());
    request.upload.addEventListener('progress', ({ loaded, total }) => progress(Math.round((loaded / total) * 100)));
    request.addEventListener('error', () => reject(new Error('网络中断，没有传上去，请重新选择。')));
    request.addEventListener('load', () => {
      const answer = parsed(request.responseText);
      if (request.status === 201) resolve(answer); else reject(new Error(answer.detail || `没有传上去（${request.status}）。`));
    });
    request.send(data);
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function done(card, input, stored, file) {
  delete card.dataset.uploading;
  const label = document.createElement('label');
  label.className = 'form-check';
  const tick = document.createElement('input');
  Object.assign(tick, { type: 'checkbox', className: 'form-check-input', name: input.dataset.upload, value: stored.id, checked: true });
  const words = document.createElement('span');
  words.className = 'form-check-label';
  const link = document.createElement('a');
  link.href = `/api/v1/files/${stored.id}`;
  link.textContent = stored.name || file.name;
  const smaller = stored.original_size && stored.original_size !== stored.size ? `原 ${size(stored.original_size)} → ` : '';
  words.append(link, ` ${smaller}${size(stored.size ?? file.size)}`);
  label.append(tick, words);
  card.replaceChildren(label);
  announce(`${file.name} 已上传`);
  tick.dispatchEvent(new Event('input', { bubbles: true }));
}

function fail(card, file, message) {
  delete card.dataset.uploading;
  const words = document.createElement('p');
  words.className = 'field-error';
  words.setAttribute('role', 'alert');
  words.textContent = `${file.name}：${message}`;
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'btn btn-plain';
  close.textContent = '知道了';
  close.addEventListener('click', () => card.remove());
  card.replaceChildren(words, close);
}
