// Reads and writes the dialect: properties, operators, decisions, conditions, messages, errors, timers. One change is one step of undo.
import { getBusinessObject, is } from 'bpmn-js/lib/util/ModelUtil';

const PROPERTIES = 'spiffworkflow:Properties';
const OPERATOR = 'spiffworkflow:ServiceTaskOperator';
const DECISION = 'spiffworkflow:CalledDecisionId';

class Many {
  constructor(modeling) { this.modeling = modeling; }

  preExecute({ element, steps }) {
    for (const [target, properties] of steps) this.modeling.updateModdleProperties(element, target, properties);
  }
}
Many.$inject = ['modeling'];

class Dialect {
  constructor(commandStack, bpmnFactory, modeling, canvas, elementRegistry) {
    Object.assign(this, { commandStack, bpmnFactory, modeling, canvas, elementRegistry });
    commandStack.registerHandler('dialect.many', Many);
  }

  // A pool stands for its process.
  subject(element) {
    const found = getBusinessObject(element);
    return is(found, 'bpmn:Participant') && found.processRef ? found.processRef : found;
  }

  change(element, ...steps) {
    this.commandStack.execute('dialect.many', { element, steps });
  }

  extension(element, type) {
    return (this.subject(element).extensionElements?.values || []).find((value) => value.$type === type);
  }

  setExtension(element, type, attributes) {
    const owner = this.subject(element);
    const values = (owner.extensionElements?.values || []).filter((value) => value.$type !== type);
    const extensionElements = this.bpmnFactory.create('bpmn:ExtensionElements', { values });
    extensionElements.$parent = owner;
    if (attributes) {
      const made = this.bpmnFactory.create(type, attributes);
      made.$parent = extensionElements;
      values.push(made);
    }
    this.change(element, [owner, { extensionElements: values.length ? extensionElements : undefined }]);
  }

  properties(element) {
    return (this.extension(element, PROPERTIES)?.properties || []).map(({ name, value }) => [name, value ?? '']);
  }

  property(element, name) {
    return this.properties(element).find(([found]) => found === name)?.[1] ?? '';
  }

  setProperty(element, name, value) {
    const pairs = this.properties(element).filter(([found]) => found !== name || value !== '');
    const at = pairs.find(([found]) => found === name);
    if (at) at[1] = value; else if (value !== '') pairs.push([name, value]);
    this.setProperties(element, pairs);
  }

  setProperties(element, pairs) {
    const properties = pairs.map(([name, value]) => this.bpmnFactory.create('spiffworkflow:Property', { name, value }));
    this.setExtension(element, PROPERTIES, properties.length ? { properties } : null);
  }

  operator(element) {
    const found = this.extension(element, OPERATOR);
    const parameters = Object.fromEntries((found?.parameterList?.parameters || []).map(({ id, value }) => [id, value ?? '']));
    return { id: found?.id || '', result: found?.resultVariable || '', parameters };
  }

  setOperator(element, { id, result, parameters }) {
    const given = Object.entries(parameters).filter(([, value]) => value !== '');
    const made = given.map(([name, value]) => this.bpmnFactory.create('spiffworkflow:Parameter', { id: name, type: 'str', value }));
    const parameterList = this.bpmnFactory.create('spiffworkflow:Parameters', { parameters: made });
    this.setExtension(element, OPERATOR, id ? { id, resultVariable: result || undefined, parameterList } : null);
  }

  decision(element) {
    return this.extension(element, DECISION)?.value || '';
  }

  setDecision(element, value) {
    this.setExtension(element, DECISION, value ? { value } : null);
  }

  condition(element) {
    return getBusinessObject(element).conditionExpression?.body || '';
  }

  setCondition(element, body) {
    const conditionExpression = body ? this.bpmnFactory.create('bpmn:FormalExpression', { body }) : undefined;
    this.modeling.updateProperties(element, { conditionExpression });
  }

  isDefault(element) {
    return getBusinessObject(element.source).default === getBusinessObject(element);
  }

  setDefault(element, on) {
    this.modeling.updateProperties(element.source, { default: on ? getBusinessObject(element) : undefined });
    if (on && this.condition(element)) this.setCondition(element, '');
  }

  definitions() {
    let found = getBusinessObject(this.canvas.getRootElement());
    while (found.$parent) found = found.$parent;
    return found;
  }

  // Messages and errors lie at the top of the file and are shared by name.
  shared(type) {
    return (this.definitions().rootElements || []).filter((found) => is(found, type));
  }

  event(element) {
    return getBusinessObject(element).eventDefinitions?.[0];
  }

  setShared(element, type, reference, attribute, value) {
    const event = this.event(element);
    const key = type === 'bpmn:Message' ? 'name' : 'errorCode';
    const same = this.shared(type).find((found) => found[key] === value);
    if (!value || same) { this.change(element, [event, { [reference]: same }]); return; }
    const current = event[reference];
    if (current && this.usersOf(current, reference) === 1) { this.change(element, [current, { [key]: value, name: value }]); return; }
    const made = this.bpmnFactory.create(type, { name: value, [key]: value });
    const top = this.definitions();
    made.$parent = top;
    this.change(element, [top, { rootElements: [...top.rootElements, made] }], [event, { [reference]: made }]);
  }

  usersOf(target, reference) {
    return this.elementRegistry.filter((element) => !element.labelTarget && this.event(element)?.[reference] === target).length;
  }

  timer(element) {
    const event = this.event(element);
    const kind = event?.timeDate ? 'timeDate' : 'timeDuration';
    return { kind, value: event?.[kind]?.body || '' };
  }

  setTimer(element, kind, body) {
    const made = body ? this.bpmnFactory.create('bpmn:FormalExpression', { body }) : undefined;
    if (made) made.$parent = this.event(element);
    this.change(element, [this.event(element), { timeDate: undefined, timeDuration: undefined, timeCycle: undefined, [kind]: made }]);
  }

  setName(element, name) {
    if (is(element, 'bpmn:Participant')) this.change(element, [getBusinessObject(element), { name }], [this.subject(element), { name }]);
    else if (is(element, 'bpmn:Process')) this.modeling.updateProperties(element, { name });
    else this.modeling.updateLabel(element, name);
  }
}
Dialect.$inject = ['commandStack', 'bpmnFactory', 'modeling', 'canvas', 'elementRegistry'];

export const dialect = { __init__: ['dialect'], dialect: ['type', Dialect] };
