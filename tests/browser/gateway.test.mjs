// Debian's nginx and Caddy in front of a small service, configured as docs/gateway.md says.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {chmod, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {createServer as createHttpServer} from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {setTimeout} from 'node:timers/promises';
import {freePort} from './support/free_port.mjs';
import {Signet} from './support/signet.mjs';

const documentation = await readFile(new URL('../../docs/gateway.md', import.meta.url), 'utf8');

// The block of the document in `language`, with the ports of this test.
function documented(language, ports) {
  const [, block] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(documentation);
  return Object.entries(ports).reduce((text, [from, to]) => {
    assert.ok(text.includes(`127.0.0.1:${from}`), from);
    return text.replaceAll(`127.0.0.1:${from}`, `127.0.0.1:${to}`);
  }, block);
}

// What reached the service behind the proxy comes back.
async function startService(t) {
  const server = createHttpServer(async (request, response) => {
    // Read to its end: who answers earlier and closes makes of a proxy that still sends a 502.
    for await (const chunk of request) void chunk;
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({method: request.method, url: request.url, headers: request.headers}));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return server.address().port;
}

async function run(t, url, command, args, options = {}) {
  let output = '';
  const child = spawn(command, args, {stdio: ['ignore', 'pipe', 'pipe'], ...options});
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => { output += text; });
  }
  t.after(async () => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  });
  while (await fetch(url).then(() => false, () => true)) {
    assert.equal(child.exitCode, null, output);
    await setTimeout(50);  // it is starting
  }
}

const proxies = {
  async nginx(t, directory, ports) {
    const port = await freePort();
    await chmod(directory, 0o777);  // its children run as nobody
    await writeFile(join(directory, 'nginx.conf'), `
${process.getuid() === 0 ? 'user nobody nogroup;' : ''}
daemon off;
pid ${directory}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${directory}/${name};`).join('\n')}
  ${documented('nginx', {8000: port, ...ports})}
}
`);
    await run(t, `http://127.0.0.1:${port}/`, '/usr/sbin/nginx', ['-c', join(directory, 'nginx.conf'), '-p', directory]);
    return port;
  },
  async Caddy(t, directory, ports) {
    const port = await freePort();
    const file = join(directory, 'Caddyfile');
    await writeFile(file, `{\n\tadmin off\n\tauto_https off\n}\n${documented('caddy', {8001: port, ...ports})}`);
    await run(t, `http://127.0.0.1:${port}/`, 'caddy', ['run', '--config', file, '--adapter', 'caddyfile'],
              {env: {...process.env, HOME: directory, XDG_CONFIG_HOME: directory, XDG_DATA_HOME: directory}});
    return port;
  },
};

async function accessToken(signet, client, scope) {
  const response = await fetch(`${signet.issuer}/oauth2/token`, {
    method: 'POST',
    headers: {Authorization: `Basic ${Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64')}`},
    body: new URLSearchParams({grant_type: 'client_credentials', scope}),
  });
  return (await response.json()).access_token;
}

// What a client says to get in as somebody else.
const pretended = {
  'X-Auth-Subject': 'mallory', 'X-Auth-Client': 'mallory', 'X-Auth-Scope': 'everything', 'X-Auth-Roles': 'boss', 'X-Auth-Token': 'forged',
};

for (const [name, start] of Object.entries(proxies)) {
  test(`${name} lets through whom the policy allows, and says who it is`, async (t) => {
    const signet = await Signet.start(t, {environment: async () => ({
      SIGNET_GATEWAY__POLICIES: 'orders?scope=orders:read', SIGNET_GATEWAY__QUOTA: '20'})});
    const client = await signet.register({
      client_name: 'A service', grant_types: ['client_credentials', 'authorization_code'], scope: 'orders:read orders:write',
      redirect_uris: ['https://service.example.test/callback']});
    const directory = await mkdtemp(join(tmpdir(), 'signet-gateway-'));
    t.after(() => rm(directory, {recursive: true, force: true}));
    const port = await start(t, directory, {8080: new URL(signet.issuer).port, 9000: await startService(t)});
    const ask = (token, options = {}) => fetch(`http://127.0.0.1:${port}/orders/7?page=2`, {
      ...options, headers: {...(token && {Authorization: `Bearer ${token}`}), ...options.headers}});

    const token = await accessToken(signet, client, 'orders:read');
    const allowed = await ask(token);
    assert.equal(allowed.status, 200);
    const seen = await allowed.json();
    assert.equal(seen.url, '/orders/7?page=2');
    assert.equal(seen.headers['x-auth-subject'], client.client_id);
    assert.equal(seen.headers['x-auth-client'], client.client_id);
    assert.equal(seen.headers['x-auth-scope'], 'orders:read');

    const posted = await ask(token, {method: 'POST', body: 'x'.repeat(200_000), headers: pretended});
    assert.equal(posted.status, 200, 'what the client sends is not the gateway\'s business');
    const {headers} = await posted.json();
    assert.deepEqual(
        [headers['x-auth-subject'], headers['x-auth-client'], headers['x-auth-scope'], headers['x-auth-roles'] || undefined, headers['x-auth-token'] || undefined],
        [client.client_id, client.client_id, 'orders:read', undefined, undefined], 'none of what the client pretended passes');

    const nobody = await ask(undefined, {headers: pretended});
    assert.equal(nobody.status, 401);
    assert.equal(nobody.headers.get('www-authenticate'), 'Bearer realm="signet"');
    const forged = await ask(`${token}x`);
    assert.equal(forged.status, 401);
    assert.match(forged.headers.get('www-authenticate'), /error="invalid_token"/);
    const narrow = await ask(await accessToken(signet, client, 'orders:write'));
    assert.equal(narrow.status, 403);
    assert.match(narrow.headers.get('www-authenticate'), /error="insufficient_scope".*scope="orders:read"/);

    let last = allowed;
    for (let attempt = 0; attempt < 20 && last.status === 200; ++attempt) {
      last = await ask(token);
    }
    assert.equal(last.status, 429);
    assert.match(last.headers.get('retry-after'), /^[1-9]/);

    const another = await accessToken(signet, await signet.register({
      client_name: 'Another', grant_types: ['client_credentials', 'authorization_code'], scope: 'orders:read',
      redirect_uris: ['https://service.example.test/callback']}), 'orders:read');
    assert.equal((await ask(another)).status, 200);
    const [{client_id}] = (await signet.run('client list')).filter((one) => one.client_name === 'Another');
    await signet.run('client update', client_id, '--disable');
    for (let attempt = 0; attempt < 40 && last.status !== 401; ++attempt) {
      await setTimeout(50);
      last = await ask(another);
    }
    assert.equal(last.status, 401, 'whoever is gone is refused within moments, not at the end of the token');
  });
}
