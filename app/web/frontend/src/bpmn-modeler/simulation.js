// Playing the draft through: every move is sent with those before it, the server plays them all anew and keeps nothing.
import { ask } from '../app/requests.js';
import { element as node } from './fields.js';

const KINDS = { message: '站内消息', outbox: '对外发送', document: '生成文书' };

export class Simulation {
  constructor({ page, definition, saving, trace, roles }) {
    Object.assign(this, { definition, saving, trace, moves: [] });
    this.names = new Map(roles.map(({ key, name }) => [key, name]));
    this.place = page.querySelector('[data-simulation]');
    this.body = this.place.querySelector('[data-simulation-body]');
  }

  async begin() {
    await this.saving.flush();
    this.place.hidden = false;
    await this.play([{ step: 'start' }]);
    this.place.scrollIntoView({ block: 'nearest' });
  }

  end() {
    this.place.hidden = true;
    this.trace.stop();
  }

  async play(moves) {
    this.place.setAttribute('aria-busy', 'true');
    try {
      const body = JSON.stringify({ steps: moves });
      const played = (await ask('POST', `${this.definition.url}/draft/simulations`, { body, type: 'application/json' })).json();
      // A move that could not be made is taken back, so that another can be tried.
      this.moves = played.problem && moves.length > 1 ? moves.slice(0, played.problem.move) : moves;
      this.draw(played);
      this.trace.show(played.path, played.waiting.map(({ step }) => step));
    } catch (error) {
      this.body.replaceChildren(node('p', { class: 'note note-danger', role: 'alert', text: error.message }));
    } finally {
      this.place.removeAttribute('aria-busy');
    }
  }

  draw(played) {
    const state = played.ended ? `已结束：${this.trace.nameOf(played.end)}` : '进行中';
    const head = node('p', { class: 'row-line', role: 'status', 'data-testid': 'simulation-state' },
      node('strong', { text: state }),
      node('button', { type: 'button', class: 'btn btn-small', text: '退一步', disabled: this.moves.length < 2, onclick: () => this.play(this.moves.slice(0, -1)) }),
      node('button', { type: 'button', class: 'btn btn-small', text: '重新开始', onclick: () => this.play([{ step: 'start' }]) }),
      node('button', { type: 'button', class: 'btn btn-small', text: '关闭', onclick: () => this.end() }));
    const parts = [head];
    if (played.problem) parts.push(this.problem(played.problem));
    if (played.waiting.length && !played.ended) parts.push(node('h3', { text: '接下来' }), node('ul', { class: 'moves' }, ...played.waiting.map((waits) => this.waiting(waits))));
    if (played.effects.length) parts.push(node('h3', { text: '如果真的办理，会' }), node('ul', { class: 'effects' }, ...played.effects.map((effect) => node('li', { text: this.said(effect) }))));
    this.body.replaceChildren(...parts);
  }

  problem({ message, errors }) {
    const more = errors.map((error) => error.message).filter((text) => text !== message);
    return node('div', { class: 'note note-danger', role: 'alert', 'data-testid': 'simulation-problem' }, node('p', { text: [message, ...more].join(' ') }));
  }

  waiting(waits) {
    const who = this.names.get(waits.role) || waits.role || '系统';
    if (waits.kind === 'timer') return node('li', {}, node('span', { text: '到时间' }), this.button(`等到 ${waits.due.slice(0, 16).replace('T', ' ')}`, { step: waits.step }));
    if (waits.kind === 'message') return node('li', {}, node('span', { text: `${who} 可以` }), this.button(waits.name, { step: waits.step, role: waits.role || '' }));
    const move = { step: waits.step, role: waits.role };
    const buttons = waits.decisions.length ? waits.decisions.map(({ value, label }) => this.button(label, { ...move, decision: value })) : [this.button('提交示例', move)];
    return node('li', {}, node('span', { text: `${who} 办理“${waits.name}”` }), ...buttons);
  }

  button(text, move) {
    return node('button', { type: 'button', class: 'btn btn-small', text, 'data-testid': `move-${move.step}${move.decision ? `-${move.decision}` : ''}`, onclick: () => this.play([...this.moves, move]) });
  }

  said(effect) {
    const what = { message: `通知${this.names.get(effect.role) || effect.role}：${effect.title}`, outbox: `${effect.channel} · ${effect.topic}`, document: effect.name }[effect.kind];
    return `${KINDS[effect.kind]} ${what}`;
  }
}
