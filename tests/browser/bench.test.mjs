// `signet bench` against a running server: every scenario is answered as it should be, and nothing is left behind. How fast it is, is not
// for a test to say.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import {directoryWithCertificate} from './support/certificate.mjs';
import {databases} from './support/databases.mjs';
import {freePort} from './support/free_port.mjs';
import {serve} from './support/serve.mjs';
import {Signet} from './support/signet.mjs';

for (const database of databases) {
  test(`every scenario gets its answers (${database.name})`, async (t) => {
    // Guesses, too: on a slow machine logins that the warm-up left behind are still being decided, and count as such.
    const off = {SIGNET_LIMITS__REQUESTS: 'off', SIGNET_LIMITS__CONNECTIONS_PER_ADDRESS: 'off', SIGNET_LIMITS__LOGIN: 'off'};
    const signet = await Signet.start(t, database, '127.0.0.1:0', off);
    const [alice] = signet.accounts;
    const before = (await signet.run('client list')).length;
    const rows = await signet.feed(alice.password + '\n', 'bench', '--user', alice.email, '--seconds', '1', '--connections', '2');
    assert.deepEqual(rows.map((row) => row.name).sort(),
                     ['client_credentials_es256', 'client_credentials_rs256', 'code_flow', 'discovery', 'gateway', 'introspection', 'jwks', 'password_login',
                      'refresh', 'userinfo']);
    for (const row of rows) {
      assert.ok(row.done > 0, `${row.name}: nothing was answered`);
      assert.equal(row.failed, 0, `${row.name}: ${row.first_failure}`);
      assert.ok(row.p50_ms <= row.p99_ms && row.p99_ms <= row.worst_ms, row.name);
    }
    assert.equal((await signet.run('client list')).length, before, 'its clients are gone with it');
  });
}

test('one of several replicas is measured, whatever the issuer leads to', async (t) => {
  const signet = await Signet.start(t, databases[0], '127.0.0.1:0', {SIGNET_LIMITS__REQUESTS: 'off'});
  const [row] = await signet.run('bench', '--seconds', '0.3', '--only', 'jwks', '--connect', new URL(signet.issuer).host);
  assert.equal(row.failed, 0, row.first_failure);
  assert.ok(row.done > 0);
  const nobody = `127.0.0.1:${await freePort()}`;
  await assert.rejects(signet.run('bench', '--seconds', '0.2', '--only', 'jwks', '--connect', nobody), /nothing answers at 127\.0\.0\.1/);
  await assert.rejects(signet.run('bench', '--connect', 'a.replica'), /--connect wants an IP address/);
});

test('a wrong password, an unknown scenario and a server that is not there are said in a sentence', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const [alice] = signet.accounts;
  await assert.rejects(signet.feed('wrong\n', 'bench', '--user', alice.email, '--seconds', '0.2'), /refused; is it the right password/);
  await assert.rejects(signet.feed('', 'bench', '--only', 'nonsense'), /no scenario nonsense without --user/);
});

test('over TLS, whose certificate is checked', async (t) => {
  const directory = await directoryWithCertificate(t);
  const port = await freePort();
  const signet = await serve(t, {SIGNET_ISSUER: `https://127.0.0.1:${port}`, SIGNET_LISTEN: `127.0.0.1:${port}`, SIGNET_LIMITS__REQUESTS: 'off',
                                 SIGNET_TLS__CERT_FILE: join(directory, 'cert.pem'), SIGNET_TLS__KEY_FILE: join(directory, 'key.pem'),
                                 SIGNET_OUTBOUND__CA_FILE: join(directory, 'cert.pem')});
  const [row] = await signet.run('bench', '--seconds', '0.5', '--only', 'jwks');
  assert.ok(row.done > 0, JSON.stringify(row));
  assert.equal(row.failed, 0, row.first_failure);
});
