// The form as its reader will see it: the server draws it from the text; nothing in it is sent anywhere.
import { ask } from '../app/requests.js';

const PAUSE = 600;

export function startPreview(page, area) {
  const frame = page.querySelector('[data-preview-frame]');
  const url = page.dataset.preview;
  let timer = 0;
  if (!frame || !url) return { soon: () => {} };
  frame.addEventListener('submit', (event) => event.preventDefault());
  const draw = async () => {
    if (!readable(area.value)) return;
    try {
      const { text } = await ask('POST', url, { body: area.value, type: 'text/plain', headers: { Accept: 'text/html' } });
      const parsed = new DOMParser().parseFromString(text, 'text/html');
      frame.replaceChildren(...parsed.body.childNodes);
    } catch (error) {
      const words = document.createElement('p');
      words.className = 'quiet m-0';
      words.textContent = `暂时画不出来：${error.message}`;
      frame.replaceChildren(words);
    }
  };
  return { soon: () => { clearTimeout(timer); timer = setTimeout(draw, PAUSE); } };
}

// Half-written text is not worth asking about.
function readable(text) {
  try {
    return Array.isArray(JSON.parse(text).components);
  } catch {
    return false;
  }
}
