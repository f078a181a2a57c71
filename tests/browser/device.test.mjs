// A device without a keyboard: npm openid-client asks for a code, a person types it on another screen [RFC8628].
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import * as openid from 'openid-client';
import {closeChromium, person} from './support/chromium.mjs';
import {databases} from './support/databases.mjs';
import {allow, logIn} from './support/journey.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

async function startDevice(signet) {
  const client = await signet.register({
    client_name: 'Television',
    redirect_uris: ['https://television.example/unused'],
    grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
    token_endpoint_auth_method: 'none',
  });
  const config = await openid.discovery(new URL(signet.issuer), client.client_id, undefined, openid.None(),
                                        {execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks]});
  return {config, answer: await openid.initiateDeviceAuthorization(config, {scope: 'openid email'})};
}

for (const database of databases) {
  test(`a person signs a device in by typing its code (${database.name})`, async (t) => {
    const signet = await Signet.start(t, database);
    const {config, answer} = await startDevice(signet);
    const tokens = openid.pollDeviceAuthorizationGrant(config, answer);
    const page = await person(t);
    await page.goto(answer.verification_uri);
    await page.fill('#user_code', answer.user_code.replaceAll('-', '').toLowerCase());
    await page.click('#device-submit');
    await page.waitForSelector('#device-deny');
    const asked = await page.textContent('main');
    assert.match(asked, /Television/);
    assert.ok(asked.includes(answer.user_code), 'the person can compare');
    await page.click('#device-submit');
    await logIn(page, signet.accounts[0]);
    await allow(page);
    await page.waitForSelector('#device-done');
    assert.equal((await tokens).claims().sub, signet.accounts[0].sub);
  });
}

test('a person sends a device away', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const {config, answer} = await startDevice(signet);
  const page = await person(t);
  await page.goto(answer.verification_uri_complete);
  await page.click('#device-submit');  // the code is filled in; the person confirms that it is theirs
  await page.click('#device-deny');
  await page.waitForSelector('#device-done');
  await assert.rejects(openid.pollDeviceAuthorizationGrant(config, answer), {error: 'access_denied'});
});
