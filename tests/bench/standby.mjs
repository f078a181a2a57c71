// What a standby costs: sign-ins on PostgreSQL alone, with one that follows, and with one that every commit waits for.
import {appendFileSync, chownSync, mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {run} from './machine.mjs';
import {postgresProgram} from './postgres.mjs';
import {Signet, freePort} from './server.mjs';

// A copy of the server that tests/support/with_postgres started, which follows it.
async function follow(t, postgres) {
  const {uid, gid} = statSync(join(dirname(process.env.SIGNET_TEST_POSTGRES_CTL), 'data'));  // PostgreSQL refuses to run as root
  const directory = mkdtempSync(join(tmpdir(), 'signet-standby-'));
  chownSync(directory, uid, gid);
  t.push(async () => rmSync(directory, {recursive: true, force: true}));
  const data = join(directory, 'data');
  await run(postgresProgram('pg_basebackup'), ['-d', postgres, '-D', data, '-R', '-c', 'fast'], {uid, gid, cwd: directory});
  appendFileSync(join(data, 'postgresql.auto.conf'), `port = ${await freePort()}\nunix_socket_directories = '${directory}'\n`);
  const control = (...verb) => run(postgresProgram('pg_ctl'), [...verb, '-s', '-w', '-D', data], {uid, gid, cwd: directory});
  await control('start', '-l', join(directory, 'log'));
  t.push(() => control('stop', '-m', 'immediate'));
}

export async function standby(t, {binary, postgres, rounds, seconds, connections}) {
  const signet = await Signet.start(t, binary, {SIGNET_DATABASE_URL: postgres, SIGNET_MIGRATE: 'auto'});
  const sql = (text) => run('psql', [postgres, '-At', '-c', text]);
  const results = [];
  const measure = async (name) => {
    for (const scenario of ['code_flow', 'refresh']) {
      const figures = [];
      for (let round = 0; round < rounds; ++round) figures.push(await signet.bench(scenario, connections, seconds));
      const [best] = figures.toSorted((a, b) => b.per_second - a.per_second);
      results.push({name: `${name}: ${scenario}`, per_second: best.per_second, p50_ms: best.p50_ms, p99_ms: best.p99_ms, failed: figures.reduce((sum, one) => sum + one.failed, 0)});
      console.log(`  ${name.padEnd(24)} ${scenario.padEnd(10)} ${best.per_second.toFixed(0).padStart(5)}/s, p50 ${best.p50_ms.toFixed(1)} ms, p99 ${best.p99_ms.toFixed(1)} ms`);
    }
  };
  await measure('alone');
  await follow(t, postgres);
  await measure('asynchronous standby');
  await sql("ALTER SYSTEM SET synchronous_standby_names = '*'");
  await sql('SELECT pg_reload_conf()');
  t.push(async () => {  // before the standby ends: nothing else would ever commit
    await sql('ALTER SYSTEM RESET synchronous_standby_names');
    await sql('SELECT pg_reload_conf()');
  });
  await measure('synchronous standby');
  await signet.stop();
  return results;
}
