// What the measuring needs of the machine: programs to run, and what /proc says of them.
import {execFile, spawn} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {promisify} from 'node:util';

const execute = promisify(execFile);
const ticksPerSecond = 100;

// Standard output of a program that must succeed.
export async function run(program, args, {input, env, uid, gid, cwd} = {}) {
  const running = execute(program, args, {uid, gid, cwd, env: {...process.env, ...env}, maxBuffer: 1024 * 1024 * 1024});
  running.child.stdin.end(input ?? '');
  return (await running).stdout;
}

// A program that runs until it is stopped.
export function start(program, args, options = {}) {
  const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'ignore'], ...options});
  const ended = new Promise((resolve) => child.once('exit', resolve));
  return {child, pid: child.pid, ended, stop: async () => { child.kill(); await ended; }};
}

export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

export function memoryMb(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

// A figure that another was read beside; the middle one of several.
export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

// Signatures a second of both cores, by what openssl calls the key.
export async function opensslSpeed(key, seconds) {
  const text = await run('openssl', ['speed', '-seconds', String(Math.max(1, Math.round(seconds))), '-multi', '2', key]);
  const line = text.split('\n').findLast((one) => /^ *(rsa|256 bits ecdsa)/.test(one));
  return Number(line.trim().split(/\s+/).at(-2));
}

// Requests a second by wrk, on two threads; `request` may have headers, and a form to post.
export async function wrk(url, connections, seconds, {headers = {}, script} = {}) {
  const args = ['-t', '2', '-c', String(connections), '-d', `${Math.max(1, Math.round(seconds))}s`, '--latency'];
  for (const [name, value] of Object.entries(headers)) args.push('-H', `${name}: ${value}`);
  if (script) args.push('-s', script);
  const text = await run('wrk', [...args, url]);
  const failed = Number(/Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1] ?? 0);
  const milliseconds = (percent) => {
    const [, value, unit] = new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`).exec(text);
    return Number(value) * {us: 0.001, ms: 1, s: 1000}[unit];
  };
  return {per_second: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]), done: Number(/(\d+) requests in/.exec(text)[1]), p50_ms: milliseconds(50), p99_ms: milliseconds(99), failed};
}
