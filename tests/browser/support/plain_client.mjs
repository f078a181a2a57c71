// A browser without an engine: keeps cookies, follows redirects, and posts back the hidden inputs of a page's form.
const entities = {amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'"};
const decoded = (text) => text.replace(/&([a-z#0-9]+);/g, (whole, name) => entities[name] ?? whole);
const attribute = (tag, name) => decoded(tag.match(new RegExp(`\\s${name}="([^"]*)"`))?.[1] ?? '');

export class PlainClient {
  url;
  status;
  headers;
  body;

  #cookies = new Map();
  #stopAt;

  // Redirects to URLs that begin with `stopAt` are not followed; `url` then holds them.
  constructor(stopAt) {
    this.#stopAt = stopAt;
  }

  async get(url) {
    await this.#go(new URL(url, this.url), {});
  }

  // Submits the form of the current page with all its hidden inputs, `fields`, and the button `button`.
  async submit(button, fields = {}) {
    const form = this.body.match(/<form[\s\S]*?<\/form>/)[0];
    const values = new URLSearchParams();
    for (const [input] of form.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      values.append(attribute(input, 'name'), attribute(input, 'value'));
    }
    for (const [name, value] of Object.entries({...fields, [button]: '1'})) {
      values.set(name, value);
    }
    await this.#go(new URL(attribute(form, 'action'), this.url), {method: 'POST', body: values});
  }

  async #go(url, init) {
    this.url = url.href;
    if (this.#stopAt && this.url.startsWith(this.#stopAt)) {
      return;
    }
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {...init, redirect: 'manual', headers: cookie ? {cookie} : {}});
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      if (/;\s*max-age=0/i.test(line)) {
        this.#cookies.delete(name);
      } else {
        this.#cookies.set(name, value);
      }
    }
    ({status: this.status, headers: this.headers} = response);
    this.body = await response.text();
    if (response.headers.has('location')) {
      await this.#go(new URL(response.headers.get('location'), url), {});
    }
  }
}
