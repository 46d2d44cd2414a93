// Requests to our own doors: session cookie, CSRF header, problem+json read into an error with a Chinese sentence.

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content || '';

export class Refusal extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `请求没有成功（${status}）。`);
    this.status = status;
    this.problem = problem;
  }
}

export async function ask(method, url, { body, type, headers = {} } = {}) {
  const sent = { 'X-CSRF-Token': csrfToken(), Accept: 'application/json', ...headers };
  if (type) sent['Content-Type'] = type;
  let response;
  try {
    response = await fetch(url, { method, body, headers: sent, credentials: 'same-origin' });
  } catch {
    throw new Refusal(0, { detail: '网络中断，没有连上服务器。内容还在本页，请稍后重试。' });
  }
  const text = await response.text();
  if (!response.ok) throw new Refusal(response.status, problemOf(response, text));
  return { status: response.status, text, etag: response.headers.get('ETag'), json: () => (text ? JSON.parse(text) : {}) };
}

function problemOf(response, text) {
  if (response.redirected || response.status === 401) return { detail: '登录已过期，请在新窗口登录后回到本页重试。' };
  try {
    return JSON.parse(text);
  } catch {
    return { detail: `请求没有成功（${response.status}）。` };
  }
}

document.addEventListener('htmx:configRequest', (event) => {
  event.detail.headers['X-CSRF-Token'] = csrfToken();
});
