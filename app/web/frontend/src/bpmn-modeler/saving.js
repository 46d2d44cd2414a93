// Saving while somebody works: after a pause, before publishing and before leaving; says what became of it in Chinese.
import { Refusal } from '../app/requests.js';
import { toast } from '../app/toasts.js';
import { findingsOf } from './definition.js';

const PAUSE = 800;

export class Saving {
  constructor({ page, definition, body, show, openDialog }) {
    Object.assign(this, { page, definition, body, show, openDialog, dirty: false, timer: 0 });
    window.addEventListener('beforeunload', (event) => { if (this.dirty) event.preventDefault(); });
    const clash = document.getElementById('draft-clash');
    clash?.querySelector('[data-reload]').addEventListener('click', () => { this.dirty = false; location.reload(); });
    clash?.querySelector('[data-overwrite]').addEventListener('click', () => this.overwrite(clash));
  }

  say(text, tone = '') {
    const line = this.page.querySelector('[data-save-state]');
    line.textContent = text;
    line.classList.toggle('is-danger', tone === 'danger');
  }

  touched() {
    this.dirty = true;
    this.say('有未保存的修改…');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), PAUSE);
  }

  // True when what is on the page is stored.
  async flush() {
    clearTimeout(this.timer);
    if (!this.dirty) return true;
    const body = await this.body();
    this.dirty = false;
    this.say('正在保存…');
    try {
      this.show(await this.definition.save(body));
      this.say(`草稿已自动保存 ${new Date().toTimeString().slice(0, 5)}`);
      await this.check();
      return true;
    } catch (error) {
      this.dirty = true;
      this.refused(error);
      return false;
    }
  }

  async check() {
    try {
      this.show(await this.definition.check());
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 404) throw error;
    }
  }

  refused(error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.status === 412) { this.say('没有保存：草稿在别处保存过', 'danger'); this.openDialog(document.getElementById('draft-clash')); return; }
    if (findingsOf(error).length) this.show(findingsOf(error));
    this.say(error.status === 422 ? '没有保存：内容读不懂，请看检查结果' : `没有保存：${error.message}`, 'danger');
    if (error.status !== 422) toast(error.message, 'danger');
  }

  async overwrite(dialog) {
    dialog.close();
    await this.definition.adopt();
    this.dirty = true;
    await this.flush();
  }

  async publish(note) {
    if (!(await this.flush())) return;
    try {
      if (!this.definition.etag) await this.store();
      const version = await this.definition.publish(note);
      this.say(`已发布 v${version}`);
      for (const place of this.page.querySelectorAll('[data-version]')) place.textContent = `v${version}`;
      toast(`已发布第 ${version} 版，新发起的办理从现在起用它；正在办理的不变。`, 'ok');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (findingsOf(error).length) this.show(findingsOf(error));
      const why = { 404: '还没有修改，没有可以发布的草稿。', 412: '在你修改期间别人发布了新版本，请对照后重新修改再发布。' }[error.status];
      toast(why || `没有发布：${error.message}`, 'danger');
    }
  }

  // A definition opened for the first time has no draft yet; publishing it as it stands makes one.
  async store() {
    this.show(await this.definition.save(await this.body()));
  }
}
