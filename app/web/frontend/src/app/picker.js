// Choosing a row by name: a field with data-picker="url" asks what fits while one types, and offers it in its datalist.
const WAIT = 200;

export function startPickers() {
  for (const field of document.querySelectorAll('input[data-picker]')) {
    let timer = 0;
    field.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(() => offer(field), WAIT);
    });
  }
}

async function offer(field) {
  const typed = field.value.trim();
  const list = document.getElementById(field.getAttribute('list'));
  if (!typed || [...list.children].some((option) => option.value === typed)) return;
  const response = await fetch(`${field.dataset.picker}&q=${encodeURIComponent(typed)}`, { credentials: 'same-origin' }).catch(() => null);
  if (!response?.ok || field.value.trim() !== typed) return;
  const options = (await response.json()).map((text) => Object.assign(document.createElement('option'), { value: text }));
  list.replaceChildren(...options);
}
