// Signet and nginx, started for measuring.
import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {cpuSeconds, memoryMb, run, start} from './machine.mjs';

export function folder(t) {
  const path = mkdtempSync(join(tmpdir(), 'signet-bench-'));
  t.push(async () => rmSync(path, {recursive: true, force: true}));
  return path;
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const {port} = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export class Signet {
  // As in production but for the limits on requests; in a folder of its own, or again in `directory`. `env` adds settings.
  static async start(t, binary, env = {}, directory = folder(t)) {
    const out = join(directory, 'dev.out');
    rmSync(out, {force: true});
    const settings = {SIGNET_LIMITS__REQUESTS: 'off', SIGNET_LIMITS__CONNECTIONS_PER_ADDRESS: 'off', SIGNET_LIMITS__LOGIN: 'off', ...env};
    const began = process.hrtime.bigint();
    const running = start('/bin/sh', ['-c', `exec "${binary}" dev --listen 127.0.0.1:0 -o json >dev.out 2>dev.log`],
                          {cwd: directory, env: {...process.env, ...settings}});
    while (!existsSync(out) || !readFileSync(out, 'utf8').endsWith('\n')) {
      if (running.child.exitCode !== null) throw new Error(`signet dev ended: ${readFileSync(join(directory, 'dev.log'), 'utf8')}`);
      await pause(1);
    }
    const signet = new Signet();
    Object.assign(signet, {binary, directory, running, settings, readyMs: Number(process.hrtime.bigint() - began) / 1e6,
                           ...JSON.parse(readFileSync(out, 'utf8'))});
    t.push(() => signet.stop());
    return signet;
  }

  get pid() { return this.running.pid; }
  stop() { return this.running.stop(); }
  memoryMb() { return memoryMb(this.pid); }
  cpuSeconds() { return cpuSeconds(this.pid); }

  // A counter of its /metrics.
  async counted(name) {
    const text = await (await fetch(`${this.management_url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)[1]);
  }

  // One scenario of `signet bench`.
  async bench(only, connections, seconds, more = []) {
    const [person] = this.accounts;
    const text = await run(this.binary, ['bench', '--config', join(this.directory, 'var/dev.toml'), '--user', person.email, '--connections', String(connections),
                                         '--seconds', String(seconds), '--only', only, '-o', 'json', ...more], {input: person.password + '\n'});
    return JSON.parse(text)[0];
  }

  // An access token with openid in its scope, by a client that introspects, and what proves who that is.
  async token() {
    const [person] = this.accounts;
    const answer = await fetch(`${this.issuer}/api/auth/login`, {method: 'POST', headers: {'Content-Type': 'application/json'},
                                                                 body: JSON.stringify({email: person.email, password: person.password})});
    if (answer.status !== 200) throw new Error(`no token: ${answer.status} ${await answer.text()}`);
    return (await answer.json()).access_token;
  }
}

// nginx with as many workers as Signet has threads, serving these bytes.
export async function nginx(t, body, type = 'application/json') {
  const directory = folder(t);
  const port = await freePort();
  writeFileSync(join(directory, 'body'), body);
  writeFileSync(join(directory, 'nginx.conf'), `
    daemon off; worker_processes 2; pid ${directory}/pid; error_log /dev/null; ${process.getuid() === 0 ? 'user root;' : ''}
    events { worker_connections 1024; }
    http {
      access_log off; sendfile on; tcp_nodelay on; open_file_cache max=16 inactive=1h; open_file_cache_valid 1h; keepalive_requests 1000000000; client_body_temp_path ${directory}; proxy_temp_path ${directory};
      fastcgi_temp_path ${directory}; uwsgi_temp_path ${directory}; scgi_temp_path ${directory};
      server { listen 127.0.0.1:${port} reuseport; root ${directory}; default_type ${type}; }
    }`);
  const running = start('/usr/sbin/nginx', ['-c', join(directory, 'nginx.conf')]);
  t.push(() => running.stop());
  const url = `http://127.0.0.1:${port}/body`;
  for (let i = 0; i < 200; ++i) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.status === 200) return {url, etag: answer.headers.get('etag')};
    await pause(10);
  }
  throw new Error('nginx does not answer');
}
