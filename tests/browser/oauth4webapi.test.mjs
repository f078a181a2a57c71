// npm oauth4webapi as relying party, unmodified, with a key of its own: it checks every answer to the letter.
import assert from 'node:assert/strict';
import {after, test} from 'node:test';
import {writeFile, mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {exportJWK, generateKeyPair} from 'jose';
import * as oauth from 'oauth4webapi';
import {closeChromium, person} from './support/chromium.mjs';
import {databases} from './support/databases.mjs';
import {allow, logIn} from './support/journey.mjs';
import {Signet} from './support/signet.mjs';

after(closeChromium);

const plain = {[oauth.allowInsecureRequests]: true};
const redirect_uri = 'http://127.0.0.1:9/callback';  // nobody answers there: the URL is all that is needed

for (const alg of ['ES256', 'PS256']) {
  test(`private_key_jwt with ${alg}: sign in, UserInfo, refresh, introspect, revoke`, async (t) => {
    const signet = await Signet.start(t, databases[0]);
    const {publicKey, privateKey} = await generateKeyPair(alg, {extractable: true});
    const directory = await mkdtemp(join(tmpdir(), 'signet-oauth4webapi-'));
    t.after(() => rm(directory, {recursive: true, force: true}));
    const jwks = join(directory, 'jwks.json');
    await writeFile(jwks, JSON.stringify({keys: [{...await exportJWK(publicKey), kid: 'k1', alg, use: 'sig'}]}));
    const registered = await signet.run('client create', '--name', 'oauth4webapi', '--redirect-uri', redirect_uri, '--auth-method', 'private_key_jwt',
                                        '--jwks', jwks, '--grant-type', 'authorization_code', '--grant-type', 'refresh_token');
    await signet.knows(registered);

    const issuer = new URL(signet.issuer);
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, plain));
    const client = {client_id: registered.client_id};
    const authentication = oauth.PrivateKeyJwt({key: privateKey, kid: 'k1'});
    const verifier = oauth.generateRandomCodeVerifier();
    const nonce = oauth.generateRandomNonce();
    const state = oauth.generateRandomState();
    const url = new URL(server.authorization_endpoint);
    url.search = new URLSearchParams({client_id: client.client_id, redirect_uri, response_type: 'code', scope: 'openid email offline_access',
                                      code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', nonce, state});
    const page = await person(t);
    await page.goto(url.href);
    await logIn(page, signet.accounts[0]);
    const back = page.waitForRequest((request) => request.url().startsWith(redirect_uri));
    await allow(page);

    const answer = oauth.validateAuthResponse(server, client, new URL((await back).url()), state);
    const response = await oauth.authorizationCodeGrantRequest(server, client, authentication, answer, redirect_uri, verifier, plain);
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {expectedNonce: nonce, requireIdToken: true});
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    assert.equal(claims.sub, signet.accounts[0].sub);

    const told = await oauth.processUserInfoResponse(server, client, claims.sub, await oauth.userInfoRequest(server, client, tokens.access_token, plain));
    assert.equal(told.email, signet.accounts[0].email);
    const renewed = await oauth.processRefreshTokenResponse(
        server, client, await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token, plain));
    assert.notEqual(renewed.access_token, tokens.access_token);
    const about = async (token) => oauth.processIntrospectionResponse(
        server, client, await oauth.introspectionRequest(server, client, authentication, token, plain));
    assert.equal((await about(renewed.access_token)).active, true);
    await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, authentication, renewed.refresh_token, plain));
    assert.equal((await about(renewed.access_token)).active, false);
  });
}

test('security profile fapi2: pushed request, DPoP with nonces, refresh with a new key', async (t) => {
  const signet = await Signet.start(t, databases[0], '127.0.0.1:0', {SIGNET_DPOP__DEMAND_NONCE: 'true'});
  const {publicKey, privateKey} = await generateKeyPair('ES256', {extractable: true});
  const directory = await mkdtemp(join(tmpdir(), 'signet-fapi-'));
  t.after(() => rm(directory, {recursive: true, force: true}));
  const jwks = join(directory, 'jwks.json');
  await writeFile(jwks, JSON.stringify({keys: [{...await exportJWK(publicKey), kid: 'k1', alg: 'ES256', use: 'sig'}]}));
  const callback = 'https://127.0.0.1:9/callback';
  const registered = await signet.run('client create', '--name', 'Bank', '--redirect-uri', callback, '--profile', 'fapi2', '--jwks', jwks,
                                      '--grant-type', 'authorization_code', '--grant-type', 'refresh_token');
  await signet.knows(registered);

  const issuer = new URL(signet.issuer);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, plain));
  assert.ok(server.dpop_signing_alg_values_supported.includes('ES256'));
  const client = {client_id: registered.client_id};
  const authentication = oauth.PrivateKeyJwt({key: privateKey, kid: 'k1'});
  const proofs = async () => oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
  // What the library cannot know before the server has said it: the nonce. It remembers it, and asks to be called again.
  const insist = async (call) => {
    try {
      return await call();
    } catch (error) {
      if (!oauth.isDPoPNonceError(error)) throw error;
      return call();
    }
  };

  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const DPoP = await proofs();
  const pushed = await insist(async () => oauth.processPushedAuthorizationResponse(server, client, await oauth.pushedAuthorizationRequest(
      server, client, authentication,
      new URLSearchParams({redirect_uri: callback, response_type: 'code', scope: 'openid email offline_access', nonce, state,
                           code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256'}),
      {...plain, DPoP})));
  const url = new URL(server.authorization_endpoint);
  url.search = new URLSearchParams({client_id: client.client_id, request_uri: pushed.request_uri});
  const page = await person(t);
  await page.goto(url.href);
  await logIn(page, signet.accounts[0]);
  const back = page.waitForRequest((request) => request.url().startsWith(callback));
  await allow(page);

  const answer = oauth.validateAuthResponse(server, client, new URL((await back).url()), state);
  const tokens = await insist(async () => oauth.processAuthorizationCodeResponse(
      server, client, await oauth.authorizationCodeGrantRequest(server, client, authentication, answer, callback, verifier, {...plain, DPoP}),
      {expectedNonce: nonce, requireIdToken: true}));
  assert.equal(tokens.token_type, 'dpop');
  const claims = oauth.getValidatedIdTokenClaims(tokens);
  const told = await insist(async () => oauth.processUserInfoResponse(
      server, client, claims.sub, await oauth.userInfoRequest(server, client, tokens.access_token, {...plain, DPoP})));
  assert.equal(told.email, signet.accounts[0].email);

  for (let time = 0; time < 2; ++time) {
    const renewal = await proofs();
    const renewed = await insist(async () => oauth.processRefreshTokenResponse(
        server, client, await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token, {...plain, DPoP: renewal})));
    assert.equal(renewed.token_type, 'dpop');
    assert.equal(renewed.refresh_token, undefined, 'it stays the same one');
  }
});

test('security profile fapi2-signed: the request is signed, and so is the answer', async (t) => {  // [CF-04] [MS-01] [MS-04]
  const signet = await Signet.start(t, databases[0]);
  const {publicKey, privateKey} = await generateKeyPair('ES256', {extractable: true});
  const directory = await mkdtemp(join(tmpdir(), 'signet-fapi-'));
  t.after(() => rm(directory, {recursive: true, force: true}));
  const jwks = join(directory, 'jwks.json');
  await writeFile(jwks, JSON.stringify({keys: [{...await exportJWK(publicKey), kid: 'k1', alg: 'ES256', use: 'sig'}]}));
  const callback = 'https://127.0.0.1:9/callback';
  const registered = await signet.run('client create', '--name', 'Bank', '--redirect-uri', callback, '--profile', 'fapi2-signed', '--jwks', jwks);
  await signet.knows(registered);

  const issuer = new URL(signet.issuer);
  const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, plain));
  assert.ok(server.authorization_signing_alg_values_supported.includes('ES256'));
  const client = {client_id: registered.client_id, authorization_signed_response_alg: 'ES256'};
  const authentication = oauth.PrivateKeyJwt({key: privateKey, kid: 'k1'});
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const nonce = oauth.generateRandomNonce();
  const parameters = new URLSearchParams({redirect_uri: callback, response_type: 'code', response_mode: 'jwt', scope: 'openid email', nonce, state,
                                          code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256'});
  const request = await oauth.issueRequestObject(server, client, parameters, {key: privateKey, kid: 'k1'});
  const pushed = await oauth.processPushedAuthorizationResponse(server, client, await oauth.pushedAuthorizationRequest(
      server, client, authentication, new URLSearchParams({client_id: client.client_id, request}), {...plain, DPoP}));
  const url = new URL(server.authorization_endpoint);
  url.search = new URLSearchParams({client_id: client.client_id, request_uri: pushed.request_uri});
  const page = await person(t);
  await page.goto(url.href);
  await logIn(page, signet.accounts[0]);
  const back = page.waitForRequest((request) => request.url().startsWith(callback));
  await allow(page);
  const arrived = new URL((await back).url());
  assert.deepEqual([...arrived.searchParams.keys()], ['response']);

  const answer = await oauth.validateJwtAuthResponse(server, client, arrived, state, plain);
  const tokens = await oauth.processAuthorizationCodeResponse(
      server, client, await oauth.authorizationCodeGrantRequest(server, client, authentication, answer, callback, verifier, {...plain, DPoP}),
      {expectedNonce: nonce, requireIdToken: true});
  assert.equal(oauth.getValidatedIdTokenClaims(tokens).sub, signet.accounts[0].sub);
});
