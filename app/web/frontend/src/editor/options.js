// The options of a choice; of a decision also how each button looks, whether it needs a reason, and what follows.
import { element as node } from '../bpmn-modeler/fields.js';
import { TONES } from './schema.js';

export function optionsTable(component, isDecision, write) {
  const heads = ['文字', '值', ...(isDecision ? ['样子', '要写原因', '后果（点击前提示）'] : []), ''];
  const rows = component.values.map((option, index) => optionRow(component, option, index, isDecision, write));
  const add = node('button', { class: 'btn btn-small mt-1', type: 'button', text: '添加选项', onclick: () => { component.values.push({ value: `option_${component.values.length + 1}`, label: '新选项' }); write(true); } });
  const head = node('thead', {}, node('tr', {}, ...heads.map((text) => node('th', { scope: 'col' }, text ? text : node('span', { class: 'visually-hidden', text: '操作' })))));
  return node('div', { class: 'wide' }, node('table', { class: 'builder-options' }, head, node('tbody', {}, ...rows)), add);
}

function optionRow(component, option, index, isDecision, write) {
  const which = `第 ${index + 1} 个选项的`;
  const own = (name) => component.properties?.[`${name}.${option.value}`] || '';
  const set = (name, value) => {
    component.properties = { ...component.properties, [`${name}.${option.value}`]: value };
    if (!value) delete component.properties[`${name}.${option.value}`];
    write(false);
  };
  const cells = [
    box(`${which}文字`, option.label, (value) => { option.label = value; write(false); }),
    box(`${which}值`, option.value, (value) => { rename(component, option, value); write(false); }),
  ];
  if (isDecision) cells.push(tone(which, own('tone'), set), reason(which, own('reason_required'), set), box(`${which}后果`, own('consequence'), (value) => set('consequence', value)));
  const drop = node('button', { class: 'btn btn-small', type: 'button', text: '×', 'aria-label': `删除第 ${index + 1} 个选项`, onclick: () => { component.values.splice(index, 1); write(true); } });
  return node('tr', {}, ...[...cells, drop].map((cell) => node('td', {}, cell)));
}

// What is said of a value goes with it when it is renamed.
function rename(component, option, value) {
  for (const name of ['tone', 'consequence', 'reason_required', 'show_if', 'label_as']) {
    const before = `${name}.${option.value}`;
    if (!component.properties || !(before in component.properties)) continue;
    component.properties[`${name}.${value}`] = component.properties[before];
    delete component.properties[before];
  }
  option.value = value;
}

function box(label, value, set) {
  const control = node('input', { class: 'form-control', 'aria-label': label, autocomplete: 'off', oninput: () => set(control.value.trim()) });
  control.value = value;
  return control;
}

function tone(which, value, set) {
  const control = node('select', { class: 'form-select', 'aria-label': `${which}样子`, onchange: () => set('tone', control.value) }, ...Object.entries(TONES).map(([key, text]) => node('option', { value: key, text })));
  control.value = value;
  return control;
}

function reason(which, value, set) {
  const control = node('input', { class: 'form-check-input', type: 'checkbox', 'aria-label': `${which}要写原因`, onchange: () => set('reason_required', control.checked ? 'true' : '') });
  control.checked = value === 'true';
  return control;
}
