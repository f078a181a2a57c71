// Behind a proxy that SIGNET_TRUSTED_PROXIES does not name, everybody has its address: the log says so, once [R-HT-4].
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout} from 'node:timers/promises';
import {freePort} from './support/free_port.mjs';
import {Signet} from './support/signet.mjs';

for (const [named, settings] of [[false, {}], [true, {SIGNET_TRUSTED_PROXIES: '127.0.0.0/8'}]]) {
  test(`a proxy that is ${named ? '' : 'not '}named is ${named ? 'believed' : 'noticed'}`, async (t) => {
    const port = await freePort();
    const environment = {SIGNET_ISSUER: 'https://login.example.test', SIGNET_LIMITS__REQUESTS: 'off', ...settings};
    const signet = await Signet.start(t, {environment: async () => environment}, `127.0.0.1:${port}`);
    for (let i = 0; i < 700; ++i) {
      const headers = {'X-Forwarded-For': `198.51.100.${i % 250}`};
      assert.equal((await fetch(`http://127.0.0.1:${port}/oauth2/jwks`, {headers})).status, 200);
    }
    await setTimeout(200);
    assert.equal(signet.log.match(/everybody_from_one_address/g)?.length ?? 0, named ? 0 : 1);
  });
}
