// Front-channel logout in a real browser [LO-08]: it loads a frame of each app that was signed in to, says which session has
// ended, and goes on. The apps are at https, as their registration demands.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:https';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {directoryWithCertificate} from './support/certificate.mjs';
import {closeChromium, person} from './support/chromium.mjs';
import {databases} from './support/databases.mjs';
import {allow, logIn} from './support/journey.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

// An app that takes notes of the visits to its logout address; ends with `t`.
async function startApp(t, signet, tls, metadata) {
  const app = {visits: []};
  const server = createServer(tls, (request, response) => {
    const url = new URL(request.url, app.origin);
    if (url.pathname === '/front') {
      app.visits.push(url.searchParams);
      app.visited();
    }
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>App</title><main id="the-app">App</main>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  app.visit = new Promise((resolve) => { app.visited = resolve; });
  app.origin = `https://127.0.0.1:${server.address().port}`;
  app.client = await signet.register({
    redirect_uris: [`${app.origin}/callback`],
    response_types: ['code id_token', 'code'],
    grant_types: ['authorization_code', 'implicit'],
    frontchannel_logout_uri: `${app.origin}/front?of=app`,
    post_logout_redirect_uris: [`${app.origin}/bye`],
    ...metadata,
  });
  return app;
}

// Where `app` sends a browser. The answer comes in the fragment, with the ID token.
function signInUrl(signet, app) {
  return `${signet.issuer}/oauth2/authorize?${new URLSearchParams({
    client_id: app.client.client_id, redirect_uri: `${app.origin}/callback`, response_type: 'code id_token', scope: 'openid', nonce: 'n', state: 's'})}`;
}

async function idToken(page, app) {
  await page.waitForURL(`${app.origin}/callback#**`);
  return new URLSearchParams(new URL(page.url()).hash.slice(1)).get('id_token');
}

const claims = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));

test('signing out loads a frame of each app, and of no other', async (t) => {
  const directory = await directoryWithCertificate(t);
  const tls = {key: await readFile(join(directory, 'key.pem')), cert: await readFile(join(directory, 'cert.pem'))};
  const signet = await Signet.start(t, databases[0]);
  const photos = await startApp(t, signet, tls, {client_name: 'Photos', frontchannel_logout_session_required: true});
  const mail = await startApp(t, signet, tls, {client_name: 'Mail'});
  const stranger = await startApp(t, signet, tls, {client_name: 'Never signed in to'});

  const page = await person(t, {ignoreHTTPSErrors: true});
  await page.goto(signInUrl(signet, photos));
  await logIn(page, signet.accounts[0]);
  await allow(page);
  const token = await idToken(page, photos);
  await page.goto(signInUrl(signet, mail));
  await allow(page);
  const session = ({iss, sid}) => [['of', 'app'], ['iss', iss], ['sid', sid]];
  const expected = [session(claims(token)), session(claims(await idToken(page, mail)))];

  const answers = [];
  page.on('response', (response) => answers.push(response));
  await page.goto(`${signet.issuer}/oauth2/logout?${new URLSearchParams({
    id_token_hint: token, post_logout_redirect_uri: `${photos.origin}/bye`, state: 'over'})}`);
  await page.waitForURL(`${photos.origin}/bye?state=over`);
  await Promise.all([photos.visit, mail.visit]);

  assert.deepEqual([[...photos.visits[0]], [...mail.visits[0]]], expected);
  assert.deepEqual([photos.visits.length, mail.visits.length, stranger.visits.length], [1, 1, 0]);
  const farewell = answers.find((response) => response.headers()['content-security-policy']?.includes('frame-src'));
  const [, frames] = /frame-src ([^;]*)/.exec(farewell.headers()['content-security-policy']);
  assert.deepEqual(frames.split(' ').sort(), [photos.origin, mail.origin].sort());

  await page.goto(signInUrl(signet, photos));
  await page.waitForSelector('#username');  // the session is over
});

test('the page after signing out names the apps that hear of it', async (t) => {
  const directory = await directoryWithCertificate(t);
  const tls = {key: await readFile(join(directory, 'key.pem')), cert: await readFile(join(directory, 'cert.pem'))};
  const signet = await Signet.start(t, databases[0]);
  const photos = await startApp(t, signet, tls, {client_name: 'Photos'});
  const page = await person(t, {ignoreHTTPSErrors: true});
  await page.goto(signInUrl(signet, photos));
  await logIn(page, signet.accounts[0]);
  await allow(page);
  await idToken(page, photos);

  await page.goto(`${signet.issuer}/oauth2/logout`);
  await page.click('#logout-confirm');
  await page.waitForSelector('#logged-out-page');
  assert.match(await page.textContent('#logged-out-page'), /Photos/);
  await photos.visit;
});
