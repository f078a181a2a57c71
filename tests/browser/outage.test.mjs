// PostgreSQL dies under a running server: what needs no statement is answered from memory, everything else is put off with 503, and when the
// database is back, so is everything, without a restart. As docs/scale.md promises. [R-DB-2] [R-DB-3]
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {test} from 'node:test';
import {setTimeout} from 'node:timers/promises';
import {promisify} from 'node:util';
import {databases} from './support/databases.mjs';
import {Signet} from './support/signet.mjs';

const control = (verb) => promisify(execFile)(process.env.SIGNET_TEST_POSTGRES_CTL, [verb]);

test('a database that is away costs only the answers that need it', async (t) => {
  const signet = await Signet.start(t, databases.find(({name}) => name === 'PostgreSQL'));
  const client = await signet.register({client_name: 'Reporter', redirect_uris: ['https://reporter.example/cb'], scope: 'openid report', first_party: true,
                                        grant_types: ['authorization_code', 'client_credentials'], access_token_signed_response_alg: 'ES256'});
  const basic = 'Basic ' + Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64');
  const post = (path, form) => fetch(signet.issuer + path, {method: 'POST', headers: {Authorization: basic}, body: new URLSearchParams(form)});
  const [alice] = signet.accounts;
  const logIn = () => fetch(`${signet.issuer}/api/auth/login`, {method: 'POST', headers: {'Content-Type': 'application/json'},
                                                                body: JSON.stringify({email: alice.email, password: alice.password})});
  const {access_token: hers} = await (await logIn()).json();
  const own = async () => (await (await post('/oauth2/token', {grant_type: 'client_credentials', scope: 'report'})).json()).access_token;
  const before = await own();
  const userinfo = () => fetch(`${signet.issuer}/oauth2/userinfo`, {headers: {Authorization: `Bearer ${hers}`}});
  assert.equal((await userinfo()).status, 200);

  const fromMemory = async () => {
    assert.equal((await fetch(`${signet.issuer}/.well-known/openid-configuration`)).status, 200);
    assert.equal((await fetch(`${signet.issuer}/oauth2/jwks`)).status, 200);
    for (const token of [before, await own()]) {
      assert.equal((await (await post('/oauth2/introspect', {token})).json()).active, true);
      assert.equal((await fetch(`${signet.issuer}/gateway/verify`, {headers: {Authorization: `Bearer ${token}`}})).status, 200);
    }
  };
  const statusOf = async (path) => (await fetch(signet.management_url + path)).status;
  await fromMemory();

  await control('stop-immediate');
  for (let look = 0; look < 3; ++look) {
    await fromMemory();
    for (const answer of [await userinfo(), await logIn()]) {
      assert.equal(answer.status, 503);
      assert.ok(Number(answer.headers.get('retry-after')) > 0, 'it says when to come again');
      assert.doesNotMatch(await answer.text(), /postgres|SQL|connection/i);
    }
    assert.deepEqual([await statusOf('/livez'), await statusOf('/readyz')], [200, 503]);
    await setTimeout(700);  // longer than from one look of the server at its database to the next
  }

  await control('start');
  for (let i = 0; (await statusOf('/readyz')) !== 200; ++i) {
    assert.ok(i < 200, `ready again\n${signet.log}`);
    await setTimeout(50);
  }
  assert.equal((await userinfo()).status, 200);
  assert.equal((await logIn()).status, 200);
  await fromMemory();
  for (const event of ['database_away', 'database_back']) assert.equal(signet.log.split(event).length, 2, `${event} is said once`);
});
