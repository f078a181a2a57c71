// An app asks for a person without a browser: npm openid-client asks, they get a mail, compare, and decide [OIDC.CIBA].
import assert from 'node:assert/strict';
import {createServer} from 'node:http';
import {once} from 'node:events';
import {after, test} from 'node:test';
import * as openid from 'openid-client';
import {closeChromium, person} from './support/chromium.mjs';
import {databases} from './support/databases.mjs';
import {allow, logIn} from './support/journey.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

const ciba = 'urn:openid:params:grant-type:ciba';

async function bank(signet, metadata = {}) {
  const client = await signet.register({
    client_name: 'Bank by phone', redirect_uris: ['https://bank.example/unused'], grant_types: ['authorization_code', ciba, 'refresh_token'], ...metadata});
  return openid.discovery(new URL(signet.issuer), client.client_id, client.client_secret, openid.ClientSecretBasic(client.client_secret),
                          {execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks]});
}

async function mail(signet) {
  for (;;) {
    const [message] = await (await fetch(`${signet.issuer}/dev/mail`, {headers: {Accept: 'application/json'}})).json();
    const link = message?.text.match(/https?:\S+\/approve\S+/);
    if (link) return link[0];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

for (const database of databases) {
  test(`a person is asked by mail, compares, and allows (${database.name})`, async (t) => {
    const signet = await Signet.start(t, database);
    const config = await bank(signet);
    const asked = await openid.initiateBackchannelAuthentication(
        config, {scope: 'openid email', login_hint: signet.accounts[0].email, binding_message: 'Transfer 4711'});
    const tokens = openid.pollBackchannelAuthenticationGrant(config, asked);
    const page = await person(t);
    await page.goto(await mail(signet));
    const shown = await page.innerText('main');  // as it is seen: letter for letter, also in small letters
    assert.match(shown, /Bank by phone/);
    assert.match(shown, /Transfer 4711/);
    await page.click('#device-submit');
    await logIn(page, signet.accounts[0]);
    await allow(page);
    await page.waitForSelector('#device-done');
    assert.equal((await tokens).claims().sub, signet.accounts[0].sub);
  });
}

test('a client that wants to hear of the decision is told, once, and nobody follows its redirects', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const heard = [];
  const answers = [500, 301, 200];  // in trouble first; then it points elsewhere, which is the end of it
  const ears = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    heard.push({method: request.method, type: request.headers['content-type'], bearer: request.headers.authorization, body: JSON.parse(body)});
    response.writeHead(answers[heard.length - 1] ?? 200, {Location: '/elsewhere'}).end();
  });
  ears.listen(0, '127.0.0.1');
  await once(ears, 'listening');
  t.after(() => ears.close());
  const config = await bank(signet, {backchannel_token_delivery_mode: 'ping',
                                     backchannel_client_notification_endpoint: `http://127.0.0.1:${ears.address().port}/ping`});
  const asked = await openid.initiateBackchannelAuthentication(
      config, {scope: 'openid', login_hint: signet.accounts[0].email, client_notification_token: 'a-token-of-the-client'});
  const decided = await fetch(`${signet.issuer}/dev/ciba?auth_req_id=${asked.auth_req_id}&action=allow`);  // [CB-09]
  assert.equal(decided.status, 204);
  while (heard.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  for (const one of heard) {
    assert.deepEqual(one, {method: 'POST', type: 'application/json', bearer: 'Bearer a-token-of-the-client', body: {auth_req_id: asked.auth_req_id}});
  }
  const tokens = await openid.pollBackchannelAuthenticationGrant(config, asked);
  assert.equal(tokens.claims().sub, signet.accounts[0].sub);
  assert.equal(heard.length, 2, 'a redirect is neither followed nor asked again');
});

test('the test hook decides for the person', async (t) => {  // [CB-09]
  const signet = await Signet.start(t, databases[0]);
  const config = await bank(signet);
  const ask = () => openid.initiateBackchannelAuthentication(config, {scope: 'openid', login_hint: signet.accounts[0].email});
  const decide = (id, action) => fetch(`${signet.issuer}/dev/ciba?auth_req_id=${id}&action=${action}`).then((response) => response.status);
  const {auth_req_id} = await ask();
  assert.equal(await decide(auth_req_id, 'perhaps'), 400);
  assert.equal(await decide(auth_req_id, 'deny'), 204);
  assert.equal(await decide(auth_req_id, 'allow'), 404);
  await assert.rejects(openid.pollBackchannelAuthenticationGrant(config, {auth_req_id, expires_in: 60, interval: 0}), {error: 'access_denied'});
});
