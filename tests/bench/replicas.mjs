// Several servers on one PostgreSQL, behind one issuer: what they do together. That nothing is given out twice, tests/replicas proves.
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {cpuSeconds, memoryMb, start} from './machine.mjs';
import {Signet, freePort} from './server.mjs';

// Another `signet serve` with the settings of the first, on another port.
async function startBeside(t, first) {
  const [port, management] = [await freePort(), await freePort()];
  const running = start(first.binary, ['serve', '--config', join(first.directory, 'var/dev.toml')],
                        {cwd: first.directory, env: {...process.env, ...first.settings, SIGNET_CIBA__ENABLED: 'false', SIGNET_LISTEN: `127.0.0.1:${port}`, SIGNET_MANAGEMENT_LISTEN: `127.0.0.1:${management}`}});
  t.push(() => running.stop());
  for (let i = 0; ; ++i) {
    const answer = await fetch(`http://127.0.0.1:${management}/readyz`).catch(() => undefined);
    if (answer?.status === 200) break;
    if (i === 500 || running.child.exitCode !== null) throw new Error('a replica does not become ready');
    await pause(10);
  }
  return {address: `127.0.0.1:${port}`, pid: running.pid};
}

// Sums over replicas, each of which gets its share of the connections at the same time.
export async function replicas(t, {binary, postgres, counts, seconds, connections}) {
  const first = await Signet.start(t, binary, {SIGNET_DATABASE_URL: postgres, SIGNET_MIGRATE: 'auto'});
  const all = [{address: new URL(first.issuer).host, pid: first.pid}];
  const results = [];
  for (const count of counts) {
    while (all.length < count) all.push(await startBeside(t, first));
    for (const name of ['code_flow', 'refresh', 'client_credentials_es256']) {
      const cpuBefore = all.map((one) => cpuSeconds(one.pid));
      const figures = await Promise.all(all.map((one) => first.bench(name, connections / count, seconds, ['--connect', one.address])));
      const sum = (what) => figures.reduce((total, one) => total + one[what], 0);
      const cores = all.reduce((total, one, i) => total + cpuSeconds(one.pid) - cpuBefore[i], 0) / seconds;
      results.push({name: `${count} replicas: ${name}`, per_second: sum('per_second'), p99_ms: Math.max(...figures.map((one) => one.p99_ms)), failed: sum('failed'),
                    server_cores: cores, memory_mb: all.reduce((total, one) => total + memoryMb(one.pid), 0)});
      const r = results.at(-1);
      console.log(`  ${String(count)} x ${name.padEnd(26)} ${r.per_second.toFixed(0).padStart(6)}/s together, p99 ${r.p99_ms.toFixed(1)} ms, ${cores.toFixed(2)} cores, ` +
                  `${r.memory_mb.toFixed(0)} MB${r.failed ? `, ${r.failed} FAILED: ${figures.find((one) => one.failed)?.first_failure}` : ''}`);
    }
  }
  await first.stop();
  return results;
}
