// A definition's draft on the server: load, save against what was last read, check, publish, throw away.
import { Refusal, ask } from '../app/requests.js';

export class Definition {
  constructor(url, type, { draft = true, published = true } = {}) {
    const places = [draft && '/draft', published && ''].filter((path) => path !== false);
    Object.assign(this, { url, type, places, etag: null, tail: Promise.resolve() });
  }

  // The draft, else the newest published, else null for a new one; what the page knows to be missing is not asked for.
  async load() {
    for (const path of this.places) {
      try {
        const answer = await ask('GET', `${this.url}${path}`, { headers: { Accept: '*/*' } });
        this.etag = path ? answer.etag : null;
        this.fromDraft = Boolean(path);
        return answer.text;
      } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 404) throw error;
      }
    }
    return null;
  }

  // Saves run one after another, so that each knows the tag of the one before.
  save(body) {
    const run = () => this.put(body);
    this.tail = this.tail.then(run, run);
    return this.tail;
  }

  async put(body) {
    const headers = this.etag ? { 'If-Match': this.etag } : { 'If-None-Match': '*' };
    const answer = await ask('PUT', `${this.url}/draft`, { body, type: this.type, headers });
    const said = answer.json();
    this.etag = answer.etag || said.etag;
    return said.findings || [];
  }

  // After another window saved: take its tag, so that the next save replaces what it wrote.
  async adopt() {
    this.etag = null;
    try {
      this.etag = (await ask('GET', `${this.url}/draft`, { headers: { Accept: '*/*' } })).etag;
    } catch (error) {
      if (!(error instanceof Refusal) || error.status !== 404) throw error;
    }
  }

  async check() {
    return (await ask('POST', `${this.url}/draft/checks`)).json().findings || [];
  }

  async publish(note) {
    const answer = await ask('POST', `${this.url}/releases`, { body: JSON.stringify({ note }), type: 'application/json' });
    this.etag = null;
    return answer.json().version;
  }

  async drop() {
    await ask('DELETE', `${this.url}/draft`);
    this.etag = null;
  }
}

// The findings that came with a refusal, if any.
export const findingsOf = (error) => error.problem?.findings || [];
