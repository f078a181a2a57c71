// A relying party that others wrote: npm openid-client behind a little web server, registered with the command line.
import {once} from 'node:events';
import {createServer} from 'node:http';
import {setTimeout} from 'node:timers/promises';
import * as openid from 'openid-client';

// The one way of authenticating that the client is registered with.
function authentication({token_endpoint_auth_method: method, client_secret: secret}) {
  switch (method) {
    case 'client_secret_basic': return openid.ClientSecretBasic(secret);
    case 'client_secret_post': return openid.ClientSecretPost(secret);
    case 'none': return openid.None();
  }
  throw new Error(`no client here authenticates by ${method}`);
}

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
    rp.config = await openid.discovery(new URL(signet.issuer), client.client_id, undefined, authentication(client),
                                       {execute: [openid.allowInsecureRequests, openid.enableNonRepudiationChecks]});
    await rp.#inForce();
    return rp;
  }

  // A change by the command line reaches a running server within a second, not at once.
  async #inForce() {
    const {url} = await this.begin();
    while ((await fetch(url, {redirect: 'manual'})).status === 400) {
      await setTimeout(20);
    }
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
