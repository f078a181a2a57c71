// Debian's nginx and Caddy speak TLS with clients that show certificates, and pass them on as docs/fapi.md says [R-CA-7].
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {createHash, createPublicKey, X509Certificate} from 'node:crypto';
import {once} from 'node:events';
import {chmod, mkdir, readFile, writeFile} from 'node:fs/promises';
import https from 'node:https';
import {join} from 'node:path';
import {test} from 'node:test';
import {setTimeout} from 'node:timers/promises';
import {directoryWithCertificate} from './support/certificate.mjs';
import {freePort} from './support/free_port.mjs';
import {serve} from './support/serve.mjs';

const documented = await readFile(new URL('../../docs/fapi.md', import.meta.url), 'utf8');

// The lines of the documentation's block that begins with `first`.
function block(first) {
  const lines = documented.split('\n');
  const begin = lines.findIndex((line) => line === `    ${first}`);
  assert.ok(begin >= 0, first);
  const rest = lines.slice(begin);
  return rest.slice(0, rest.findIndex((line) => line === '')).map((line) => line.slice(4)).join('\n');
}

const proxies = {
  nginx: async (directory, port, upstream) => {
    await writeFile(join(directory, 'nginx.conf'), `
${process.getuid() === 0 ? 'user nobody nogroup;' : ''}
daemon off;
pid ${directory}/nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${directory}/${name};`).join('\n')}
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate ${directory}/cert.pem;
    ssl_certificate_key ${directory}/key.pem;
    location / {
      proxy_pass http://127.0.0.1:${upstream};
    }
    ${block('ssl_verify_client optional_no_ca;')}
  }
}
`);
    return ['/usr/sbin/nginx', ['-c', join(directory, 'nginx.conf'), '-p', directory]];
  },
  Caddy: async (directory, port, upstream) => {
    const inside = block('tls {').replace('tls {', `tls ${directory}/cert.pem ${directory}/key.pem {`).replace('127.0.0.1:8080', `127.0.0.1:${upstream}`);
    await writeFile(join(directory, 'Caddyfile'), `{\n\tadmin off\n\tauto_https disable_redirects\n}\nhttps://localhost:${port} {\n${inside}\n}\n`);
    await mkdir(join(directory, 'home'), {recursive: true});
    return ['/usr/bin/caddy', ['run', '--config', join(directory, 'Caddyfile'), '--adapter', 'caddyfile']];
  },
};

const call = (url, {form, ...options} = {}) => new Promise((resolve, reject) => {
  const body = form ? new URLSearchParams(form).toString() : undefined;
  const request = https.request(url, {
    agent: false, rejectUnauthorized: false, family: 4, method: form ? 'POST' : 'GET', ...options,
    headers: {...(form ? {'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length} : {}), ...options.headers},
  }, (response) => {
    let text = '';
    response.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => resolve({status: response.statusCode, text}));
  });
  request.on('error', reject).end(body);
});

for (const [name, configure] of Object.entries(proxies)) {
  test(`${name} passes on the certificate of its client, and nobody else can`, async (t) => {
    const directory = await directoryWithCertificate(t);
    await chmod(directory, 0o777);  // nginx's children run as nobody
    const [port, upstream] = [await freePort(), await freePort()];
    const signet = await serve(t, {
      SIGNET_ISSUER: `https://localhost:${port}`, SIGNET_LISTEN: `127.0.0.1:${upstream}`, SIGNET_TRUSTED_PROXIES: '127.0.0.1/32',
      SIGNET_MTLS__ENABLED: 'true', SIGNET_MTLS__CERTIFICATE_HEADER: 'Client-Cert',
    });
    const [command, args] = await configure(directory, port, upstream);
    let output = '';
    const proxy = spawn(command, args, {stdio: ['ignore', 'pipe', 'pipe'], env: {...process.env, HOME: join(directory, 'home')}});
    for (const stream of [proxy.stdout, proxy.stderr]) stream.setEncoding('utf8').on('data', (text) => { output += text; });
    t.after(async () => {
      if (proxy.exitCode === null) {
        proxy.kill('SIGTERM');
        await once(proxy, 'exit');
      }
    });
    while (await call(`https://localhost:${port}/`).then(() => false, () => true)) {
      assert.equal(proxy.exitCode, null, output);
      await setTimeout(50);  // it is starting
    }

    const own = await directoryWithCertificate(t);
    const shown = {cert: await readFile(join(own, 'cert.pem')), key: await readFile(join(own, 'key.pem'))};
    const metadata = join(own, 'client.json');
    await writeFile(metadata, JSON.stringify({
      client_name: 'Machine', token_endpoint_auth_method: 'self_signed_tls_client_auth', grant_types: ['client_credentials'], response_types: [],
      tls_client_certificate_bound_access_tokens: true, jwks: {keys: [createPublicKey(shown.key).export({format: 'jwk'})]},
    }));
    const {client_id} = await signet.run('client create', '--metadata', metadata);
    const form = {grant_type: 'client_credentials', client_id};
    const token = (more) => call(`https://localhost:${port}/oauth2/token`, {form, ...more});
    let granted = await token(shown);
    for (let attempt = 0; granted.status !== 200 && attempt < 20; ++attempt) {  // a client of the command line is known within a second
      await setTimeout(100);
      granted = await token(shown);
    }
    assert.equal(granted.status, 200, granted.text);
    const {access_token} = JSON.parse(granted.text);
    const {cnf} = JSON.parse(Buffer.from(access_token.split('.')[1], 'base64url'));
    const der = new X509Certificate(shown.cert).raw;
    assert.equal(cnf['x5t#S256'], createHash('sha256').update(der).digest('base64url'));

    assert.equal((await token({})).status, 401);
    const forged = await token({headers: {'client-cert': `:${der.toString('base64')}:`}});
    assert.equal(forged.status, 401, 'the proxy overwrites what its client writes there');
  });
}
