// What people see when something is wrong: a page that says so, with a reference that stands in the log too.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {closeChromium, person} from './support/chromium.mjs';
import {databases} from './support/databases.mjs';
import {allow, logIn} from './support/journey.mjs';
import {RelyingParty} from './support/relying_party.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

async function scene(t) {
  const signet = await Signet.start(t, databases[0]);
  const rp = await RelyingParty.start(t, signet);
  return {signet, rp, page: await person(t), alice: signet.accounts[0]};
}

const story = (name, tell) => test(name, async (t) => tell(await scene(t), t));

// Goes to `url`, which must end at an error page of ours [PG-07]; its text.
async function errorPage(signet, page, url) {
  const response = await page.goto(url);
  assert.equal(response.status(), 400);
  assert.equal(new URL(page.url()).origin, signet.issuer);
  const text = await page.textContent('#error-page');
  const reference = response.headers()['x-request-id'];
  assert.ok(text.includes(reference), `the page does not show ${reference}`);
  while (!signet.log.includes(reference)) {
    await page.waitForTimeout(10);
  }
  return text;
}

story('a transaction that was begun in another browser is refused, and goes on in its own',
      async ({signet, rp, page, alice}, t) => {
  const attempt = await rp.begin();
  await page.goto(attempt.url);
  const foreign = page.url();
  await errorPage(signet, await person(t), foreign);

  await logIn(page, alice);
  await allow(page);
  assert.equal((await rp.finish(page, attempt)).claims().sub, alice.sub);
});

story('a transaction that was tampered with is refused', async ({signet, rp, page}) => {
  await page.goto((await rp.begin()).url);
  const tampered = new URL(page.url());
  const t = tampered.searchParams.get('t');
  tampered.searchParams.set('t', t.slice(0, -1) + (t.endsWith('A') ? 'B' : 'A'));
  await errorPage(signet, page, tampered.href);
  await errorPage(signet, page, `${signet.issuer}/login?t=nonsense`);
  await errorPage(signet, page, `${signet.issuer}/consent?t=nonsense`);
});

story('nobody is sent to a place that is not registered', async ({signet, rp, page}) => {
  const registered = (await rp.begin()).url;
  const with_ = (name, value) => {
    const url = new URL(registered);
    url.searchParams.set(name, value);
    return url.href;
  };
  for (const redirect_uri of ['https://evil.example.test/', `${rp.redirect_uri}/..`, `${rp.redirect_uri}?x=1`,
                              'javascript:alert(1)']) {
    assert.match(await errorPage(signet, page, with_('redirect_uri', redirect_uri)), /redirect_uri/);
  }
  await errorPage(signet, page, with_('client_id', 'nobody'));
  await errorPage(signet, page, `${registered}&client_id=another`);
});

story('an error that may travel goes back to the app', async ({rp, page}) => {
  for (const [parameters, error] of [[{response_type: 'token id_token code x'}, 'unsupported_response_type'],
                                     [{code_challenge_method: 'plain'}, 'invalid_request'],
                                     [{request: 'a.b.c'}, 'invalid_request_object']]) {
    const attempt = await rp.begin(parameters);
    await page.goto(attempt.url);
    assert.equal(await rp.refusal(page, attempt), error);
  }
});
