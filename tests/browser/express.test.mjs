// npm express-openid-connect as relying party, unmodified: its defaults, which are an ID token by form_post, the code flow,
// and logout.
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

// An app at a port of its own, registered at `signet` with `metadata(baseURL)`; ends with `t`.
async function expressApp(t, signet, metadata, options) {
  const app = express();
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const baseURL = `http://127.0.0.1:${server.address().port}`;
  const client = await signet.register({client_name: 'Express app', redirect_uris: [`${baseURL}/callback`], ...metadata(baseURL)});
  app.use(openid.auth({
    issuerBaseURL: signet.issuer,
    baseURL,
    clientID: client.client_id,
    ...(client.client_secret && {clientSecret: client.client_secret}),
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
  const app = await expressApp(t, signet, () => ({}), {authorizationParams: {response_type: 'code', scope: 'openid email'}});
  const page = await person(t);
  await page.goto(app);
  await logIn(page, signet.accounts[0]);
  await allow(page);
  await page.waitForSelector('#the-app');
  assert.equal(await page.textContent('#the-app'), signet.accounts[0].sub);
});

test('express-openid-connect signs a person in with its defaults, and out', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const metadata = (baseURL) => ({
    application_type: 'native',  // a web app with an implicit flow needs https [DR-09]
    token_endpoint_auth_method: 'none',
    response_types: ['id_token'],
    grant_types: ['implicit'],
    post_logout_redirect_uris: [baseURL],
  });
  const app = await expressApp(t, signet, metadata, {idpLogout: true});
  const page = await person(t);
  await page.goto(app);
  assert.equal(new URL(page.url()).searchParams.has('t'), true, 'it stands on our page');
  await logIn(page, signet.accounts[0]);
  await allow(page);
  await page.waitForSelector('#the-app');
  assert.equal(await page.textContent('#the-app'), signet.accounts[0].sub);

  // It names the ID token as hint, so nobody is asked; and authRequired leads straight back to our login page.
  await page.goto(`${app}/logout`);
  await page.waitForSelector('#username').catch(async (error) => {
    throw new Error(`${error.message}\nThe page is ${page.url()}\n${await page.content()}\n${signet.log}`);
  });
  assert.equal(new URL(page.url()).origin, signet.issuer);
});
