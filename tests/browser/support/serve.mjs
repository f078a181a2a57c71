// `signet serve`, as an operator runs it, in a directory that ends with the test.
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

const binary = process.env.SIGNET_BINARY ?? fileURLToPath(new URL('../../../build/release/signet', import.meta.url));
const ambient = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SIGNET_')));

// Resolves when it listens. `run(verb, ...args)` runs another verb with the same settings; `log()` is what it has written.
export async function serve(t, settings) {
  const directory = await mkdtemp(join(tmpdir(), 'signet-serve-'));
  const env = {
    ...ambient, SIGNET_MASTER_KEY: Buffer.alloc(32, 7).toString('base64url'), SIGNET_DATABASE_URL: `sqlite:${join(directory, 'signet.db')}`,
    SIGNET_MANAGEMENT_LISTEN: '127.0.0.1:0', ...settings,
  };
  const server = spawn(binary, ['serve'], {cwd: directory, env, stdio: ['ignore', 'ignore', 'pipe']});
  let log = '';
  server.stderr.setEncoding('utf8').on('data', (text) => { log += text; });
  t.after(async () => {
    if (server.exitCode === null && server.signalCode === null) {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }
    await rm(directory, {recursive: true, force: true});
  });
  while (!log.includes('"listening"')) {
    await Promise.race([once(server.stderr, 'data'), once(server, 'exit').then(() => { throw new Error(`signet serve ended\n${log}`); })]);
  }
  const run = async (verb, ...args) => {
    const {stdout} = await promisify(execFile)(binary, [...verb.split(' '), '-o', 'json', ...args], {cwd: directory, env});
    return JSON.parse(stdout);
  };
  const stop = async () => {
    server.kill('SIGTERM');
    const [status] = await once(server, 'exit');
    return status;
  };
  return {run, stop, log: () => log};
}
