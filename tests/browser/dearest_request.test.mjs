// What the dearest single request costs the server in CPU time, outside of the password lane [R-DOS-8]: every seed of the
// fuzz targets, sent to whoever reads such bytes, and the largest and most repetitive requests that get past the front
// door. Every one must be answered, and none as a fault of ours. The time itself is judged only where
// SIGNET_CPU_LIMIT_MS says by what, which scripts/bench does on a quiet machine.
import assert from 'node:assert/strict';
import {generateKeyPairSync, randomBytes} from 'node:crypto';
import {readdirSync, readFileSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {connect} from 'node:net';
import {test} from 'node:test';
import {Signet} from './support/signet.mjs';

const kRounds = 5;            // the least of them counts: the server's own housekeeping is not the request's
const kBody = 64 * 1024;      // what a form may have
const kHead = 12 * 1024;

const seedsOf = async (target) => {
  const directory = new URL(`../fuzz/seeds/${target}/`, import.meta.url);
  return Promise.all((await readdir(directory)).map(async (name) => [`${target}/${name}`, await readFile(new URL(name, directory))]));
};
const filled = (unit, size) => unit.repeat(Math.floor(size / unit.length));
const encoded = (bytes) => [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const base64url = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const form = 'application/x-www-form-urlencoded';
const json = 'application/json';

// A request as bytes. Of a header's value only what may stand in one is kept, so that it reaches its reader.
function http(method, path, {headers = {}, body = Buffer.alloc(0), type} = {}) {
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: x', 'Connection: close'];
  for (const [name, value] of Object.entries(headers)) {
    lines.push(`${name}: ${value.toString('latin1').replace(/[^\x20-\x7e\x80-\xff]/g, '').trim()}`);
  }
  if (method !== 'GET') {
    lines.push(`Content-Type: ${type ?? form}`, `Content-Length: ${Buffer.byteLength(body)}`);
  }
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), Buffer.from(body)]);
}

async function corpus({client}) {
  const requests = [];
  const add = (name, bytes) => requests.push([name, bytes]);
  const authorize = (name, parameters) => add(name, http('GET', `/oauth2/authorize?${parameters}`));
  const asClient = `client_id=${client.client_id}&client_secret=${client.client_secret}`;
  const register = (name, body) => add(name, http('POST', '/oauth2/register', {body, type: json}));

  for (const [name, bytes] of await seedsOf('framing')) add(name, bytes);
  for (const [name, bytes] of await seedsOf('form')) {
    add(`token ${name}`, http('POST', '/oauth2/token', {body: bytes}));
    add(`authorize ${name}`, http('POST', '/oauth2/authorize', {body: bytes}));
  }
  for (const [name, bytes] of await seedsOf('cookie')) add(name, http('GET', '/account', {headers: {Cookie: bytes}}));
  for (const [name, bytes] of await seedsOf('basic_auth')) add(name, http('POST', '/oauth2/token', {headers: {Authorization: bytes}}));
  for (const target of ['jwt', 'jose_verify', 'base64url']) {
    for (const [name, bytes] of await seedsOf(target)) {
      add(`userinfo ${name}`, http('GET', '/oauth2/userinfo', {headers: {Authorization: `Bearer ${bytes.toString('latin1')}`}}));
      add(`introspect ${name}`, http('POST', '/oauth2/introspect', {body: `${asClient}&token=${encoded(bytes)}`}));
    }
  }
  for (const [name, bytes] of await seedsOf('jwe')) {
    authorize(name, `client_id=${client.client_id}&request=${encoded(bytes)}`);
    authorize(`${name} as a header`, `client_id=${client.client_id}&request=${base64url(bytes.toString('latin1'))}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA`);
  }
  for (const target of ['json', 'metadata']) {
    for (const [name, bytes] of await seedsOf(target)) {
      register(name, bytes);
      add(`api ${name}`, http('POST', '/api/auth/refresh', {body: bytes, type: json}));
    }
  }
  for (const [name, bytes] of await seedsOf('jwks')) {
    register(name, `{"redirect_uris":["https://a.example.test/"],"token_endpoint_auth_method":"private_key_jwt","jwks":${bytes.toString('latin1')}}`);
  }
  for (const target of ['redirect_uri', 'url', 'scope', 'pages']) {
    for (const [name, bytes] of await seedsOf(target)) {
      authorize(name, `client_id=${client.client_id}&redirect_uri=${encoded(bytes)}&scope=${encoded(bytes)}&login_hint=${encoded(bytes)}&ui_locales=${encoded(bytes)}`);
    }
  }

  // The largest and most repetitive of each kind.
  for (const [name, unit] of [['pairs', 'a=&'], ['names', 'client_id&'], ['escapes', '%41'], ['separators', '&'], ['plus', '+'], ['equals', '=']]) {
    const body = filled(unit, kBody);
    add(`64 KiB of ${name} to the token endpoint`, http('POST', '/oauth2/token', {body}));
    add(`64 KiB of ${name} to the login`, http('POST', '/account', {body}));
    add(`64 KiB of ${name} pushed`, http('POST', '/oauth2/par', {body: `${asClient}&x=${body}`.slice(0, kBody)}));
  }
  const scopes = Array.from({length: 12_000}, (_, i) => i.toString(36)).join('+');
  add('12,000 scopes', http('POST', '/oauth2/token', {body: `${asClient}&grant_type=client_credentials&scope=${scopes}`.slice(0, kBody)}));
  add('1,000 resources', http('POST', '/oauth2/token', {body: `${asClient}&grant_type=client_credentials&${filled('resource=https://a.example.test/&', 60_000)}`}));
  add('deep claims', http('POST', '/oauth2/par', {body: `${asClient}&response_type=code&claims=${filled('%7B%22a%22:', kBody / 2)}`}));
  add('wide claims', http('POST', '/oauth2/par', {
    body: `${asClient}&response_type=code&scope=openid&claims=${encodeURIComponent(JSON.stringify({userinfo: Object.fromEntries(Array.from({length: 2000}, (_, i) => [`c${i}`, null]))}))}`}));
  add('cookies', http('GET', '/account', {headers: {Cookie: filled('signet_t=a; ', kHead)}}));
  add('refresh cookies', http('POST', '/api/auth/refresh', {headers: {Cookie: filled('signet_refresh=AAAA; ', kHead)}}));
  add('deep JSON', http('POST', '/api/auth/refresh', {body: filled('{"a":', kBody), type: json}));
  add('session cookies', http('GET', '/account', {headers: {Cookie: filled('signet_session=AAAA; ', kHead)}}));
  add('languages', http('GET', '/login', {headers: {'Accept-Language': filled('de-CH;q=0.1,', kHead)}}));
  add('ui_locales', http('GET', `/oauth2/authorize?client_id=${client.client_id}&ui_locales=${filled('de-', 6000)}`));
  add('query', http('GET', `/oauth2/authorize?${filled('a&', 7000)}`));
  add('prompt', http('GET', `/oauth2/authorize?client_id=${client.client_id}&prompt=${filled('login+', 6000)}`));
  add('a sealed transaction of rubbish', http('GET', `/login?t=${filled('A', 7000)}`));
  const token = (header, payload, signature) => `${base64url(header)}.${base64url(payload)}.${signature.toString('base64url')}`;
  add('a large forged token', http('POST', '/oauth2/introspect', {
    body: `${asClient}&token=${token({alg: 'RS256', typ: 'at+jwt', kid: 'k'}, {x: filled('a', 20_000)}, randomBytes(256))}`}));
  add('dots', http('POST', '/oauth2/introspect', {body: `${asClient}&token=${filled('.', 60_000)}`}));
  authorize('a large request object', `client_id=${client.client_id}&request=${token({alg: 'PS512'}, {x: filled('a', 4000)}, randomBytes(256))}`);
  add('an encrypted request object', http('POST', '/oauth2/par', {
    body: `${asClient}&request=${base64url({alg: 'ECDH-ES', enc: 'A256CBC-HS512', epk: generateKeyPairSync('ec', {namedCurve: 'P-256'}).publicKey.export({format: 'jwk'})})}..AAAAAAAAAAAAAAAAAAAAAA.${filled('A', 40_000)}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`}));

  const uris = Array.from({length: 1500}, (_, i) => `https://a${i}.example.test/callback`);
  register('many redirect URIs', JSON.stringify({redirect_uris: uris}));
  register('many web origins', JSON.stringify({redirect_uris: uris.slice(0, 1), web_origins: uris}));
  register('deep metadata', filled('{"a":', kBody));
  register('wide metadata', `{${Array.from({length: 4000}, (_, i) => `"c${i}":1`).join(',')},"redirect_uris":[]}`);
  register('long names', JSON.stringify({redirect_uris: uris.slice(0, 1), client_name: filled('\u202ea', 30_000)}));
  const rsa = generateKeyPairSync('rsa', {modulusLength: 4096}).publicKey.export({format: 'jwk'});
  const ec = generateKeyPairSync('ec', {namedCurve: 'P-521'}).publicKey.export({format: 'jwk'});
  const huge = {kty: 'RSA', n: randomBytes(2048).toString('base64url'), e: randomBytes(2047).toString('base64url')};
  for (const [name, key, count] of [['RSA keys', rsa, 80], ['curve points', ec, 250], ['huge RSA keys', huge, 10]]) {
    register(`many ${name}`, JSON.stringify({
      redirect_uris: uris.slice(0, 1), token_endpoint_auth_method: 'private_key_jwt',
      jwks: {keys: Array.from({length: count}, (_, i) => ({...key, kid: `k${i}`}))}}));
  }
  return requests;
}

// Sends the bytes and waits for the end; the status, or 0 where the connection was closed without an answer.
function send(signet, bytes) {
  const {hostname, port} = new URL(signet.issuer);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect({host: hostname, port: Number(port)}, () => socket.end(bytes));
    socket.setEncoding('latin1').on('data', (text) => { answer += text; });
    socket.once('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)));
    socket.once('error', (error) => (answer ? resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)) : reject(error)));
  });
}

function cpuMilliseconds(pid) {
  let total = 0;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    try {
      total += Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // It has just ended.
    }
  }
  return total / 1e6;
}

test('no single request is dear', async (t) => {
  const signet = await Signet.start(t, {
    environment: async () => ({
      SIGNET_LIMITS__REQUESTS: 'off', SIGNET_LIMITS__CONNECTIONS_PER_ADDRESS: 'off', SIGNET_LIMITS__PUSHED_REQUESTS: 'off',
      SIGNET_REGISTRATION__MODE: 'open', SIGNET_REGISTRATION__PER_HOUR: 'off', SIGNET_REGISTRATION__MAX_CLIENTS: '100000',
    }),
  });
  const client = await signet.register({
    redirect_uris: ['https://app.example.test/callback'], grant_types: ['authorization_code', 'client_credentials'],
    token_endpoint_auth_method: 'client_secret_post', scope: 'openid bench',
  });
  const costs = [];
  for (const [name, bytes] of await corpus({client})) {
    let least = Infinity;
    for (let round = 0; round < kRounds; ++round) {
      const before = cpuMilliseconds(signet.pid);
      const status = await send(signet, bytes);
      least = Math.min(least, cpuMilliseconds(signet.pid) - before);
      assert.ok(status < 500 || status === 501 || status === 505, `${name} was answered with ${status}`);
      if (!name.startsWith('framing/')) {
        assert.notEqual(status, 0, `${name} was not answered`);
      }
    }
    costs.push([least, name]);
  }
  assert.ok(costs.length > 200, `${costs.length} requests`);
  costs.sort(([a], [b]) => b - a);
  console.log(`the dearest of ${costs.length} requests, in ms of CPU:`);
  for (const [cost, name] of costs.slice(0, 5)) {
    console.log(`  ${cost.toFixed(2)}  ${name}`);
  }
  const limit = Number(process.env.SIGNET_CPU_LIMIT_MS ?? Infinity);
  assert.ok(costs[0][0] <= limit, `${costs[0][1]} costs more than ${limit} ms of CPU`);
});
