// The outline: every element by name, so that each can be reached without a mouse.
import { element as node } from './fields.js';
import { kindOf } from './panel.js';

const SHOWN = /Task$|Event$|Gateway$|CallActivity$|SubProcess$|Lane$|SequenceFlow$/;

export function startOutline(modeler, root) {
  if (!root) return;
  let pending = 0;
  const draw = () => {
    const found = modeler.get('elementRegistry').filter((element) => !element.labelTarget && SHOWN.test(element.type));
    const item = (element) => {
      const name = element.businessObject.name || element.id;
      return node('li', {}, node('button', { type: 'button', text: `${kindOf(element)}：${name}`, onclick: () => modeler.get('selection').select(element) }));
    };
    root.replaceChildren(...found.map(item));
  };
  modeler.get('eventBus').on('elements.changed', () => { cancelAnimationFrame(pending); pending = requestAnimationFrame(draw); });
  draw();
}
