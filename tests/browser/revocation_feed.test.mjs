// A service that verifies tokens itself looks into Redis, which a running server tells what is revoked: within a second, whichever
// of two servers was asked, and again after Redis was away.
import assert from 'node:assert/strict';
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {test} from 'node:test';
import {setTimeout} from 'node:timers/promises';
import {promisify} from 'node:util';
import {databases} from './support/databases.mjs';
import {freePort} from './support/free_port.mjs';
import {Signet} from './support/signet.mjs';

class Redis {
  #process;

  static async start(t) {
    const redis = new Redis();
    redis.port = await freePort();
    t.after(() => redis.stop());
    await redis.begin();
    return redis;
  }

  async begin() {
    this.#process = spawn('redis-server', ['--bind', '127.0.0.1', '--port', this.port, '--save', '', '--appendonly', 'no'], {stdio: 'ignore'});
    while ((await this.ask('ping').catch(() => '')) !== 'PONG') {
      await setTimeout(20);
    }
  }

  async stop() {
    if (this.#process?.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, 'exit');
      this.#process.kill('SIGKILL');
      await ended;
    }
  }

  async ask(...words) {
    const {stdout} = await promisify(execFile)('redis-cli', ['-h', '127.0.0.1', '-p', this.port, ...words]);
    return stdout.trim();
  }

  // As docs/gateway.md tells services to ask.
  async revoked(token) {
    const {jti} = JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());
    return (await this.ask('exists', `signet:revoked:${jti}`, `signet:revoked:${jti.split('.')[0]}`)) !== '0';
  }

  // The milliseconds until it says so; fails after ten seconds.
  async becomesRevoked(token) {
    const began = Date.now();
    while (!(await this.revoked(token))) {
      assert.ok(Date.now() - began < 10_000, 'it is never told');
      await setTimeout(20);
    }
    return Date.now() - began;
  }
}

for (const database of databases) {
  test(`what is revoked is told to Redis, on ${database.name}`, async (t) => {
    const redis = await Redis.start(t);
    const environment = {...(await database.environment()), SIGNET_REDIS_URL: `redis://127.0.0.1:${redis.port}`};
    const signet = await Signet.start(t, {environment: async () => environment});
    const api = `${signet.issuer}/api/auth`;
    const [alice] = signet.accounts;
    const signIn = async () => {
      const response = await fetch(`${api}/login`, {
        method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({email: alice.email, password: alice.password})});
      assert.equal(response.status, 200);
      const cookie = response.headers.getSetCookie().find((line) => line.includes('refresh')).split(';')[0];
      return {cookie, token: (await response.json()).access_token};
    };
    const signOut = ({cookie}) => fetch(`${api}/logout`, {method: 'POST', headers: {Cookie: cookie}});

    const [one, two, three] = [await signIn(), await signIn(), await signIn()];
    await setTimeout(600);
    assert.equal(await redis.revoked(one.token), false);
    await signOut(one);
    t.diagnostic(`told after ${await redis.becomesRevoked(one.token)} ms`);
    assert.equal(await redis.revoked(two.token), false);

    // By another process, through the database: a disabled account ends everything of its own.
    await redis.stop();
    await signOut(two);
    assert.equal((await fetch(`${signet.issuer}/oauth2/jwks`)).status, 200, 'nothing else suffers');
    await redis.begin();
    await redis.becomesRevoked(two.token);
    await redis.becomesRevoked(one.token);
    assert.match(signet.log, /revocation_feed_away/);
    await signet.run('account disable', alice.email);
    await redis.becomesRevoked(three.token);
    assert.equal(signet.log.match(/revocation_feed_away/g).length, 1, 'said once');
  });
}
