// A single-page app: npm oidc-client-ts in a page of its own origin, unmodified. It redeems its code by a script of that
// page (so CORS has to let it [R-HD-5]), renews silently in a hidden frame, and hears of the end of the session.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {after, test} from 'node:test';
import {closeChromium, person} from './support/chromium.mjs';
import {databases} from './support/databases.mjs';
import {allow, logIn} from './support/journey.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

const library = await readFile(new URL('node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js', import.meta.url));
const page_of_the_app = '<!doctype html><title>App</title><script src="/oidc-client-ts.js"></script><main id="the-app">App</main>';
const page_of_the_frame = `${page_of_the_app}<script>new oidc.UserManager({}).signinSilentCallback()</script>`;

// The app's origin, with a public client registered for it; ends with `t`.
async function singlePageApp(t, signet, ...flags) {
  const server = createServer((request, response) => {
    const isLibrary = request.url === '/oidc-client-ts.js';
    response.setHeader('Content-Type', isLibrary ? 'text/javascript' : 'text/html');
    response.end(isLibrary ? library : request.url.startsWith('/silent') ? page_of_the_frame : page_of_the_app);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${server.address().port}`;
  const client = await signet.run('client create', '--name', 'Single-page app', '--public', '--redirect-uri', `${origin}/callback`, '--redirect-uri', `${origin}/silent`,
                                  ...flags);
  await signet.knows(client);
  return {
    origin,
    settings: {
      authority: signet.issuer,
      client_id: client.client_id,
      redirect_uri: `${origin}/callback`,
      silent_redirect_uri: `${origin}/silent`,
      scope: 'openid profile email',
      automaticSilentRenew: false,
      loadUserInfo: true,
    },
  };
}

// Signs in through the library; the page is then at the app's callback and holds a user.
async function signIn(page, app, account, changes = {}) {
  await page.goto(app.origin);
  await page.evaluate((settings) => new oidc.UserManager(settings).signinRedirect(), {...app.settings, ...changes}).catch(() => {});  // it navigates
  await logIn(page, account);
  await allow(page);
  await page.waitForURL(`${app.origin}/callback?**`);
  return page.evaluate(async (settings) => {
    window.manager = new oidc.UserManager(settings);
    const {profile, expires_in, refresh_token} = await manager.signinRedirectCallback();
    return {profile, expires_in, refresh_token};
  }, {...app.settings, ...changes});
}

test('a single-page app signs a person in and renews silently in a frame', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const app = await singlePageApp(t, signet, '--grant-type', 'authorization_code');
  const page = await person(t);
  const user = await signIn(page, app, signet.accounts[0]);
  assert.equal(user.profile.sub, signet.accounts[0].sub);
  assert.equal(user.profile.email, signet.accounts[0].email);  // from UserInfo
  assert.ok(user.expires_in > 500);
  assert.equal(user.refresh_token, undefined);

  const renewed = await page.evaluate(async () => {
    const before = (await manager.getUser()).access_token;
    const again = await manager.signinSilent();
    return {sub: again.profile.sub, changed: again.access_token !== before};
  });
  assert.deepEqual(renewed, {sub: signet.accounts[0].sub, changed: true});
});

test('a single-page app with a refresh token rotates it', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const app = await singlePageApp(t, signet, '--grant-type', 'authorization_code', '--grant-type', 'refresh_token');
  const page = await person(t);
  const user = await signIn(page, app, signet.accounts[0]);
  assert.ok(user.refresh_token);
  const renewed = await page.evaluate(async () => (await manager.signinSilent()).refresh_token);
  assert.ok(renewed);
  assert.notEqual(renewed, user.refresh_token);
});

// App and provider are of one site here (a site has no port), so no browser keeps the cookie from the provider's frame.
test('a single-page app hears that the person has signed out elsewhere', async (t) => {  // [LO-09]
  const signet = await Signet.start(t, databases[0]);
  const app = await singlePageApp(t, signet, '--grant-type', 'authorization_code');
  const page = await person(t);
  const user = await signIn(page, app, signet.accounts[0], {monitorSession: true, checkSessionIntervalInSeconds: 1});
  assert.equal(user.profile.sub, signet.accounts[0].sub);
  await page.evaluate(() => {
    window.heard = new Promise((resolve) => manager.events.addUserSignedOut(() => resolve('signed out')));
  });
  const before = await page.evaluate(async () => (await manager.querySessionStatus()).sub);
  assert.equal(before, signet.accounts[0].sub, 'they are still signed in');

  const elsewhere = await page.context().newPage();
  await elsewhere.goto(`${signet.issuer}/oauth2/logout`);
  await elsewhere.click('#logout-confirm');
  await elsewhere.waitForSelector('#logged-out-page');
  assert.equal(await page.evaluate(() => heard), 'signed out');
});

test('an implicit app gets its ID token in the fragment', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const app = await singlePageApp(t, signet, '--native', '--response-type', 'id_token token', '--grant-type', 'implicit');
  const page = await person(t);
  // Native, because a web app with this flow needs https [DR-09]. oidc-client-ts has dropped the flow, as it should be; what an older library does is plain enough.
  const nonce = 'n-0S6_WzA2Mj';
  const url = `${signet.issuer}/oauth2/authorize?${new URLSearchParams({
    client_id: app.settings.client_id, redirect_uri: app.settings.redirect_uri, response_type: 'id_token token', scope: 'openid email', nonce, state: 's'})}`;
  await page.goto(url);
  await logIn(page, signet.accounts[0]);
  await allow(page);
  await page.waitForURL(`${app.origin}/callback#**`);
  const answer = new URLSearchParams(new URL(page.url()).hash.slice(1));
  const claims = JSON.parse(Buffer.from(answer.get('id_token').split('.')[1], 'base64url'));
  assert.equal(claims.nonce, nonce);
  assert.equal(claims.sub, signet.accounts[0].sub);
  const told = await page.evaluate(async ([issuer, token]) => {
    const response = await fetch(`${issuer}/oauth2/userinfo`, {headers: {Authorization: `Bearer ${token}`}});
    return response.json();
  }, [signet.issuer, answer.get('access_token')]);
  assert.equal(told.email, signet.accounts[0].email);
});

test('a page of another origin is not let in', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const app = await singlePageApp(t, signet);
  const stranger = createServer((request, response) => response.end('<!doctype html><title>Stranger</title>'));
  stranger.listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  t.after(() => { stranger.close(); stranger.closeAllConnections(); });
  const page = await person(t);
  await page.goto(`http://127.0.0.1:${stranger.address().port}/`);
  const outcome = await page.evaluate(async ([issuer, client_id]) => {
    const body = new URLSearchParams({grant_type: 'authorization_code', code: 'x', client_id});
    return fetch(`${issuer}/oauth2/token`, {method: 'POST', body}).then(() => 'read', () => 'refused');
  }, [signet.issuer, app.settings.client_id]);
  assert.equal(outcome, 'refused');
});
