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
