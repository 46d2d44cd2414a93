// What can be drawn: only the elements that the engine runs, in the palette, beside an element and when its type is changed.

const ELEMENTS = [
  ['event', 'start', 'bpmn:StartEvent', 'bpmn-icon-start-event-none', '开始'],
  ['activity', 'user-task', 'bpmn:UserTask', 'bpmn-icon-user-task', '人工任务'],
  ['activity', 'service-task', 'bpmn:ServiceTask', 'bpmn-icon-service-task', '自动任务'],
  ['activity', 'rule-task', 'bpmn:BusinessRuleTask', 'bpmn-icon-business-rule-task', '规则任务'],
  ['activity', 'call-activity', 'bpmn:CallActivity', 'bpmn-icon-call-activity', '调用流程'],
  ['gateway', 'exclusive', 'bpmn:ExclusiveGateway', 'bpmn-icon-gateway-xor', '排他网关（只走一条）'],
  ['gateway', 'parallel', 'bpmn:ParallelGateway', 'bpmn-icon-gateway-parallel', '并行网关（都走）'],
  ['gateway', 'inclusive', 'bpmn:InclusiveGateway', 'bpmn-icon-gateway-or', '包容网关（走一条或多条）'],
  ['gateway', 'event-based', 'bpmn:EventBasedGateway', 'bpmn-icon-gateway-eventbased', '事件网关（先到先走）'],
  ['middle', 'message', 'bpmn:IntermediateCatchEvent', 'bpmn-icon-intermediate-event-catch-message', '等待消息（拖到任务边上成为边界消息）', 'bpmn:MessageEventDefinition'],
  ['middle', 'timer', 'bpmn:IntermediateCatchEvent', 'bpmn-icon-intermediate-event-catch-timer', '等待时间（拖到任务边上成为期限）', 'bpmn:TimerEventDefinition'],
  ['end', 'end', 'bpmn:EndEvent', 'bpmn-icon-end-event-none', '结束'],
  ['end', 'end-error', 'bpmn:EndEvent', 'bpmn-icon-end-event-error', '错误结束', 'bpmn:ErrorEventDefinition'],
  ['end', 'end-message', 'bpmn:EndEvent', 'bpmn-icon-end-event-message', '发出消息后结束', 'bpmn:MessageEventDefinition'],
  ['end', 'end-terminate', 'bpmn:EndEvent', 'bpmn-icon-end-event-terminate', '全部终止', 'bpmn:TerminateEventDefinition'],
];

const REPLACEMENTS = new Set([
  'none-start', 'none-end', 'message-end', 'error-end', 'terminate-end', 'none-intermediate-throw', 'message-intermediate-catch', 'message-intermediate-throw',
  'timer-intermediate-catch', 'message-boundary', 'timer-boundary', 'error-boundary', 'non-interrupting-message-boundary', 'non-interrupting-timer-boundary',
  'user-task', 'service-task', 'rule-task', 'call-activity', 'expanded-subprocess', 'subprocess', 'exclusive-gateway', 'parallel-gateway', 'inclusive-gateway',
  'event-based-gateway', 'sequence-flow', 'default-flow', 'conditional-flow',
].map((name) => `replace-with-${name}`));

const APPENDED = ['user-task', 'exclusive', 'end'];
const UNKNOWN = ['append.receive-task', 'append.condition-intermediate-event', 'append.signal-intermediate-event', 'append.append-task', 'append.gateway', 'append.end-event', 'append.intermediate-event', 'append.compensation-activity'];

class Palette {
  constructor(palette, create, elementFactory, handTool, lassoTool, spaceTool, globalConnect) {
    Object.assign(this, { create, elementFactory, handTool, lassoTool, spaceTool, globalConnect });
    palette.registerProvider(this);
  }

  getPaletteEntries() {
    const entries = {
      'hand-tool': tool('bpmn-icon-hand-tool', '移动画布', (event) => this.handTool.activateHand(event)),
      'lasso-tool': tool('bpmn-icon-lasso-tool', '框选', (event) => this.lassoTool.activateSelection(event)),
      'space-tool': tool('bpmn-icon-space-tool', '拉开或收拢空白', (event) => this.spaceTool.activateSelection(event)),
      'global-connect-tool': tool('bpmn-icon-connection-multi', '连线', (event) => this.globalConnect.start(event)),
      'tool-separator': { group: 'tools', separator: true },
    };
    for (const [group, name, type, className, title, eventDefinitionType] of ELEMENTS) {
      const start = (event) => this.create.start(event, this.elementFactory.createShape({ type, eventDefinitionType }));
      entries[`create.${name}`] = { group, className, title, action: { dragstart: start, click: start } };
    }
    const sub = (event) => this.subprocess(event);
    entries['create.subprocess'] = { group: 'activity', className: 'bpmn-icon-subprocess-expanded', title: '子流程', action: { dragstart: sub, click: sub } };
    const pool = (event) => this.create.start(event, this.elementFactory.createParticipantShape());
    entries['create.participant'] = { group: 'pool', className: 'bpmn-icon-participant', title: '泳池（其中每条泳道是一个角色）', action: { dragstart: pool, click: pool } };
    return entries;
  }

  subprocess(event) {
    const box = this.elementFactory.createShape({ type: 'bpmn:SubProcess', x: 0, y: 0, isExpanded: true });
    const begin = this.elementFactory.createShape({ type: 'bpmn:StartEvent', x: 40, y: 82, parent: box });
    this.create.start(event, [box, begin], { hints: { autoSelect: [box] } });
  }
}
Palette.$inject = ['palette', 'create', 'elementFactory', 'handTool', 'lassoTool', 'spaceTool', 'globalConnect'];

const tool = (className, title, click) => ({ group: 'tools', className, title, action: { click } });

class Pad {
  constructor(contextPad, create, elementFactory, autoPlace, popupMenu) {
    Object.assign(this, { create, elementFactory, autoPlace, popupMenu });
    contextPad.registerProvider(500, this);
  }

  getContextPadEntries() {
    return (entries) => {
      const grows = 'append.append-task' in entries;
      for (const name of UNKNOWN) delete entries[name];
      if (entries.replace) entries.replace.action = { click: (event, element) => this.retype(event, element) };
      const added = grows ? Object.fromEntries(APPENDED.map((name) => [`append.${name}`, this.append(name)])) : {};
      return { ...added, ...entries };
    };
  }

  retype({ x, y }, element) {
    this.popupMenu.open(element, 'bpmn-replace', { x: x + 4, y: y + 12, cursor: { x, y } }, { title: '更改类型', width: 240 });
  }

  append(name) {
    const [, , type, className, title] = ELEMENTS.find((entry) => entry[1] === name);
    const shape = () => this.elementFactory.createShape({ type });
    return {
      group: 'model',
      className,
      title: `添加${title.split('（')[0]}`,
      action: {
        click: (_, element) => this.autoPlace.append(element, shape()),
        dragstart: (event, element) => this.create.start(event, shape(), { source: element }),
      },
    };
  }
}
Pad.$inject = ['contextPad', 'create', 'elementFactory', 'autoPlace', 'popupMenu'];

class Replacements {
  constructor(popupMenu) {
    popupMenu.registerProvider('bpmn-replace', 500, this);
  }

  getPopupMenuEntries() {
    return (entries) => Object.fromEntries(Object.entries(entries).filter(([name]) => REPLACEMENTS.has(name)));
  }

  getPopupMenuHeaderEntries() {
    return (entries) => Object.fromEntries(Object.entries(entries).filter(([name]) => name.includes('interrupting')));
  }
}
Replacements.$inject = ['popupMenu'];

export const editing = {
  __init__: ['paletteProvider', 'dialectPad', 'dialectReplacements'],
  paletteProvider: ['type', Palette],
  dialectPad: ['type', Pad],
  dialectReplacements: ['type', Replacements],
};
