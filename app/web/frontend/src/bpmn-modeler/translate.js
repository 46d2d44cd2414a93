// Chinese for the editor: the published translation, and what it lacks or says less well.
import base from 'bpmn-js-i18n/translations/zn.js';

const extra = {
  'Activate lasso tool': '框选',
  'Activate hand tool': '移动画布',
  'Activate create/remove space tool': '拉开或收拢空白',
  'Activate global connect tool': '连线',
  'Align elements': '对齐',
  'Align elements ': '对齐',
  'Boundary event': '边界事件',
  'Change element': '更改类型',
  'Close minimap': '收起缩略图',
  'Open minimap': '展开缩略图',
  'Connect using sequence/message flow or association': '连线',
  'Connect to other element': '连线',
  'Delete': '删除',
  'Distribute elements horizontally': '水平等距',
  'Distribute elements vertically': '垂直等距',
  'Expanded pool/participant': '泳池',
  'Search in diagram': '在图中查找',
  'Toggle non-interrupting': '不中断',
  'User task': '人工任务',
  'Service task': '自动任务',
  'Business rule task': '规则任务',
  'Call activity': '调用流程',
  'No matching entries were found': '没有找到',
  'Search': '查找',
};

export function translate(template, replacements = {}) {
  const text = extra[template] ?? base[template] ?? template;
  return text.replace(/{([^}]+)}/g, (_, key) => replacements[key] ?? `{${key}}`);
}

export const chinese = { translate: ['value', translate] };
