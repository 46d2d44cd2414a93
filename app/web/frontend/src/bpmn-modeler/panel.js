// The properties panel: shows the groups of what is selected, keeps the focus while the diagram changes under it.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { element as node } from './fields.js';
import { groupsOf } from './groups.js';

const KINDS = {
  Participant: '流程', Process: '流程', Collaboration: '流程', Lane: '泳道', UserTask: '人工任务', ServiceTask: '自动任务', BusinessRuleTask: '规则任务', CallActivity: '调用流程',
  SubProcess: '子流程', SequenceFlow: '连线', ExclusiveGateway: '排他网关', ParallelGateway: '并行网关', InclusiveGateway: '包容网关', EventBasedGateway: '事件网关',
  StartEvent: '开始', EndEvent: '结束', IntermediateCatchEvent: '等待事件', IntermediateThrowEvent: '中间事件', BoundaryEvent: '边界事件', TextAnnotation: '注释',
};

export const kindOf = (element) => KINDS[element.type.replace('bpmn:', '')] || '元素';

export class Panel {
  constructor(modeler, root, data, findings) {
    Object.assign(this, { modeler, root, data, findings, element: null });
    const bus = modeler.get('eventBus');
    bus.on('selection.changed', ({ newSelection }) => this.show(newSelection.length === 1 ? newSelection[0] : this.process()));
    bus.on('elements.changed', () => this.refresh());
    bus.on('commandStack.changed', () => this.refresh());
    findings.onShow = () => this.mark();
    this.show(this.process());
  }

  // With nothing selected the process itself is shown.
  process() {
    const pool = this.modeler.get('elementRegistry').find((found) => is(found, 'bpmn:Participant'));
    return pool || this.modeler.get('canvas').getRootElement();
  }

  show(element) {
    this.element = element?.labelTarget || element;
    this.draw();
  }

  refresh() {
    cancelAnimationFrame(this.pending);
    this.pending = requestAnimationFrame(() => this.redraw());
  }

  redraw() {
    const registry = this.modeler.get('elementRegistry');
    if (!registry.get(this.element.id)) this.element = this.process();
    const held = this.root.contains(document.activeElement) ? document.activeElement : null;
    const kept = held && { id: held.id, value: held.value, start: held.selectionStart, end: held.selectionEnd };
    const top = this.root.scrollTop;
    this.draw();
    this.root.scrollTop = top;
    if (kept?.id) this.resume(kept);
  }

  // What is being typed goes on being typed; its own commit comes later.
  resume({ id, value, start, end }) {
    const again = document.getElementById(id);
    if (!again) return;
    again.focus({ preventScroll: true });
    if (again.tagName === 'SELECT' || again.type === 'checkbox') return;
    if (again.value.trim() === value.trim()) again.value = value;
    if (start !== null) again.setSelectionRange(start, end);
  }

  draw() {
    const groups = groupsOf(this.element, this.modeler.get('dialect'), this.data);
    const name = this.modeler.get('dialect').subject(this.element).name;
    const head = node('header', {}, node('h2', { text: `${kindOf(this.element)}${name ? `：${name}` : ''}` }), node('p', { text: this.element.id }));
    const sets = groups.map(([title, fields]) => node('fieldset', {}, node('legend', { text: title }), ...fields));
    this.root.replaceChildren(head, ...sets);
    this.mark();
  }

  mark() {
    for (const old of this.root.querySelectorAll('.finding')) old.remove();
    for (const old of this.root.querySelectorAll('.has-finding, .has-warning')) old.classList.remove('has-finding', 'has-warning');
    for (const finding of this.findings.of(this.element)) {
      const field = finding.field ? this.root.querySelector(`[data-field="${CSS.escape(finding.field)}"]`) : null;
      const place = field || this.root.querySelector('[data-field]')?.parentElement;
      field?.classList.add(finding.severity === 'warning' ? 'has-warning' : 'has-finding');
      place?.append(node('p', { class: `finding ${finding.severity}`, text: finding.message }));
    }
  }

  focusField(name) {
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const field = (name && this.root.querySelector(`[data-field="${CSS.escape(name)}"]`)) || this.root.querySelector('.has-finding, .has-warning, [data-field]');
      field?.querySelector('input, select, textarea')?.focus();
    }));
  }
}
