// A Signet of its own for each test: `signet dev` on a free port, in a directory that ends with the test.
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

const binary = process.env.SIGNET_BINARY ?? fileURLToPath(new URL('../../../build/release/signet', import.meta.url));

// Settings of whoever runs the tests are no settings of the servers under test.
const ambient = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SIGNET_')));

export class Signet {
  // Members of the line that `signet dev -o json` prints: issuer, demo_url, management_url, accounts, client.
  issuer;
  demo_url;
  management_url;
  accounts;
  client;
  log = '';

  #directory;
  #environment;
  #process;

  // Ends with `test` (a node:test context), wherever that ends.
  static async start(test, database, address = '127.0.0.1:0', environment = {}) {
    const signet = new Signet();
    signet.#directory = await mkdtemp(join(tmpdir(), 'signet-browser-'));
    test.after(async () => {
      await signet.#end('SIGKILL');
      await rm(signet.#directory, {recursive: true, force: true});
    });
    signet.#environment = {...ambient, ...(await database.environment()), ...environment};
    await signet.#listen(address);
    return signet;
  }

  get pid() {
    return this.#process.pid;
  }

  // Stops the server as an operator does, and starts it again on the same port and database.
  async restart() {
    const status = await this.#end('SIGTERM');
    if (status !== 0) {
      throw new Error(`SIGTERM ended the server with ${status}\n${this.log}`);
    }
    await this.#listen(new URL(this.issuer).host);
  }

  // Runs another verb against the same database; what it prints as JSON.
  async run(verb, ...args) {
    return this.feed('', verb, ...args);
  }

  // The same, with something to read on standard input.
  async feed(input, verb, ...args) {
    const options = {cwd: this.#directory, env: this.#environment};
    const running = promisify(execFile)(binary, [...verb.split(' '), '--config', 'var/dev.toml', '-o', 'json', ...args], options);
    running.child.stdin.end(input);
    const {stdout} = await running.catch((error) => {
      error.message += error.stdout;
      throw error;
    });
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  }

  // Registers a client by its metadata, and returns when the running server knows it.
  async register(metadata) {
    const file = join(this.#directory, 'client.json');
    await writeFile(file, JSON.stringify(metadata));
    const client = await this.run('client create', '--metadata', file);
    await this.knows(client);
    return client;
  }

  // Returns when the running server has learnt of a client that `run` registered: within a second, not at once.
  async knows({client_id, redirect_uris}) {
    const url = `${this.issuer}/oauth2/authorize?${new URLSearchParams({client_id, redirect_uri: redirect_uris[0]})}`;
    while ((await fetch(url, {redirect: 'manual'})).status === 400) {
      await setTimeout(20);
    }
  }

  async #listen(address) {
    this.#process = spawn(binary, ['dev', '--listen', address, '-o', 'json'],
                          {cwd: this.#directory, env: this.#environment, stdio: ['ignore', 'pipe', 'pipe']});
    this.#process.stderr.setEncoding('utf8').on('data', (text) => { this.log += text; });
    const line = await this.#firstLine();
    Object.assign(this, JSON.parse(line));
  }

  #firstLine() {
    return new Promise((resolve, reject) => {
      let text = '';
      this.#process.stdout.setEncoding('utf8').on('data', (more) => {
        text += more;
        if (text.includes('\n')) {
          resolve(text);
        }
      });
      this.#process.once('error', (error) => {  // such as a binary that is not there: nothing runs that could end
        this.#process = undefined;
        reject(error);
      });
      this.#process.once('exit', (status) => reject(new Error(`signet dev ended with ${status}\n${this.log}`)));
    });
  }

  // The exit status.
  async #end(signal) {
    if (this.#process === undefined || this.#process.exitCode !== null || this.#process.signalCode !== null) {
      return this.#process?.exitCode;
    }
    const ended = once(this.#process, 'exit');
    this.#process.kill(signal);
    const [status] = await ended;
    return status;
  }
}
