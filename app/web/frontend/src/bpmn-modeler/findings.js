// What the checks say: a list below the canvas and a sign on each element; a click selects, centres and focuses.
import { element as node } from './fields.js';
import { Trace } from './trace.js';

const WORDS = { error: '错误', warning: '提醒' };

export class Findings {
  constructor(modeler, page) {
    Object.assign(this, { modeler, page, all: [], onPick: () => {}, onShow: () => {} });
    this.list = page.querySelector('[data-findings]');
    this.trace = new Trace(modeler);
  }

  show(findings) {
    const same = JSON.stringify(findings || []) === JSON.stringify(this.all);
    if (!same) this.trace.stop(); // what is said again does not end a way that is being played
    this.all = findings || [];
    const errors = this.all.filter(({ severity }) => severity === 'error').length;
    const text = this.all.length ? `检查：错误 ${errors} · 提醒 ${this.all.length - errors}` : '检查：没有问题';
    for (const place of this.page.querySelectorAll('[data-findings-count]')) place.textContent = text;
    this.list.replaceChildren(...this.all.map((finding) => this.item(finding)));
    this.signs();
    this.onShow();
  }

  item(finding) {
    const target = this.target(finding);
    const where = target && (this.modeler.get('dialect').subject(target).name || target.id);
    const body = [node('span', { class: `sev ${finding.severity}`, text: WORDS[finding.severity] || finding.severity }), node('span', { text: finding.message }), where && node('span', { class: 'where', text: where })];
    const inner = target ? node('button', { type: 'button', onclick: () => this.pick(finding, target) }, ...body) : node('div', { class: 'plain' }, ...body);
    const way = finding.trace?.length > 1 && node('button', { type: 'button', class: 'way', 'data-testid': 'lint-trace', text: '演示路径', onclick: () => this.trace.play(finding.trace, finding.element) });
    return node('li', { 'data-testid': 'lint-item', 'data-element': finding.element }, ...[inner, way].filter(Boolean));
  }

  // A finding about the process points at its pool, or at the plane.
  target(finding) {
    const registry = this.modeler.get('elementRegistry');
    const found = registry.get(finding.element);
    if (found) return found;
    return registry.find((element) => !element.labelTarget && this.modeler.get('dialect').subject(element)?.id === finding.element);
  }

  of(element) {
    return this.all.filter((finding) => this.target(finding)?.id === element?.id);
  }

  pick(finding, target) {
    const canvas = this.modeler.get('canvas');
    const root = canvas.getRootElement();
    this.modeler.get('selection').select(target === root ? [] : target);
    if (target !== root) canvas.scrollToElement(target, { top: 80, bottom: 120, left: 160, right: 80 });
    this.onPick(finding);
  }

  signs() {
    const overlays = this.modeler.get('overlays');
    overlays.remove({ type: 'finding' });
    const worst = new Map();
    for (const finding of this.all) {
      const target = this.target(finding);
      if (target?.parent && (!worst.has(target) || finding.severity === 'error')) worst.set(target, finding);
    }
    for (const [target, finding] of worst) {
      const html = node('button', { type: 'button', class: `finding-dot ${finding.severity}`, title: finding.message, 'aria-label': finding.message, text: '!', onclick: () => this.pick(finding, target) });
      overlays.add(target, 'finding', { position: target.waypoints ? { top: -11, left: -11 } : { top: -11, right: 11 }, html });
    }
  }
}
