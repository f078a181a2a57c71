// A page of the operator's own app signs people in by JSON. It holds an access token; the refresh token is in a cookie that
// its scripts cannot read, and that pages of other sites cannot send.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {createServer} from 'node:http';
import {after, test} from 'node:test';
import {closeChromium, person} from './support/chromium.mjs';
import {databases} from './support/databases.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

// A page without any script of its own at `host`, another port than the server's; ends with `t`. Its origin.
async function pageAt(t, host) {
  const server = createServer((request, response) => {
    response.setHeader('Content-Type', 'text/html');
    response.end('<!doctype html><title>App</title><main>App</main>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://${host}:${server.address().port}`;
}

// What a script of the page gets: status and body, or "blocked" where the browser keeps the answer from it.
const call = (page, url, body, token) => page.evaluate(async ([url, body, token]) => {
  try {
    const headers = {...(body ? {'Content-Type': 'application/json'} : {}), ...(token ? {Authorization: `Bearer ${token}`} : {})};
    const response = await fetch(url, {method: token ? 'GET' : 'POST', credentials: 'include', headers, body: body && JSON.stringify(body)});
    return {status: response.status, body: response.status === 204 ? null : await response.json()};
  } catch {
    return 'blocked';
  }
}, [url, body, token]);

for (const database of databases) {
  test(`an app of the operator's own signs a person up, in and out by JSON, on ${database.name}`, async (t) => {
    const signet = await Signet.start(t, database);
    const api = `${signet.issuer}/api/auth`;
    const origin = await pageAt(t, '127.0.0.1');  // another origin of the same site: sites know no ports
    const client = await signet.register({
      client_name: 'Our app', redirect_uris: ['https://app.example.test/callback'], token_endpoint_auth_method: 'none',
      scope: 'openid profile email', first_party: true, web_origins: [origin],
    });
    const page = await person(t);
    await page.goto(origin);

    const carol = {email: 'carol@example.test', password: 'a perfectly fine one'};
    const enrolled = await call(page, `${api}/register`, carol);
    assert.equal(enrolled.status, 201, JSON.stringify(enrolled));
    assert.equal((await call(page, `${api}/register`, carol)).status, 409);
    assert.equal((await call(page, `${api}/login`, {...carol, password: 'wrong'})).status, 401);

    const signedIn = await call(page, `${api}/login`, carol);
    assert.equal(signedIn.status, 200);
    const claims = JSON.parse(Buffer.from(signedIn.body.access_token.split('.')[1], 'base64url').toString());
    assert.equal(claims.sub, enrolled.body.sub);
    assert.equal(claims.client_id, client.client_id);
    assert.equal(await page.evaluate(() => document.cookie), '', 'no script can read it');
    const profile = await call(page, `${api}/profile`, undefined, signedIn.body.access_token);
    assert.equal(profile.body.email, carol.email);

    // The page is loaded anew and knows nothing any more: the cookie does.
    await page.reload();
    const renewed = await call(page, `${api}/refresh`);
    assert.equal(renewed.status, 200);
    await signet.restart();
    const onceMore = await call(page, `${api}/refresh`);
    assert.equal(onceMore.status, 200);

    // A page of another site in the same browser: its requests carry no cookie, and are refused before that is asked.
    const elsewhere = await pageAt(t, 'localhost');
    const stranger = await page.context().newPage();
    await stranger.goto(elsewhere);
    for (const verb of ['refresh', 'logout']) {
      assert.equal(await call(stranger, `${api}/${verb}`), 'blocked', verb);
    }
    assert.equal(await call(stranger, `${api}/login`, carol), 'blocked');

    assert.equal((await call(page, `${api}/profile`, undefined, onceMore.body.access_token)).status, 200, 'still signed in');
    assert.equal((await call(page, `${api}/logout`)).status, 204);
    assert.equal((await call(page, `${api}/refresh`)).status, 401);
    assert.equal((await call(page, `${api}/profile`, undefined, onceMore.body.access_token)).status, 401);
  });
}
