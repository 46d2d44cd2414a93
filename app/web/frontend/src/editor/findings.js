// What the checks say of a text; a click looks for the element in the text and selects it.
import { element as node } from '../bpmn-modeler/fields.js';

const WORDS = { error: '错误', warning: '提醒' };

export function startFindings(page, area) {
  const list = page.querySelector('[data-findings]');
  const find = (finding) => {
    const at = finding.element ? area.value.indexOf(finding.element) : -1;
    if (at < 0) return;
    area.hidden = false;
    area.focus();
    area.setSelectionRange(at, at + finding.element.length);
  };
  const item = (finding) => node('li', { 'data-testid': 'lint-item' }, node('button', { type: 'button', onclick: () => find(finding) },
    node('span', { class: `sev ${finding.severity}`, text: WORDS[finding.severity] || finding.severity }), node('span', { text: finding.message })));
  const show = (findings) => {
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    page.querySelector('[data-findings-count]').textContent = findings.length ? `检查：错误 ${errors} · 提醒 ${findings.length - errors}` : '检查：没有问题';
    list.replaceChildren(...findings.map(item));
  };
  return { show };
}
