// TLS in the process, without any proxy: with real clients, good and bad.
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {once} from 'node:events';
import {createHash, createPublicKey, X509Certificate} from 'node:crypto';
import {copyFile, readFile, writeFile} from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {setTimeout} from 'node:timers/promises';
import tls from 'node:tls';
import {promisify} from 'node:util';
import {directoryWithCertificate} from './support/certificate.mjs';
import {closeChromium, person} from './support/chromium.mjs';
import {freePort} from './support/free_port.mjs';
import {serve} from './support/serve.mjs';

after(closeChromium);

async function withTls(t, more = {}) {
  const directory = await directoryWithCertificate(t);
  const cert = join(directory, 'cert.pem');
  const key = join(directory, 'key.pem');
  const port = await freePort();
  const issuer = `https://127.0.0.1:${port}`;
  const signet = await serve(t, {
    SIGNET_ISSUER: issuer, SIGNET_LISTEN: `127.0.0.1:${port}`, SIGNET_TLS__CERT_FILE: cert, SIGNET_TLS__KEY_FILE: key, ...more,
  });
  return {...signet, issuer, port, cert, key, ca: await readFile(cert)};
}

// The answer, whatever its status, over a connection of its own.
const get = (url, options) => new Promise((resolve, reject) => {
  (url.startsWith('https:') ? https : http).get(url, {agent: false, ...options}, (response) => {
    let body = '';
    response.setEncoding('utf8').on('data', (text) => { body += text; }).on('end', () => resolve({status: response.statusCode, headers: response.headers, body}));
  }).on('error', reject);
});

// What becomes of a TLS connection: the version and the cipher, or why there is none.
const shakeHands = (port, options) => new Promise((resolve) => {
  const socket = tls.connect({host: '127.0.0.1', port, rejectUnauthorized: false, ...options}, () => {
    resolve({version: socket.getProtocol(), cipher: socket.getCipher().name, certificate: socket.getPeerCertificate().fingerprint256});
    socket.destroy();
  });
  socket.on('error', (error) => resolve({failed: error.code ?? error.message}));
});

test('a person signs in over TLS, and every answer insists on it', async (t) => {
  const signet = await withTls(t);
  const document = await get(`${signet.issuer}/.well-known/openid-configuration`, {ca: signet.ca});
  assert.equal(document.status, 200);
  assert.equal(JSON.parse(document.body).issuer, signet.issuer);
  assert.match(document.headers['strict-transport-security'], /max-age=31536000/);
  assert.match(signet.log(), new RegExp(`"url":"${signet.issuer}"`));  // what serve() has waited for

  const invitation = await signet.run('account invite', 'carol@example.test', '--link');
  const page = await person(t, {ignoreHTTPSErrors: true});
  await page.goto(invitation.link);
  await page.fill('#new-password', 'plenty of orange bicycles');
  await page.click('#password-submit');
  assert.equal(page.url(), `${signet.issuer}/account`);
  const cookies = await page.context().cookies();
  assert.ok(cookies.some(({name, secure}) => name === '__Host-signet_session' && secure));

  // Many requests over one connection, and many connections at once.
  const agent = new https.Agent({keepAlive: true, maxSockets: 8, ca: signet.ca});
  const answers = await Promise.all(Array.from({length: 200}, () => get(`${signet.issuer}/oauth2/jwks`, {agent})));
  assert.ok(answers.every(({status, body}) => status === 200 && body === answers[0].body));
  agent.destroy();
});

test('only TLS 1.2 with the ciphers of FAPI and 1.3 are agreed upon, and only http/1.1 inside', async (t) => {
  const {port} = await withTls(t);
  assert.equal((await shakeHands(port, {})).version, 'TLSv1.3');
  const older = await shakeHands(port, {maxVersion: 'TLSv1.2'});
  assert.equal(older.version, 'TLSv1.2');
  assert.match(older.cipher, /^ECDHE-ECDSA-AES(128|256)-GCM-SHA(256|384)$/);
  assert.ok((await shakeHands(port, {minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL@SECLEVEL=0'})).failed);
  assert.ok((await shakeHands(port, {maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA'})).failed);
  assert.ok((await shakeHands(port, {ALPNProtocols: ['h2']})).failed);
  assert.ok((await shakeHands(port, {ALPNProtocols: ['h2', 'http/1.1']})).version);
});

test('whoever speaks plain http, nothing, or half a handshake has no more time than others', async (t) => {
  const signet = await withTls(t, {SIGNET_HTTP__HEAD_TIMEOUT: '1s'});
  await assert.rejects(get(`http://127.0.0.1:${signet.port}/`), /hang up|ECONNRESET|EPIPE|Parse Error/);
  for (const beginning of [Buffer.alloc(0), Buffer.from([0x16, 0x03, 0x01, 0x02])]) {
    const socket = net.connect(signet.port, '127.0.0.1');
    socket.write(beginning);
    const begun = Date.now();
    socket.resume();
    await once(socket, 'close');
    assert.ok(Date.now() - begun < 20_000, 'it was ended');
  }
  assert.equal((await get(`${signet.issuer}/oauth2/jwks`, {ca: signet.ca})).status, 200, 'and others are served');
});

test('the last answer of a connection ends with close_notify', async (t) => {
  const signet = await withTls(t);
  const socket = tls.connect({host: '127.0.0.1', port: signet.port, ca: signet.ca});
  await once(socket, 'secureConnect');
  socket.write('GET /oauth2/jwks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  let text = '';
  socket.setEncoding('utf8').on('data', (more) => { text += more; });
  await once(socket, 'end');  // Node says `end` for close_notify
  assert.match(text, /^HTTP\/1\.1 200/);
  assert.equal(await signet.stop(), 0);
});

test('a renewed certificate is in use within a second or two, without a restart', async (t) => {
  const signet = await withTls(t);
  const before = (await shakeHands(signet.port, {})).certificate;
  const renewed = await directoryWithCertificate(t);
  await copyFile(join(renewed, 'key.pem'), signet.key);
  await setTimeout(1200);
  assert.equal((await shakeHands(signet.port, {})).certificate, before, 'half of it is none');
  await copyFile(join(renewed, 'cert.pem'), signet.cert);
  const deadline = Date.now() + 20_000;
  while ((await shakeHands(signet.port, {})).certificate === before) {
    assert.ok(Date.now() < deadline);
    await setTimeout(100);
  }
  for (const event of ['certificates_not_renewed', 'certificates_renewed']) {
    while (!signet.log().includes(`"${event}"`)) {  // lines are written a moment later
      assert.ok(Date.now() < deadline, event);
      await setTimeout(20);
    }
  }
});

test('plain http leads to https and does nothing else', async (t) => {
  const plain = await freePort();
  const signet = await withTls(t, {SIGNET_TLS__REDIRECT_LISTEN: `127.0.0.1:${plain}`});
  const answer = await get(`http://127.0.0.1:${plain}/login?a=b`, {headers: {Host: 'evil.example'}});
  assert.equal(answer.status, 302);
  assert.equal(answer.headers.location, `${signet.issuer}/login?a=b`);
  const posted = await fetch(`http://127.0.0.1:${plain}/oauth2/token`, {method: 'POST', body: 'grant_type=client_credentials'}).catch((error) => error);
  assert.notEqual(posted.status, 200);
});

test('openssl s_client verifies the certificate', async (t) => {
  const signet = await withTls(t);
  const client = promisify(execFile)('openssl', ['s_client', '-connect', `127.0.0.1:${signet.port}`, '-CAfile', signet.cert, '-tls1_2', '-brief']);
  client.child.stdin.end();
  const {stderr} = await client;
  assert.match(stderr, /Verification: OK/);
});

// A request over a connection of its own that may show a certificate.
const call = (url, {form, ...options}) => new Promise((resolve, reject) => {
  const body = form ? new URLSearchParams(form).toString() : undefined;
  const request = https.request(url, {
    agent: false, method: form ? 'POST' : 'GET', ...options,
    headers: {...(form ? {'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length} : {}), ...options.headers},
  }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => resolve({status: response.statusCode, json: JSON.parse(text || '{}')}));
  });
  request.on('error', reject).end(body);
});

test('a client proves itself by its certificate, and its tokens belong to it', async (t) => {  // [RS-03] [R-CA-7]
  const port = await freePort();
  const mtls = `https://localhost:${port}`;
  const directory = await directoryWithCertificate(t);
  const cert = join(directory, 'cert.pem');
  const key = join(directory, 'key.pem');
  const issuer = `https://127.0.0.1:${port}`;
  const signet = await serve(t, {
    SIGNET_ISSUER: issuer, SIGNET_LISTEN: `127.0.0.1:${port}`, SIGNET_TLS__CERT_FILE: cert, SIGNET_TLS__KEY_FILE: key,
    SIGNET_MTLS__ENABLED: 'true', SIGNET_MTLS__URL: mtls,
  });
  const own = await directoryWithCertificate(t);
  const shown = {cert: await readFile(join(own, 'cert.pem')), key: await readFile(join(own, 'key.pem'))};
  const jwks = join(own, 'jwks.json');
  await writeFile(jwks, JSON.stringify({keys: [createPublicKey(shown.key).export({format: 'jwk'})]}));
  const metadata = join(own, 'client.json');
  await writeFile(metadata, JSON.stringify({
    client_name: 'Machine', token_endpoint_auth_method: 'self_signed_tls_client_auth', grant_types: ['client_credentials'], response_types: [],
    tls_client_certificate_bound_access_tokens: true, jwks: JSON.parse(await readFile(jwks, 'utf8')),
  }));
  const {client_id} = await signet.run('client create', '--metadata', metadata);

  // The name on the server's certificate is another matter than the one that is called.
  const trust = {ca: await readFile(cert), checkServerIdentity: () => undefined};
  const document = (await call(`${issuer}/.well-known/openid-configuration`, trust)).json;
  assert.equal(document.mtls_endpoint_aliases.token_endpoint, `${mtls}/oauth2/token`);
  const form = {grant_type: 'client_credentials', client_id};
  const token = async (url, more) => {
    for (let attempt = 0; ; ++attempt) {  // the server knows a client of the command line within a second
      const answer = await call(url, {...trust, form, ...more});
      if (answer.status === 200 || attempt === 20 || !more.cert) return answer;
      await setTimeout(100);
    }
  };
  const granted = await token(document.mtls_endpoint_aliases.token_endpoint, shown);
  assert.equal(granted.status, 200, JSON.stringify(granted.json));
  const {cnf} = JSON.parse(Buffer.from(granted.json.access_token.split('.')[1], 'base64url'));
  assert.equal(cnf['x5t#S256'], createHash('sha256').update(new X509Certificate(shown.cert).raw).digest('base64url'));
  assert.equal((await token(document.mtls_endpoint_aliases.token_endpoint, {})).status, 401);
  assert.equal((await call(document.token_endpoint, {...trust, form, ...shown})).status, 401, 'nobody is asked for one there');

  const headers = {authorization: `Bearer ${granted.json.access_token}`};
  const about = async (more) => (await call(document.mtls_endpoint_aliases.userinfo_endpoint, {...trust, headers, ...more})).json.error;
  assert.equal(await about(shown), 'insufficient_scope', 'it is the holder, but no person is behind it');
  assert.equal(await about({}), 'invalid_token');
});
