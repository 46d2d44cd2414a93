// The controls of the properties panel. Each takes {id, label, value, set, …} and gives an element; typing is committed after a pause.

const PAUSE = 350;

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'text') made.textContent = value;
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter(Boolean));
  return made;
}

function framed({ id, label, hint }, control) {
  const name = `prop-${id}`;
  const kind = control.matches('input, select, textarea') ? control : control.querySelector('input, select, textarea');
  kind.id = name;
  kind.dataset.testid = name;
  if (hint) kind.setAttribute('aria-describedby', `${name}-hint`);
  return element('div', { class: 'prop', 'data-field': id },
    element('label', { for: name, text: label }), control,
    hint && element('p', { class: 'hint', id: `${name}-hint`, text: hint }));
}

// Commits once per pause, and at once on leaving.
function committing(control, set) {
  let timer = 0;
  let last = control.value;
  const commit = () => {
    clearTimeout(timer);
    if (control.value === last) return;
    last = control.value;
    set(control.value.trim());
  };
  control.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(commit, PAUSE); });
  control.addEventListener('change', commit);
  return control;
}

export function text(field) {
  const control = element('input', { class: 'form-control', type: 'text', autocomplete: 'off', placeholder: field.placeholder, list: field.choices && `list-${field.id}` });
  control.value = field.value;
  const made = framed(field, committing(control, field.set));
  if (field.choices) made.append(element('datalist', { id: `list-${field.id}` }, ...field.choices.map((value) => element('option', { value }))));
  return made;
}

export function area(field) {
  const control = element('textarea', { class: `form-control ${field.feel ? 'feel' : ''}`, rows: field.rows || 2, spellcheck: 'false', placeholder: field.placeholder });
  control.value = field.value;
  return framed(field, committing(control, field.set));
}

export const feel = (field) => area({ ...field, feel: true });

// `choices`: [{key, name}]; a value that is not among them is kept and said to be unknown.
export function pick(field) {
  const control = element('select', { class: 'form-select', onchange: () => field.set(control.value) });
  control.append(element('option', { value: '', text: field.none || '（请选择）' }));
  for (const { key, name } of field.choices) control.append(element('option', { value: key, text: name && name !== key ? `${name}（${key}）` : key }));
  if (field.value && !field.choices.some(({ key }) => key === field.value)) control.append(element('option', { value: field.value, text: `${field.value}（没有找到）` }));
  control.value = field.value;
  return framed(field, control);
}

export function check(field) {
  const control = element('input', { class: 'form-check-input m-0', type: 'checkbox', id: `prop-${field.id}`, 'data-testid': `prop-${field.id}`, onchange: () => field.set(control.checked) });
  control.checked = field.value;
  return element('div', { class: 'prop', 'data-field': field.id }, element('label', { class: 'check' }, control, document.createTextNode(field.label)), field.hint && element('p', { class: 'hint', text: field.hint }));
}

export function fact({ label, value }) {
  return element('div', { class: 'prop' }, element('span', { class: 'plain-label', text: label }), element('span', { text: value || '—' }));
}

export function said({ text: words }) {
  return element('p', { class: 'hint', text: words });
}

// Free pairs of name and value.
export function pairs({ id, value, set, nameHint, valueHint }) {
  const box = element('div', { class: 'prop', 'data-field': id });
  const now = value.map((pair) => [...pair]);
  const commit = () => set(now.filter(([name]) => name));
  now.forEach((pair, index) => box.append(pairRow(id, pair, index, commit, () => { now.splice(index, 1); commit(); })));
  const add = element('button', { class: 'btn btn-small', type: 'button', text: '添加一项', onclick: () => {
    const pair = ['', ''];
    now.push(pair);
    const row = pairRow(id, pair, now.length - 1, commit, () => row.remove());
    box.insertBefore(row, add);
    row.querySelector('input').focus();
  } });
  box.append(add, nameHint && element('p', { class: 'hint', text: `${nameHint}${valueHint ? `；${valueHint}` : ''}` }));
  return box;
}

function pairRow(id, pair, index, commit, drop) {
  const cell = (part, label) => {
    const control = element('input', { class: 'form-control', id: `prop-${id}-${index}-${part}`, 'aria-label': `第 ${index + 1} 项${label}`, placeholder: label });
    control.value = pair[part];
    return committing(control, (value) => { pair[part] = value; if (pair[0]) commit(); });
  };
  return element('div', { class: 'prop-pair' }, cell(0, '名称'), cell(1, '值'), element('button', { class: 'btn', type: 'button', text: '×', 'aria-label': `删除第 ${index + 1} 项`, onclick: drop }));
}
