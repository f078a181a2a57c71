// Everything also works without a browser's engine: cookies, redirects, and forms with their hidden inputs [PG-14].
import assert from 'node:assert/strict';
import {test} from 'node:test';
import * as openid from 'openid-client';
import {databases} from './support/databases.mjs';
import {PlainClient} from './support/plain_client.mjs';
import {RelyingParty} from './support/relying_party.mjs';
import {Signet} from './support/signet.mjs';

test('a plain HTTP client walks from /authorize to the tokens', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const rp = await RelyingParty.start(t, signet);
  const [alice] = signet.accounts;
  const client = new PlainClient(rp.redirect_uri);

  const attempt = await rp.begin();
  await client.get(attempt.url);
  assert.equal(new URL(client.url).pathname, '/login');
  await client.submit('login-submit', {username: alice.email, password: 'wrong'});
  assert.equal(client.status, 400);
  await client.submit('login-submit', {username: alice.email, password: alice.password});
  assert.equal(new URL(client.url).pathname, '/consent');
  await client.submit('consent-allow');

  const tokens = await openid.authorizationCodeGrant(rp.config, new URL(client.url), attempt.checks);
  assert.equal(tokens.claims().sub, alice.sub);

  // A code is good for once: the second attempt fails, and takes the first one's tokens with it.
  await assert.rejects(openid.authorizationCodeGrant(rp.config, new URL(client.url), attempt.checks),
                       {error: 'invalid_grant'});
  await assert.rejects(rp.refresh(tokens), {error: 'invalid_grant'});

  // The session is there without a page.
  const silent = await rp.begin({prompt: 'none'});
  await client.get(silent.url);
  assert.equal((await openid.authorizationCodeGrant(rp.config, new URL(client.url), silent.checks)).claims().sub,
               alice.sub);
});

test('a plain HTTP client signs in at the demo', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const [alice] = signet.accounts;
  const client = new PlainClient();
  await client.get(`${signet.demo_url}/sign-in`);
  await client.submit('login-submit', {username: alice.email, password: alice.password});
  await client.submit('consent-allow');
  assert.equal(client.url, signet.demo_url);
  assert.ok(client.body.includes(alice.sub));
});
