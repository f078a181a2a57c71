// Stories of an app that speaks to Signet through npm openid-client, and of the people in front of it. App and provider
// are different origins, so cookies [PG-12] and the content policy of the pages [PG-09] prove themselves on the way.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {createRemoteJWKSet, decodeProtectedHeader, jwtVerify} from 'jose';
import {closeChromium, person} from './support/chromium.mjs';
import {databases} from './support/databases.mjs';
import {allow, logIn} from './support/journey.mjs';
import {RelyingParty} from './support/relying_party.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

// A server with an app registered at it, and a person before a fresh browser.
async function scene(t, database) {
  const signet = await Signet.start(t, database);
  const rp = await RelyingParty.start(t, signet);
  const page = await person(t);
  return {signet, rp, page, alice: signet.accounts[0], bob: signet.accounts[1]};
}

// The whole way for the first time; the tokens.
async function signIn(rp, page, account) {
  const attempt = await rp.begin();
  await page.goto(attempt.url);
  await logIn(page, account);
  await allow(page);
  return rp.finish(page, attempt);
}

// What a new request answers without showing a page.
async function silently(rp, page) {
  const attempt = await rp.begin({prompt: 'none'});
  await page.goto(attempt.url);
  return rp.finish(page, attempt);
}

for (const database of databases) {
  const story = (name, tell) => test(`${name} (${database.name})`, async (t) => tell(await scene(t, database), t));

  story('an app signs a person in, reads UserInfo and refreshes', async ({rp, page, alice}) => {
    const tokens = await signIn(rp, page, alice);
    assert.equal(tokens.claims().sub, alice.sub);
    assert.equal((await rp.userinfo(tokens)).email, alice.email);
    const renewed = await rp.refresh(tokens);
    assert.notEqual(renewed.refresh_token, tokens.refresh_token);
    assert.equal((await rp.userinfo(renewed)).sub, alice.sub);
  });

  story('the second sign-in is silent, and a stranger\'s is login_required', async ({rp, page, alice}, t) => {
    const tokens = await signIn(rp, page, alice);
    const again = await silently(rp, page);
    assert.equal(again.claims().sub, alice.sub);
    assert.equal(again.claims().sid, tokens.claims().sid);

    const stranger = await person(t);
    const attempt = await rp.begin({prompt: 'none'});
    await stranger.goto(attempt.url);
    assert.equal(await rp.refusal(stranger, attempt), 'login_required');
  });

  story('sessions and refresh tokens survive a restart', async ({signet, rp, page, alice}) => {
    const tokens = await signIn(rp, page, alice);
    await signet.restart();
    assert.deepEqual(signet.accounts[0], alice);
    assert.equal((await rp.refresh(tokens)).claims().sub, alice.sub);
    assert.equal((await silently(rp, page)).claims().sub, alice.sub);
  });

  story('a key rotation disturbs nobody', async ({signet, rp, page, alice}) => {  // [CF-05] [DI-10]
    const before = await signIn(rp, page, alice);
    await signet.run('keys rotate');
    let after;
    do {  // in force within a second
      after = await silently(rp, page);
    } while (decodeProtectedHeader(after.id_token).kid === decodeProtectedHeader(before.id_token).kid);

    // openid-client has verified the new one by the keys that it fetched before the rotation; now with fresh ones.
    const keys = createRemoteJWKSet(new URL(`${signet.issuer}/oauth2/jwks`));
    for (const tokens of [before, after]) {
      const {payload} = await jwtVerify(tokens.id_token, keys, {issuer: signet.issuer});
      assert.equal(payload.sub, alice.sub);
    }
    assert.equal((await rp.refresh(before)).claims().sub, alice.sub);
  });
}

const story = (name, tell) => test(name, async (t) => tell(await scene(t, databases[0]), t));

for (const flags of [['--auth-method', 'client_secret_post'], ['--public'], ['--id-token-alg', 'ES256']]) {
  test(`an app registered with ${flags.join(' ')} signs a person in and refreshes`, async (t) => {
    const signet = await Signet.start(t, databases[0]);
    const rp = await RelyingParty.start(t, signet, ...flags);
    const tokens = await signIn(rp, await person(t), signet.accounts[0]);
    assert.equal((await rp.refresh(tokens)).claims().sub, signet.accounts[0].sub);
  });
}

story('who declines goes back to the app with access_denied', async ({rp, page, alice}) => {
  const attempt = await rp.begin();
  await page.goto(attempt.url);
  await logIn(page, alice);
  await page.click('#consent-deny');
  assert.equal(await rp.refusal(page, attempt), 'access_denied');
});

story('who cancels the login goes back to the app with access_denied', async ({rp, page}) => {
  const attempt = await rp.begin();
  await page.goto(attempt.url);
  await page.click('#login-cancel');
  assert.equal(await rp.refusal(page, attempt), 'access_denied');
});

story('a wrong password asks again, and the right one goes on', async ({rp, page, alice}) => {
  const attempt = await rp.begin();
  await page.goto(attempt.url);
  await logIn(page, {email: alice.email, password: 'not the password'});
  await page.waitForSelector('[role=alert]');
  assert.equal(await page.inputValue('#username'), alice.email);
  assert.equal(await page.inputValue('#password'), '');
  await logIn(page, alice);
  await allow(page);
  assert.equal((await rp.finish(page, attempt)).claims().sub, alice.sub);
});

story('prompt=login asks for the password although somebody is signed in', async ({rp, page, alice}) => {
  const first = await signIn(rp, page, alice);
  const attempt = await rp.begin({prompt: 'login'});
  await page.goto(attempt.url);
  await logIn(page, alice);
  const again = await rp.finish(page, attempt);
  assert.equal(again.claims().sub, alice.sub);
  assert.ok(again.claims().auth_time >= first.claims().auth_time);
});

story('prompt=consent asks again for what was allowed before', async ({rp, page, alice}) => {
  await signIn(rp, page, alice);
  const attempt = await rp.begin({prompt: 'consent'});
  await page.goto(attempt.url);
  await allow(page);
  assert.equal((await rp.finish(page, attempt)).claims().sub, alice.sub);
});

story('login_hint is typed already', async ({rp, page, bob}) => {  // [PG-03]
  const attempt = await rp.begin({login_hint: bob.email});
  await page.goto(attempt.url);
  assert.equal(await page.inputValue('#username'), bob.email);
});

story('two tabs do not disturb each other', async ({rp, page, alice}) => {
  const other = await page.context().newPage();
  const [first, second] = [await rp.begin(), await rp.begin()];
  await page.goto(first.url);
  await other.goto(second.url);
  await logIn(page, alice);
  await logIn(other, alice);
  await allow(other);
  assert.equal((await rp.finish(other, second)).claims().sub, alice.sub);
  await allow(page);
  assert.equal((await rp.finish(page, first)).claims().sub, alice.sub);
});

story('the back button leads to pages that still work', async ({rp, page, alice}) => {
  const attempt = await rp.begin();
  await page.goto(attempt.url);
  await logIn(page, alice);
  await page.waitForSelector('#consent-allow');
  await page.goBack();
  await logIn(page, alice);
  await allow(page);
  assert.equal((await rp.finish(page, attempt)).claims().sub, alice.sub);

  // What is over stays over: a form for a finished sign-in would end in an answer that the app no longer expects.
  await page.goBack();
  assert.match(await page.textContent('#error-page'), /start again/);
  assert.equal((await silently(rp, page)).claims().sub, alice.sub);
});

story('a refresh token that was used twice, long ago, ends its family', async ({rp, page, alice}) => {
  const tokens = await signIn(rp, page, alice);
  const second = await rp.refresh(tokens);
  const third = await rp.refresh(second);
  await assert.rejects(rp.refresh(tokens), {error: 'invalid_grant'});
  await assert.rejects(rp.refresh(third), {error: 'invalid_grant'});
});
