// 快速建表: the fields of a form as a table; each change is written into the text, and what it does not know it leaves alone.
import { element as node } from '../bpmn-modeler/fields.js';
import { optionsTable } from './options.js';
import { CHECKS, KINDS, WITH_OPTIONS, kindOf, newField, reviewFields, turnInto } from './schema.js';

export class Builder {
  constructor(root, area, data, touched) {
    Object.assign(this, { root, area, data, touched, schema: null, count: 0 });
  }

  // False when the text cannot be read.
  open() {
    try {
      const schema = JSON.parse(this.area.value);
      if (!Array.isArray(schema.components)) return false;
      this.schema = schema;
    } catch {
      return false;
    }
    this.draw();
    return true;
  }

  write(redraw = false) {
    this.area.value = `${JSON.stringify(this.schema, null, 2)}\n`;
    if (redraw) this.draw();
    this.touched();
  }

  draw() {
    this.count = 0;
    const { components } = this.schema;
    const title = this.input('表单名称', this.schema.title || '', (value) => { this.schema.title = value; }, 'builder-title');
    const rows = components.map((component, index) => this.row(component, index, components));
    const none = components.length ? null : node('p', { class: 'quiet', text: '还没有字段。从下面选择类型添加，或者一键添加审核用的“通过 / 不通过”和原因说明。' });
    this.root.replaceChildren(title, node('h2', { class: 'mt-3 mb-2', text: '字段' }), ...rows, ...(none ? [none] : []), this.adders());
  }

  adders() {
    const review = node('button', { class: 'btn', type: 'button', text: '一键添加：通过 / 不通过和原因', 'data-testid': 'builder-review', onclick: () => this.addReview() });
    const line = this.adder('添加字段', this.schema.components, Object.keys(KINDS), ['builder-kind', 'builder-add']);
    line.append(review);
    return line;
  }

  adder(label, list, kinds, [kindId, addId]) {
    const choice = this.select(label, 'textfield', kinds.map((key) => [key, KINDS[key].label]), () => {}, kindId);
    const add = node('button', { class: 'btn', type: 'button', text: '添加', 'data-testid': addId, onclick: () => this.add([newField(choice.querySelector('select').value, this.keys())], list) });
    return node('div', { class: 'row-line mt-3 align-items-end' }, choice, add);
  }

  keys(components = this.schema.components) {
    return new Set(components.flatMap(({ key, components: inner }) => [key, ...(inner ? this.keys(inner) : [])]));
  }

  add(components, list = this.schema.components) {
    list.push(...components);
    this.write(true);
    const rows = this.root.querySelectorAll('.builder-row');
    [...rows].find((row) => row.component === components.at(-1))?.querySelector('input')?.focus();
  }

  addReview() {
    const taken = this.keys();
    const wanted = reviewFields().filter(({ key }) => !taken.has(key));
    if (wanted.length) this.add(wanted);
  }

  row(component, index, list) {
    const kind = kindOf(component);
    const box = node('div', { class: 'builder-row', role: 'group', 'aria-label': `${component.label || component.key || '说明'}：第 ${index + 1} 个`, 'data-testid': 'builder-row' });
    box.component = component;
    const acts = this.acts(index, list);
    if (kind === 'group') box.append(...this.group(component, acts));
    else if (kind === 'text') box.append(this.words(component), acts);
    else if (kind) box.append(...this.cells(component, kind, acts));
    else box.append(node('p', { class: 'most m-0', text: `${component.label || component.key || component.type}：请在“源文件”里修改。` }), acts);
    return box;
  }

  // A group is a row with rows in it.
  group(component, acts) {
    component.components ||= [];
    const inner = component.components;
    const name = this.input('组名', component.label || '', (value) => { component.label = value; });
    name.classList.add('most');
    const kinds = Object.keys(KINDS).filter((kind) => kind !== 'group');
    const adder = this.adder('在这一组里添加', inner, kinds, ['builder-group-kind', 'builder-group-add']);
    return [name, acts, node('div', { class: 'wide builder-group' }, ...inner.map((one, at) => this.row(one, at, inner)), adder)];
  }

  words(component) {
    const found = this.input('说明文字', component.text || '', (value) => { component.text = value; });
    found.classList.add('most');
    return found;
  }

  cells(component, kind, acts) {
    const validate = (name, value) => {
      component.validate = { ...component.validate, [name]: value };
      if (!value) delete component.validate[name];
    };
    const cells = [
      this.input('标签', component.label || '', (value) => { component.label = value; }),
      this.input('字段名', component.key || '', (value) => { component.key = value; component.id = `Field_${value}`; }, null, { spellcheck: 'false' }),
      this.select('类型', kind, Object.entries(KINDS).filter(([key]) => !['text', 'group'].includes(key)).map(([key, { label }]) => [key, label]), (value) => { turnInto(component, value); this.write(true); }),
    ];
    const required = this.tick('必填', Boolean(component.validate?.required), (on) => validate('required', on));
    const hint = this.input('提示', component.description || '', (value) => { if (value) component.description = value; else delete component.description; });
    return [...cells, required, acts, hint, ...this.particulars(component, kind, validate)];
  }

  particulars(component, kind, validate) {
    const own = (name, value) => {
      component.properties = { ...component.properties, [name]: value };
      if (!value) delete component.properties[name];
    };
    const cells = [];
    if (kind === 'textfield') cells.push(this.select('检查', component.properties?.check || '', Object.entries(CHECKS), (value) => own('check', value)));
    if (['textfield', 'textarea', 'comment'].includes(kind)) cells.push(this.input('最多字数', component.validate?.maxLength ?? '', (value) => validate('maxLength', Number(value) || undefined), null, { inputmode: 'numeric' }));
    if (['select', 'radio', 'checklist', 'reason'].includes(kind)) cells.push(this.codes(component, own));
    if (kind === 'comment') cells.push(this.input('什么时候必填（FEEL）', component.properties?.required_if || '', (value) => own('required_if', value)));
    const shown = this.input('什么时候隐藏（FEEL）', (component.conditional?.hide || '').replace(/^=/, ''), (value) => { if (value) component.conditional = { hide: `=${value}` }; else delete component.conditional; });
    shown.classList.add('two');
    cells.push(shown);
    if (WITH_OPTIONS.includes(kind) && !component.properties?.codes) cells.push(optionsTable(component, kind === 'decision', (redraw) => this.write(redraw)));
    return cells;
  }

  codes(component, own) {
    const choices = [['', '自己写选项'], ...(this.data.codes || []).map(({ key, name }) => [key, name || key])];
    const now = component.properties?.codes || '';
    if (!choices.some(([key]) => key === now)) choices.push([now, now]);
    return this.select('选项来自', now, choices, (value) => {
      own('codes', value);
      if (value) delete component.values; else component.values = [{ value: 'a', label: '选项一' }];
      this.write(true);
    });
  }

  acts(index, components) {
    const move = (to) => { components.splice(to, 0, ...components.splice(index, 1)); this.write(true); };
    const button = (text, label, run, disabled = false) => node('button', { class: 'btn', type: 'button', text, 'aria-label': `${label}第 ${index + 1} 个字段`, disabled, onclick: run });
    return node('div', { class: 'acts' }, button('↑', '上移', () => move(index - 1), index === 0), button('↓', '下移', () => move(index + 1), index === components.length - 1), button('×', '删除', () => { components.splice(index, 1); this.write(true); }));
  }

  named(label, control, testid) {
    this.count += 1;
    control.id = `builder-${this.count}`;
    if (testid) control.dataset.testid = testid;
    return node('div', { class: 'field' }, node('label', { for: control.id, text: label }), control);
  }

  input(label, value, set, testid, attributes = {}) {
    const control = node('input', { class: 'form-control', autocomplete: 'off', ...attributes, oninput: () => { set(control.value.trim()); this.write(); } });
    control.value = value;
    return this.named(label, control, testid);
  }

  select(label, value, choices, set, testid) {
    const control = node('select', { class: 'form-select', onchange: () => { set(control.value); this.write(); } }, ...choices.map(([key, text]) => node('option', { value: key, text })));
    control.value = value;
    return this.named(label, control, testid);
  }

  tick(label, value, set) {
    const control = node('input', { class: 'form-check-input', type: 'checkbox', onchange: () => { set(control.checked); this.write(); } });
    control.checked = value;
    return this.named(label, control);
  }
}
