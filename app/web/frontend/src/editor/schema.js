// Form-js schemas in the platform's subset: blank forms, new fields, and how a field looks in the table.

export const KINDS = {
  decision: { label: '决定（按钮）', type: 'radio', properties: { role: 'decision' } },
  textfield: { label: '单行文本', type: 'textfield' },
  textarea: { label: '多行文本', type: 'textarea' },
  comment: { label: '说明意见（决定的说明）', type: 'textarea', properties: { role: 'comment' } },
  reason: { label: '原因（代码表）', type: 'select', properties: { role: 'reason' } },
  number: { label: '数字', type: 'number' },
  money: { label: '金额', type: 'number', properties: { money: 'true' } },
  date: { label: '日期', type: 'datetime', subtype: 'date' },
  moment: { label: '日期和时间', type: 'datetime', properties: { time: 'true' } },
  month: { label: '年月', type: 'datetime', properties: { month: 'true' } },
  region: { label: '省、市、区县', type: 'select', properties: { region: 'true' } },
  select: { label: '下拉选择', type: 'select' },
  radio: { label: '单选', type: 'radio' },
  checklist: { label: '多选', type: 'checklist' },
  checkbox: { label: '勾选（是 / 否）', type: 'checkbox' },
  filepicker: { label: '上传文件', type: 'filepicker' },
  text: { label: '说明文字', type: 'text' },
  group: { label: '一组字段', type: 'group' },
};
const MARKS = ['role', 'money', 'time', 'month', 'region']; // the properties that make a kind of a type
export const WITH_OPTIONS = ['decision', 'select', 'radio', 'checklist'];
export const TONES = { '': '普通', success: '通过', warning: '提醒', danger: '危险' };
export const CHECKS = { '': '不检查', id_number: '身份证号', mobile: '手机号', phone: '电话', email: '邮箱', credit_code: '统一社会信用代码', postcode: '邮编', url: '网址' };

export function blankForm(key, title) {
  return `${JSON.stringify({ type: 'default', schemaVersion: 19, id: key, title, components: [] }, null, 2)}\n`;
}

export function kindOf(component) {
  const { role, money, time, month, region } = component.properties || {};
  if (['decision', 'reason', 'comment'].includes(role)) return role;
  if (component.type === 'number' && money === 'true') return 'money';
  if (component.type === 'select' && region === 'true') return 'region';
  if (component.type === 'datetime') {
    if (time === 'true') return 'moment';
    return month === 'true' ? 'month' : 'date';
  }
  return component.type in KINDS ? component.type : null;
}

// Attributes of another kind are taken off, those of this one put on; label, key and the rest stay.
export function turnInto(component, kind) {
  const { type, subtype, properties = {} } = KINDS[kind];
  const kept = { ...component.properties };
  for (const mark of MARKS) delete kept[mark];
  component.type = type;
  if (subtype) { component.subtype = subtype; component.dateLabel = component.label; } else delete component.subtype;
  component.properties = { ...kept, ...properties };
  if (WITH_OPTIONS.includes(kind) && !component.values && !component.properties.codes) component.values = [{ value: 'a', label: '选项一' }];
  if (!WITH_OPTIONS.includes(kind)) delete component.values;
  if (!Object.keys(component.properties).length) delete component.properties;
}

export function newField(kind, taken) {
  const base = { decision: 'decision', reason: 'reason', comment: 'comment' }[kind] || 'field';
  let key = base === 'field' ? 'field_1' : base;
  for (let number = 2; taken.has(key); number += 1) key = `${base}_${number}`;
  const component = { type: 'textfield', id: `Field_${key}`, key, label: KINDS[kind].label.split('（')[0] };
  turnInto(component, kind);
  if (kind === 'group') return { type: 'group', id: `Group_${key}`, label: '一组字段', components: [] };
  if (kind === 'text') return { type: 'text', id: component.id, text: '请核对后填写。' };
  if (kind === 'decision') Object.assign(component, decision());
  if (kind === 'filepicker') component.properties = { purpose: 'proof', accept: 'image/jpeg,image/png,application/pdf' };
  return component;
}

export function decision() {
  return {
    label: '审核意见',
    validate: { required: true },
    values: [{ value: 'pass', label: '通过' }, { value: 'reject', label: '不通过' }],
    properties: { role: 'decision', 'tone.pass': 'success', 'tone.reject': 'danger', 'reason_required.reject': 'true' },
  };
}

// The small review form in one click: a decision, and words that a refusal must have.
export function reviewFields() {
  return [
    { type: 'radio', id: 'Field_decision', key: 'decision', ...decision() },
    {
      type: 'textarea', id: 'Field_comment', key: 'comment', label: '原因说明', description: '不通过时必填，对方会看到', validate: { maxLength: 500 },
      conditional: { hide: '=decision != "reject"' }, properties: { role: 'comment', required_if: 'decision = "reject"' },
    },
  ];
}
