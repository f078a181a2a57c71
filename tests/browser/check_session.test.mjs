// The OP iframe in a real browser: what it answers to a client's page [OIDC.Session §3.2] [LO-09]. The page is the template
// under the policy that names its script, so that a browser which does not run the script fails the test.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {once} from 'node:events';
import {readFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {after, test} from 'node:test';
import {closeChromium, person} from './support/chromium.mjs';

after(closeChromium);

const source = (path) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

// Serves one page, under `headers`, for as long as `test` lasts; its origin.
async function serve(test, html, headers = {}) {
  const server = createServer((request, response) => {
    response.writeHead(200, {'Content-Type': 'text/html; charset=utf-8', ...headers}).end(html);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => server.close());
  return `http://127.0.0.1:${server.address().port}`;
}

async function serveSessionFrame(test, cookie) {
  const html = (await source('templates/check_session.mustache')).replace('{{cookie}}', cookie);
  const [, hash] = /kCheckSessionScriptHash = "([^"]+)"/.exec(await source('src/pages/headers.h'));
  return serve(test, html, {'Content-Security-Policy': `default-src 'none'; script-src 'sha256-${hash}'`});
}

function sessionState(clientId, origin, browserState, salt) {
  return createHash('sha256').update([clientId, origin, browserState, salt].join(' ')).digest('base64url') + `.${salt}`;
}

// The answer of the frame in `page` to `message`.
function ask(page, message) {
  return page.evaluate((text) => new Promise((resolve, reject) => {
    addEventListener('message', (event) => resolve(event.data), {once: true});
    setTimeout(() => reject(new Error('no answer')), 5000);
    document.querySelector('iframe').contentWindow.postMessage(text, '*');
  }), message);
}

test('the session frame says whether the session is still what the client was told', async (t) => {
  const provider = await serveSessionFrame(t, 'signet_opbs');
  const client = await serve(t, `<!doctype html><iframe src="${provider}"></iframe>`);
  const page = await person(t);
  const setState = (value) => page.context().addCookies([{name: 'signet_opbs', value, url: provider}]);
  await setState('state-1');
  await page.context().addCookies([{name: 'another_signet_opbs', value: 'state-9', url: provider}]);
  await page.goto(client);
  await page.frameLocator('iframe').locator('body').waitFor({state: 'attached'});

  const told = sessionState('client with spaces', client, 'state-1', 'some-salt');
  assert.equal(await ask(page, `client with spaces ${told}`), 'unchanged');
  assert.equal(await ask(page, `another-client ${told}`), 'changed');
  const elsewhere = sessionState('client with spaces', 'https://elsewhere.example', 'state-1', 'some-salt');
  assert.equal(await ask(page, `client with spaces ${elsewhere}`), 'changed');
  for (const malformed of ['', 'client', told, 'client hash', 'client hash.', 'client .salt', 'client a.b.c', {}, null, 7]) {
    assert.equal(await ask(page, malformed), 'error', JSON.stringify(malformed));
  }

  await setState('state-2');
  assert.equal(await ask(page, `client with spaces ${told}`), 'changed');
  await page.context().clearCookies({name: 'signet_opbs'});
  assert.equal(await ask(page, `client with spaces ${told}`), 'changed');
});
