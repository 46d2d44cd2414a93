// Which fields each element has. A group is [title, [field, …]]; a field is made by one of `fields.js`.
import { getBusinessObject, is, isAny } from 'bpmn-js/lib/util/ModelUtil';
import { area, check, fact, feel, pairs, pick, said, text } from './fields.js';
import { eventGroups } from './event-groups.js';

const MINE = ['module', 'subject', 'when', 'facets', 'title', 'start_form', 'form', 'data', 'status', 'due', 'compare', 'role', 'result', 'label', 'confirm', 'tone'];
const FEEL_HINT = 'FEEL 表达式，例如 review.decision = "pass"';

export function groupsOf(element, dialect, data) {
  const make = new Maker(element, dialect, data);
  const groups = [make.basics(), ...specific(make)];
  const rest = make.rest();
  return rest ? [...groups, rest] : groups;
}

function specific(make) {
  const { element } = make;
  const own = getBusinessObject(element);
  if (isAny(element, ['bpmn:Participant', 'bpmn:Process', 'bpmn:Collaboration'])) return processGroups(make);
  if (is(element, 'bpmn:Lane')) return [['办理人', [make.pick('role', '角色', make.data.roles, { hint: '这条泳道里的事由这个角色办理' })]]];
  if (is(element, 'bpmn:UserTask')) return userTask(make);
  if (is(element, 'bpmn:ServiceTask')) return serviceTask(make);
  if (is(element, 'bpmn:BusinessRuleTask')) return ruleTask(make);
  if (is(element, 'bpmn:CallActivity')) return callActivity(make);
  if (is(element, 'bpmn:SequenceFlow')) return flow(make);
  if (is(element, 'bpmn:Gateway')) return gateway(make);
  if (is(element, 'bpmn:Event')) return eventGroups(make, own);
  if (is(element, 'bpmn:SubProcess')) return [['状态', [make.status()]]];
  return [];
}

export class Maker {
  constructor(element, dialect, data) {
    Object.assign(this, { element, dialect, data });
  }

  wired(name) {
    return { id: name, value: this.dialect.property(this.element, name), set: (value) => this.dialect.setProperty(this.element, name, value) };
  }

  text(name, label, more = {}) { return text({ ...this.wired(name), label, ...more }); }

  area(name, label, more = {}) { return area({ ...this.wired(name), label, ...more }); }

  feel(name, label, more = {}) { return feel({ ...this.wired(name), label, ...more }); }

  pick(name, label, choices = [], more = {}) { return pick({ ...this.wired(name), label, choices, ...more }); }

  status(hint = '经过这里时，办理状态变为它') {
    return this.pick('status', '状态', this.data.statuses, { none: '（不改变状态）', hint });
  }

  basics() {
    const own = this.dialect.subject(this.element);
    const name = text({ id: 'name', label: '名称', value: own.name || '', set: (value) => this.dialect.setName(this.element, value) });
    const notes = own.documentation?.[0]?.text || '';
    const documentation = area({ id: 'documentation', label: is(own, 'bpmn:UserTask') ? '说明（给办理人看）' : '说明', value: notes, set: (value) => this.document(own, value) });
    const wanted = isAny(own, ['bpmn:Activity', 'bpmn:Process', 'bpmn:Event']) ? [documentation] : [];
    return ['基本', [name, this.identity(own), ...wanted]];
  }

  // The number of a step is what filters and history know it by; a process keeps the one of its file.
  identity(own) {
    if (isAny(own, ['bpmn:Process', 'bpmn:Collaboration'])) return fact({ label: '编号', value: own.id });
    const free = (id) => /^[A-Za-z_][\w.-]*$/.test(id) && !this.dialect.elementRegistry.get(id);
    const set = (id) => { if (free(id)) this.dialect.modeling.updateProperties(this.element, { id }); };
    return text({ id: 'id', label: '编号', value: own.id, set, hint: '字母开头，只含字母、数字和下划线，图中不重复' });
  }

  document(own, value) {
    const documentation = value ? [this.dialect.bpmnFactory.create('bpmn:Documentation', { text: value })] : [];
    this.dialect.change(this.element, [own, { documentation }]);
  }

  rest() {
    if (isAny(this.element, ['bpmn:SequenceFlow', 'bpmn:CallActivity', 'bpmn:TextAnnotation', 'label'])) return null;
    const all = this.dialect.properties(this.element);
    const mine = all.filter(([name]) => MINE.includes(name));
    const value = all.filter(([name]) => !MINE.includes(name));
    const set = (others) => this.dialect.setProperties(this.element, [...mine, ...others]);
    return ['其他属性', [pairs({ id: 'others', value, set, nameHint: '以 = 开头的值是 FEEL 表达式' })]];
  }
}

function processGroups(make) {
  const { data } = make;
  const modules = data.modules?.length ? make.pick('module', '所属模块', data.modules, { none: '（不属于模块）' }) : make.text('module', '所属模块');
  const subjects = data.subjects?.length ? make.pick('subject', '办理对象', data.subjects, { none: '（没有对象）' }) : make.text('subject', '办理对象');
  return [
    ['发起', [modules, subjects,
      make.pick('when', '能否发起（决策表）', data.decisions, { none: '（总是可以）', hint: '输出 allowed 和 reason；不能发起时向发起人显示 reason' }),
      make.pick('start_form', '发起时填写的表单', data.forms, { none: '（不填表单）' }),
      make.text('data', '填写内容存放名', { placeholder: '与表单同名' })]],
    ['列表', [
      make.feel('title', '列表里的标题', { hint: '以 = 开头是 FEEL，例如 =subject.name', placeholder: '=subject.name' }),
      make.area('facets', '可筛选的内容', { hint: '逗号分隔，名称=路径，例如 owner=parties.owner.name', feel: true })]],
  ];
}

function userTask(make) {
  const lane = laneOf(make.element);
  const role = lane ? make.dialect.property(lane, 'role') : '';
  const known = make.data.roles.find(({ key }) => key === role);
  return [
    ['办理人', [fact({ label: '角色（由泳道决定）', value: known?.name || role }), role ? null : said({ text: '请把任务放进泳道，并给泳道选择角色。' })].filter(Boolean)],
    ['表单', [make.pick('form', '表单', make.data.forms), make.text('data', '填写内容存放名', { placeholder: '与表单同名' }),
      make.text('compare', '对比来源', { hint: '填写后办理页显示对比' }),
      make.pick('when', '能否办理（决策表）', make.data.decisions, { none: '（总是可以）' })]],
    ['状态与时限', [make.status('到达这一步时，办理状态变为它'), make.feel('due', '时限', { hint: 'FEEL，结果是日期时间，例如 =now() + duration("P2D")' })]],
  ];
}

export function laneOf(element) {
  const node = getBusinessObject(element);
  const lane = (node.lanes || [])[0];
  if (lane) return { businessObject: lane, type: 'bpmn:Lane' };
  return node.$parent && is(node.$parent, 'bpmn:SubProcess') ? laneOf({ businessObject: node.$parent }) : null;
}

function serviceTask(make) {
  const { element, dialect, data } = make;
  const now = dialect.operator(element);
  const known = (data.operators || []).find(({ name }) => name === now.id);
  const set = (change) => dialect.setOperator(element, { ...now, ...change });
  const choices = (data.operators || []).map(({ name, doc }) => ({ key: name, name: (doc || '').split('\n')[0].slice(0, 28) }));
  const fields = [pick({ id: 'operator', label: '操作', value: now.id, choices, set: (id) => set({ id }) })];
  if (known?.doc) fields.push(said({ text: known.doc }));
  const names = known ? known.parameters.map((p) => (typeof p === 'string' ? { name: p } : p)) : [];
  for (const name of Object.keys(now.parameters)) if (!names.some((p) => p.name === name)) names.push({ name, doc: '这个操作没有这个参数' });
  const parameters = names.map((p) => feel({
    id: `parameter-${p.name}`, label: `${p.label || p.name}${p.required ? ' *' : ''}`, hint: [p.type, p.doc].filter(Boolean).join('：'), value: now.parameters[p.name] || '', placeholder: 'FEEL',
    set: (value) => dialect.setOperator(element, withParameter(dialect.operator(element), p.name, value)),
  }));
  const result = text({ id: 'result', label: '结果存放名', value: now.result, set: (value) => set({ result: value }) });
  return [['操作', [...fields, result]], ...(parameters.length ? [['参数（FEEL）', parameters]] : []), ['状态', [make.status()]]];
}

const withParameter = (operator, name, value) => ({ ...operator, parameters: { ...operator.parameters, [name]: value } });

function ruleTask(make) {
  const { element, dialect, data } = make;
  const decision = pick({ id: 'decision', label: '决策表', value: dialect.decision(element), choices: data.decisions, set: (value) => dialect.setDecision(element, value) });
  return [['规则', [decision, make.text('result', '结果存放名', { placeholder: '与决策表同名' })]], ['状态', [make.status()]]];
}

function callActivity(make) {
  const { element, dialect, data } = make;
  const own = getBusinessObject(element);
  const called = pick({ id: 'called', label: '调用的流程', value: own.calledElement || '', choices: data.processes, set: (value) => dialect.modeling.updateProperties(element, { calledElement: value || undefined }) });
  const all = dialect.properties(element);
  const status = all.filter(([name]) => name === 'status');
  const given = pairs({ id: 'call', value: all.filter(([name]) => name !== 'status'), set: (others) => dialect.setProperties(element, [...status, ...others]), nameHint: '在被调用的流程里写作 call.名称', valueHint: '以 = 开头的值是 FEEL' });
  return [['调用', [called]], ['传入', [given]], ['状态', [make.status()]]];
}

function flow(make) {
  const { element, dialect } = make;
  if (!isAny(element.source, ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway'])) return [];
  const isDefault = dialect.isDefault(element);
  const flag = check({ id: 'default', label: '默认分支（其他条件都不成立时走这里）', value: isDefault, set: (on) => dialect.setDefault(element, on) });
  const condition = feel({ id: 'condition', label: '条件', value: dialect.condition(element), rows: 3, hint: FEEL_HINT, set: (value) => dialect.setCondition(element, value) });
  return [['条件', isDefault ? [flag] : [condition, flag]]];
}

function gateway(make) {
  const { element, dialect } = make;
  if (!isAny(element, ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway']) || element.outgoing.length < 2) return [];
  const choices = element.outgoing.map((out) => ({ key: out.id, name: `${getBusinessObject(out).name || '未命名'} → ${getBusinessObject(out.target).name || out.target.id}` }));
  const value = getBusinessObject(element).default?.id || '';
  const set = (id) => dialect.modeling.updateProperties(element, { default: element.outgoing.find((out) => out.id === id)?.businessObject });
  return [['分支', [pick({ id: 'default', label: '默认分支', value, choices, set, hint: '其他条件都不成立时走它；每个网关必须有一条' })]]];
}
