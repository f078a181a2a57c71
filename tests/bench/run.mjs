// scripts/bench: what Signet does in a second, beside what these cores do without it. Every figure is a ratio taken within one run:
// each scenario is measured several times in alternation with its reference, and medians are compared.
//
//   run.mjs [--quick] [--only NAME]... [--rounds N] [--seconds N] [--json FILE] [--size FRACTION] [--minutes N]
//
// growth, soak, replicas, standby and flames take their time, and run only where --only names them.
//
// In the environment: SIGNET_BINARY, BENCH_TOOLS (the folder of argon2_loop and commit_loop) and, for PostgreSQL as well,
// SIGNET_TEST_POSTGRES_URL.
import {createHash} from 'node:crypto';
import {readFileSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {cpus} from 'node:os';
import {join} from 'node:path';
import {setTimeout as pause} from 'node:timers/promises';
import {parseArgs} from 'node:util';
import {flames} from './flames.mjs';
import {grown, growth} from './growth.mjs';
import {median, opensslSpeed, run, wrk} from './machine.mjs';
import {issuance} from './postgres.mjs';
import {replicas} from './replicas.mjs';
import {Signet, folder, nginx} from './server.mjs';
import {soak} from './soak.mjs';
import {standby} from './standby.mjs';

const {values: flags} = parseArgs({options: {quick: {type: 'boolean', default: false}, only: {type: 'string', multiple: true, default: []},
                                             rounds: {type: 'string'}, seconds: {type: 'string'}, json: {type: 'string'},
                                             size: {type: 'string', default: '1'}, minutes: {type: 'string', default: '10'}}});
const rounds = Number(flags.rounds ?? (flags.quick ? 1 : 5));
const seconds = Number(flags.seconds ?? (flags.quick ? 1 : 3));
const tools = process.env.BENCH_TOOLS;
const postgres = process.env.SIGNET_TEST_POSTGRES_URL;
const connections = 16;
const many = 32;
const warmUp = 0.5;
const common = {binary: process.env.SIGNET_BINARY, postgres, connections};

// A scenario: what is measured, what it is read beside, and the share of that which it shall reach. `ceilings` are several references,
// of which the lowest counts.
function scenarios(t, servers) {
  const {sqlite} = servers;
  const argon2 = ['19456', '2'];  // as the settings' defaults
  const rsa = {name: 'raw RSA-2048', measure: () => opensslSpeed('rsa2048', seconds)};
  const es256 = {name: 'raw ES256', measure: () => opensslSpeed('ecdsap256', seconds)};
  const commits = {name: 'SQLite, 16 rows to a commit', measure: async () =>
      Number(await run(join(tools, 'commit_loop'), [join(folder(t), 'commits.db'), String(seconds), String(connections)]))};
  const hashes = {name: 'bare argon2id', measure: async () => Number(await run(join(tools, 'argon2_loop'), ['1', String(seconds), ...argon2]))};
  const same = (body, headers) => ({name: 'nginx, same bytes', measure: async () => {
    const server = await (servers.nginx[body] ??= nginx(t, body));
    const more = headers ? {'If-None-Match': server.etag} : {};
    const figures = await wrk(server.url, many, seconds, {headers: more});
    if (figures.failed > 0) throw new Error('nginx did not answer as it should');
    return figures.per_second;
  }});
  const document = (path) => fetch(sqlite.issuer + path).then((answer) => answer.text());
  const get = (path, headers) => () => wrk(sqlite.issuer + path, many, seconds, {headers: headers?.()});

  const list = [
    {name: 'discovery', target: 0.6, ceilings: async () => [same(await document('/.well-known/openid-configuration'))],
     measure: get('/.well-known/openid-configuration')},
    {name: 'discovery, not modified', target: 0.6, ceilings: async () => [same(await document('/.well-known/openid-configuration'), true)],
     measure: get('/.well-known/openid-configuration', () => ({'If-None-Match': servers.etag}))},
    {name: 'jwks', target: 0.6, ceilings: async () => [same(await document('/oauth2/jwks'))], measure: get('/oauth2/jwks')},
    {name: 'userinfo', target: 0.4, ceilings: async () => [same(servers.userinfo)],
     measure: get('/oauth2/userinfo', () => ({Authorization: `Bearer ${servers.token}`}))},
    {name: 'gateway, token seen before', target: 0.4, ceilings: async () => [same('{}')],
     measure: get('/gateway/verify', () => ({Authorization: `Bearer ${servers.token}`}))},
    {name: 'introspection, token seen before', target: 0.4, ceilings: async () => [same(servers.userinfo)], own: 'introspection'},
    {name: 'client_credentials RS256', target: 0.8, ceilings: async () => [rsa], own: 'client_credentials_rs256'},
    {name: 'client_credentials ES256', target: 0.3, enough: 20000, ceilings: async () => [es256], own: 'client_credentials_es256'},
    {name: 'code flow, SQLite', target: 0.6, ceilings: async () => [rsa, commits], own: 'code_flow'},
    {name: 'refresh, SQLite', target: 0.5, ceilings: async () => [rsa, commits], own: 'refresh'},
    {name: 'password login', target: 0.95, ceilings: async () => [hashes], own: 'password_login'},
  ];
  if (postgres) {
    const issue = {name: 'pgbench, same statement', measure: () => issuance(postgres, connections, seconds, folder(t))};
    list.push({name: 'code flow, PostgreSQL', target: 0.6, ceilings: async () => [rsa, issue], own: 'code_flow', on: 'postgres'},
              {name: 'refresh, PostgreSQL', target: 0.5, ceilings: async () => [rsa, issue], own: 'refresh', on: 'postgres'});
  }
  for (const one of list) {
    one.server = servers[one.on ?? 'sqlite'];
    one.measure ??= () => one.server.bench(one.own, one.own === 'password_login' ? 4 : connections, seconds);
  }
  return list;
}

async function compare(one) {
  const ceilings = await one.ceilings();
  const references = ceilings.map(() => []);
  const ours = [];
  let cpu = 0;
  let statements = 0;
  for (let round = 0; round < rounds; ++round) {
    const reference = async () => {
      for (const [i, ceiling] of ceilings.entries()) references[i].push(await ceiling.measure());
    };
    if (round % 2 === 0) await reference();
    const before = one.server.cpuSeconds();
    const ran = await one.server.counted('signet_db_statements_total');
    ours.push(await one.measure());
    cpu += one.server.cpuSeconds() - before;
    statements += await one.server.counted('signet_db_statements_total') - ran;
    if (round % 2 === 1) await reference();
  }
  const medians = references.map(median);
  const lowest = medians.indexOf(Math.min(...medians));
  const rates = ours.map((figures) => figures.per_second);
  const rate = median(rates);
  const share = rate / medians[lowest];
  const flows = one.own ? (seconds + warmUp) / seconds : 1;  // `signet bench` does not count those of its warm-up
  return {name: one.name, per_second: rate, lowest: Math.min(...rates), highest: Math.max(...rates), p50_ms: median(ours.map((f) => f.p50_ms)),
          p99_ms: median(ours.map((f) => f.p99_ms)), failed: ours.reduce((sum, f) => sum + f.failed, 0), server_cores: cpu / (rounds * seconds),
          generator_cores: ours[0].own_cores, memory_mb: one.server.memoryMb(),
          statements: statements / (flows * ours.reduce((sum, f) => sum + f.done, 0)), reference: ceilings[lowest].name, reference_per_second: medians[lowest],
          share, target: one.target, reached: share >= one.target || rate >= (one.enough ?? Infinity)};
}

// While people sign in with passwords, a client's tokens must come as quickly as ever.
async function besidePasswords(signet) {
  const quiet = await signet.bench('client_credentials_es256', 2, seconds);
  const [busy] = await Promise.all([signet.bench('client_credentials_es256', 2, seconds), signet.bench('password_login', 4, seconds + 1)]);
  return {name: 'client_credentials beside password logins', quiet_p99_ms: quiet.p99_ms, busy_p99_ms: busy.p99_ms, target: 2,
          share: busy.p99_ms / quiet.p99_ms, reached: busy.p99_ms <= 2 * quiet.p99_ms};
}

// Connections that say nothing.
async function idleConnections(t, count) {
  const signet = await Signet.start(t, process.env.SIGNET_BINARY, {SIGNET_HTTP__MAX_CONNECTIONS: String(count + 100), SIGNET_HTTP__IDLE_TIMEOUT: '600s'});
  const {hostname, port} = new URL(signet.issuer);
  const before = signet.memoryMb();
  const quiet = await wrk(`${signet.issuer}/oauth2/jwks`, 2, seconds);
  const sockets = [];
  for (let i = 0; i < count; ++i) {
    const socket = connect({host: hostname, port});
    socket.on('error', () => {});
    sockets.push(socket);
    if (i % 200 === 199) await pause(10);
  }
  // Each asks once, so that it is a connection that is kept, and not one that is about to be closed for silence.
  await Promise.all(sockets.map((socket) => new Promise((resolve) => {
    socket.once('data', resolve);
    socket.once('close', resolve);
    socket.write(`GET /oauth2/jwks HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
  })));
  const open = sockets.filter((socket) => !socket.destroyed).length;
  const memory = signet.memoryMb();
  const busy = await wrk(`${signet.issuer}/oauth2/jwks`, 2, seconds);
  for (const socket of sockets) socket.destroy();
  await signet.stop();
  return {name: `${count} idle connections`, open, memory_before_mb: before, memory_mb: memory, quiet_p99_ms: quiet.p99_ms, busy_p99_ms: busy.p99_ms,
          target: 80, reached: open === count && memory < 80};
}

// What takes minutes, by its name.
const long = {
  growth: (t) => {
    const size = Object.fromEntries(Object.entries(grown).map(([what, count]) => [what, Math.round(count * Number(flags.size))]));
    return growth(t, {...common, size, rounds, seconds});
  },
  flames: (t) => flames(t, {...common, seconds: Math.max(seconds, 4), into: 'docs/flames'}),
  soak: async (t) => [await soak(t, {...common, minutes: Number(flags.minutes)})],
  replicas: (t) => postgres ? replicas(t, {...common, counts: [1, 2, 4], seconds}) : [],
  standby: (t) => postgres ? standby(t, {...common, rounds, seconds}) : [],
};

// Every scenario that is measured in seconds.
async function short(t, results) {
  const first = await Signet.start(t, process.env.SIGNET_BINARY);
  await first.stop();
  const sqlite = await Signet.start(t, process.env.SIGNET_BINARY, {}, first.directory);
  results.push({name: 'idle', memory_mb: sqlite.memoryMb(), ready_ms: sqlite.readyMs, reached: sqlite.memoryMb() <= 25 && sqlite.readyMs <= 100});
  const servers = {sqlite, nginx: {}, token: await sqlite.token()};
  servers.etag = (await fetch(`${sqlite.issuer}/.well-known/openid-configuration`)).headers.get('etag');
  servers.userinfo = await (await fetch(`${sqlite.issuer}/oauth2/userinfo`, {headers: {Authorization: `Bearer ${servers.token}`}})).text();
  if (postgres) servers.postgres = await Signet.start(t, process.env.SIGNET_BINARY, {SIGNET_DATABASE_URL: postgres, SIGNET_MIGRATE: 'auto'});
  const wanted = (name) => flags.only.length === 0 || flags.only.some((one) => name.startsWith(one));

  console.log(`idle: ${results.at(-1).memory_mb.toFixed(1)} MB, ready on an existing database after ${results.at(-1).ready_ms.toFixed(0)} ms\n`);
  const columns = [['scenario', 34], ['per second', 11], ['spread', 17], ['p50 ms', 8], ['p99 ms', 8], ['cores', 6], ['ours', 5], ['MB', 6], ['SQL', 5], ['of', 6], ['target', 7]];
  console.log(columns.map(([name, width], i) => (i === 0 ? name.padEnd(width) : name.padStart(width))).join(' ') + '  reference');
  for (const one of scenarios(t, servers).filter((one) => wanted(one.name))) {
    const r = await compare(one);
    results.push(r);
    const cells = [r.per_second.toFixed(0), `${r.lowest.toFixed(0)}-${r.highest.toFixed(0)}`, r.p50_ms.toFixed(2), r.p99_ms.toFixed(2), r.server_cores.toFixed(2),
                   r.generator_cores?.toFixed(2) ?? 'wrk', r.memory_mb.toFixed(1), r.statements.toFixed(1), `${(100 * r.share).toFixed(0)} %`, `${(100 * r.target).toFixed(0)} %`];
    console.log([r.name.padEnd(34), ...cells.map((cell, i) => cell.padStart(columns[i + 1][1]))].join(' ') +
                `  ${r.reference}: ${r.reference_per_second.toFixed(0)}/s${r.reached ? '' : '  (not reached)'}${r.failed ? `  ${r.failed} FAILED` : ''}`);
  }
  if (wanted('beside passwords')) {
    const r = await besidePasswords(sqlite);
    results.push(r);
    console.log(`\n${r.name}: p99 ${r.busy_p99_ms.toFixed(2)} ms, quiet ${r.quiet_p99_ms.toFixed(2)} ms${r.reached ? '' : '  (not reached)'}`);
  }
  if (wanted('idle connections')) {
    const r = await idleConnections(t, flags.quick ? 1000 : 10000);
    results.push(r);
    console.log(`${r.name}: ${r.open} stay open, ${r.memory_mb.toFixed(1)} MB (${r.memory_before_mb.toFixed(1)} before); p99 of others ${r.busy_p99_ms.toFixed(2)} ms, ` +
                `${r.quiet_p99_ms.toFixed(2)} before${r.reached ? '' : '  (not reached)'}`);
  }
}

async function main() {
  const t = [];  // what is undone at the end, the last first
  const results = [];
  try {
    for (const [name, measure] of Object.entries(long)) {
      if (!flags.only.includes(name)) continue;
      console.log(`${name}:`);
      results.push(...await measure(t));
    }
    if (flags.only.length === 0 || flags.only.some((name) => !(name in long))) await short(t, results);
    const machine = {model: cpus()[0].model, cores: cpus().length, avx512ifma: readFileSync('/proc/cpuinfo', 'utf8').includes('avx512ifma')};
    console.log(`\n${machine.model}, ${machine.cores} cores${machine.avx512ifma ? ', AVX512-IFMA' : ''}; load, server and database share them`);
    if (flags.json) {
      const binary = createHash('sha256').update(readFileSync(process.env.SIGNET_BINARY)).digest('hex');
      writeFileSync(flags.json, JSON.stringify({at: new Date().toISOString(), machine, binary_sha256: binary, rounds, seconds, results}, null, 1) + '\n');
    }
  } finally {
    for (const undo of t.reverse()) await undo();
  }
}

await main();
