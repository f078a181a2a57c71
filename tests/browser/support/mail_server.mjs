// A real mail server, and what it was given.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

const script = fileURLToPath(new URL('smtp_server.py', import.meta.url));

export class MailServer {
  url;
  #messages = [];
  #waiting = [];

  // Ends with `t`. With `tls` ({cert, key}: files) it demands STARTTLS and a login.
  static async start(t, tls) {
    const server = new MailServer();
    // Debian's own python, whose packages scripts/packages/test names.
    const process = spawn('/usr/bin/python3', [script, ...(tls ? [tls.cert, tls.key] : [])], {stdio: ['pipe', 'pipe', 'inherit']});
    t.after(async () => {
      const ended = once(process, 'exit');
      process.stdin.end();
      await ended;
    });
    const lines = createInterface({input: process.stdout});
    const [port] = await once(lines, 'line');
    server.url = `smtp://127.0.0.1:${port}`;
    lines.on('line', (line) => {
      const message = JSON.parse(line);
      const next = server.#waiting.shift();
      next ? next(message) : server.#messages.push(message);
    });
    return server;
  }

  // The next message that arrives, or has arrived and was not asked for yet.
  next() {
    return this.#messages.length > 0 ? Promise.resolve(this.#messages.shift()) : new Promise((resolve) => this.#waiting.push(resolve));
  }
}

// The link and the code of a message.
export const linkOf = (message) => message.text.match(/https?:\/\/\S+/)[0];
export const codeOf = (message) => message.text.match(/\d{4} \d{4}/)[0];
