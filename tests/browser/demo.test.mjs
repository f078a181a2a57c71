// The story of the front page: somebody clicks Sign in on the demo, and lands back there with verified tokens.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {closeChromium, person} from './support/chromium.mjs';
import {databases} from './support/databases.mjs';
import {allow, logIn} from './support/journey.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

const json = async (page, id) => JSON.parse(await page.textContent(`#${id}`));

for (const database of databases) {
  for (const javaScriptEnabled of [true, false]) {  // [PG-01]
    test(`a person signs in at the demo, ${javaScriptEnabled ? 'with' : 'without'} JavaScript, on ${database.name}`,
         async (t) => {
      const signet = await Signet.start(t, database);
      const [alice] = signet.accounts;
      const page = await person(t, {javaScriptEnabled});

      await page.goto(signet.demo_url);
      await page.click('#demo-sign-in');
      await logIn(page, alice);
      await allow(page);

      await page.waitForURL(signet.demo_url);
      const claims = await json(page, 'id-token-claims');
      assert.equal(claims.iss, signet.issuer);
      assert.equal(claims.aud, signet.client.client_id);
      assert.equal(claims.sub, alice.sub);
      assert.equal((await json(page, 'id-token-header')).alg, 'RS256');
      assert.equal((await json(page, 'access-token-claims')).sub, alice.sub);
      assert.equal((await json(page, 'userinfo')).email, alice.email);

      await page.click('#demo-refresh');
      await page.waitForSelector('#demo-refresh');
      assert.equal((await json(page, 'id-token-claims')).sub, alice.sub);

      await page.click('#demo-sign-out');
      await page.waitForSelector('#demo-sign-in');
    });
  }
}

test('reloading the page with the tokens does not spend the code again', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const page = await person(t);
  await page.goto(`${signet.demo_url}/sign-in`);
  await logIn(page, signet.accounts[0]);
  await allow(page);
  await page.waitForURL(signet.demo_url);
  await page.reload();
  await page.click('#demo-refresh');
  assert.equal((await json(page, 'userinfo')).email, signet.accounts[0].email);
});

test('who declines is back at the demo, and may try again', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const page = await person(t);
  await page.goto(signet.demo_url);
  await page.click('#demo-sign-in');
  await logIn(page, signet.accounts[0]);
  await page.click('#consent-deny');
  await page.waitForURL(`${signet.demo_url}/callback?**`);
  assert.match(await page.textContent('main'), /access_denied/);
  await page.click('#demo-sign-in');
  await allow(page);
  await page.waitForSelector('#id-token-claims');
});

test('the demo believes no answer that another browser asked for', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const mallory = await person(t);
  await mallory.goto(`${signet.demo_url}/sign-in`);
  await logIn(mallory, signet.accounts[1]);
  await mallory.context().clearCookies({name: 'signet_demo_browser'});  // so that the code is not spent yet
  await allow(mallory);
  await mallory.waitForURL(`${signet.demo_url}/callback?**`);
  const planted = mallory.url();

  const victim = await person(t);
  const response = await victim.goto(planted);
  assert.equal(response.status(), 400);
  await victim.goto(signet.demo_url);
  assert.equal(await victim.locator('#id-token-claims').count(), 0);
});

test('the seeded person has every standard claim', async (t) => {  // [CF-06] [UI-02]
  const signet = await Signet.start(t, databases[0]);
  const {email, claims} = await signet.run('account show', signet.accounts[0].email);
  const names = ['name', 'family_name', 'given_name', 'middle_name', 'nickname', 'preferred_username', 'profile', 'picture', 'website', 'gender',
                 'birthdate', 'zoneinfo', 'locale', 'address', 'phone_number', 'phone_number_verified'];
  assert.equal(email, signet.accounts[0].email);
  assert.deepEqual(names.filter((name) => claims[name] === undefined), []);
});

test('the discovery document tells the truth', async (t) => {
  const signet = await Signet.start(t, databases[0]);
  const report = await signet.run('selftest');
  assert.deepEqual(report.mismatches, []);
  assert.ok(report.checks > 80);
});
