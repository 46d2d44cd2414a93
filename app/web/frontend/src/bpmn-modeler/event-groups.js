// The fields of events: messages with their button, timers, errors, states.
import { is, isAny } from 'bpmn-js/lib/util/ModelUtil';
import { check, feel, pick, text } from './fields.js';

const TONES = [{ key: 'primary', name: '主要' }, { key: 'warning', name: '提醒' }, { key: 'danger', name: '危险' }];

export function eventGroups(make, own) {
  const event = make.dialect.event(make.element);
  const groups = [];
  if (event?.$type === 'bpmn:MessageEventDefinition') groups.push(...message(make, own));
  if (event?.$type === 'bpmn:TimerEventDefinition') groups.push(timer(make));
  if (event?.$type === 'bpmn:ErrorEventDefinition') groups.push(error(make));
  if (is(own, 'bpmn:BoundaryEvent') && event?.$type !== 'bpmn:ErrorEventDefinition') groups.push(interrupting(make, own));
  if (!is(own, 'bpmn:StartEvent')) groups.push(['状态', [make.status()]]);
  return groups;
}

function message(make, own) {
  const { element, dialect, data } = make;
  const known = dialect.shared('bpmn:Message').map(({ name }) => name).filter(Boolean);
  const name = text({
    id: 'message', label: '消息名', value: dialect.event(element).messageRef?.name || '', choices: known, placeholder: 'withdraw',
    hint: '英文名，例如 withdraw；别的流程和接口按它发消息', set: (value) => dialect.setShared(element, 'bpmn:Message', 'messageRef', 'name', value),
  });
  if (!isAny(own, ['bpmn:IntermediateCatchEvent', 'bpmn:BoundaryEvent'])) return [['消息', [name]]];
  return [
    ['消息', [name]],
    ['页面上的按钮', [
      make.text('label', '按钮文字', { hint: '不填就没有按钮，只能由系统发出' }),
      make.pick('role', '谁能按', data.roles, { none: '（没有人）' }),
      make.pick('form', '要填的表单', data.forms, { none: '（不填表单）' }),
      make.text('data', '填写内容存放名', { placeholder: '与表单同名' }),
      make.text('confirm', '确认时说的话', { hint: '说清后果' }),
      make.pick('tone', '样子', TONES, { none: '（普通）' })]],
  ];
}

function timer(make) {
  const { element, dialect } = make;
  const now = dialect.timer(element);
  const kinds = [{ key: 'timeDuration', name: '过一段时间' }, { key: 'timeDate', name: '到某一时刻' }];
  return ['时间', [
    pick({ id: 'timer-kind', label: '方式', value: now.kind, choices: kinds, none: '（请选择）', set: (kind) => dialect.setTimer(element, kind || 'timeDuration', dialect.timer(element).value) }),
    feel({
      id: 'timer', label: '时间', value: now.value, placeholder: now.kind === 'timeDate' ? 'date and time(letter.deadline)' : 'P7D',
      hint: now.kind === 'timeDate' ? 'FEEL，结果是日期时间' : 'FEEL，或 ISO 8601 时长：P7D 是七天，PT2H 是两小时',
      set: (value) => dialect.setTimer(element, dialect.timer(element).kind, value),
    })]];
}

function error(make) {
  const { element, dialect } = make;
  const known = dialect.shared('bpmn:Error').map(({ errorCode }) => errorCode).filter(Boolean);
  return ['错误', [text({
    id: 'error', label: '错误代码', value: dialect.event(element).errorRef?.errorCode || '', choices: known, placeholder: 'rejected',
    hint: '错误结束与接住它的边界事件用同一个代码', set: (value) => dialect.setShared(element, 'bpmn:Error', 'errorRef', 'errorCode', value),
  })]];
}

function interrupting(make, own) {
  return ['发生时', [check({
    id: 'interrupting', label: '中断所在的任务', value: own.cancelActivity !== false,
    set: (on) => make.dialect.modeling.updateProperties(make.element, { cancelActivity: on }),
  })]];
}
