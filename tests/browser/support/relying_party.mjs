// A relying party that others wrote: npm openid-client behind a little web server, registered with the command line.
import {once} from 'node:events';
import {createServer} from 'node:http';
import * as openid from 'openid-client';

export class RelyingParty {
  config;
  redirect_uri;

  // Registers itself at `signet`; ends with `test`.
  static async start(test, signet, ...flags) {
    const rp = new RelyingParty();
    const server = createServer((request, response) => {
      response.setHeader('Content-Type', 'text/html');
      response.end('<!doctype html><title>The app</title><main id="the-app">Back in the app</main>');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    test.after(() => {
      server.close();
      server.closeAllConnections();
    });
    rp.redirect_uri = `http://127.0.0.1:${server.address().port}/callback`;
    const client = await signet.run('client create', '--name', 'The app', '--redirect-uri', rp.redirect_uri,
                                    '--grant-type', 'authorization_code', '--grant-type', 'refresh_token', ...flags);
    // Signatures are verified too, although the token endpoint's answer came straight from the provider.
    rp.config = await openid.discovery(new URL(signet.issuer), client.client_id, client.client_secret, undefined,
                                       {execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks]});
    return rp;
  }

  // A sign-in that has not happened yet: `url` is where the browser goes.
  async begin(parameters = {}) {
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const expectedState = openid.randomState();
    const expectedNonce = openid.randomNonce();
    const url = openid.buildAuthorizationUrl(this.config, {
      redirect_uri: this.redirect_uri,
      scope: 'openid profile email offline_access',
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...parameters,
    });
    return {url: url.href, checks: {pkceCodeVerifier, expectedState, expectedNonce}};
  }

  // Waits until `page` is back in the app, and redeems what it brings. Throws what openid-client throws at an error
  // answer, after it has checked `state` and `iss`.
  async finish(page, attempt) {
    await page.waitForURL(`${this.redirect_uri}?**`);
    return openid.authorizationCodeGrant(this.config, new URL(page.url()), attempt.checks);
  }

  // The error code with which the sign-in came back.
  async refusal(page, attempt) {
    try {
      await this.finish(page, attempt);
    } catch (error) {
      if (error instanceof openid.AuthorizationResponseError) {
        return error.error;
      }
      throw error;
    }
    return 'none: it was granted';
  }

  refresh(tokens) {
    return openid.refreshTokenGrant(this.config, tokens.refresh_token);
  }

  userinfo(tokens) {
    return openid.fetchUserInfo(this.config, tokens.access_token, tokens.claims().sub);
  }
}
