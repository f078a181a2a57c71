// npm express-openid-connect as relying party, unmodified, with its defaults: the hybrid flow by form_post, and logout.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {after, test} from 'node:test';
import express from 'express';
import openid from 'express-openid-connect';
import {closeChromium, person} from './support/chromium.mjs';
import {databases} from './support/databases.mjs';
import {allow, logIn} from './support/journey.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

// An app at a port of its own, registered at `signet`; ends with `t`.
async function expressApp(t, signet, flags, options) {
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const baseURL = `http://127.0.0.1:${server.address().port}`;
  const client = await signet.run('client create', '--name', 'Express app', '--redirect-uri', `${baseURL}/callback`, ...flags);
  await signet.knows(client);
  app.use(openid.auth({
    issuerBaseURL: signet.issuer,
    baseURL,
    clientID: client.client_id,
    clientSecret: client.client_secret,
    secret: 'a long secret for the session cookie of this test',
    authRequired: true,
    ...options,
  }));
  app.get('/', (request, response) => {
    response.send(`<!doctype html><title>App</title><main id="the-app">${request.oidc.user.sub}</main>`);
  });
  return baseURL;
}

test('express-openid-connect signs a person in by code', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const app = await expressApp(t, signet, [], {authorizationParams: {response_type: 'code', scope: 'openid email'}});
  const page = await person(t);
  await page.goto(app);
  await logIn(page, signet.accounts[0]);
  await allow(page);
  await page.waitForSelector('#the-app');
  assert.equal(await page.textContent('#the-app'), signet.accounts[0].sub);
});
