// Where a scenario's time goes, as a picture: perf looks at the server three hundred times a second, and frames are as wide as they were seen.
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {run} from './machine.mjs';
import {Signet, folder} from './server.mjs';

const width = 1200;
const row = 16;
const narrowest = 0.003;  // of all; below that a frame is left out
const scenarios = ['client_credentials_rs256', 'client_credentials_es256', 'code_flow'];

// What a reader recognises: no template arguments, parameters or namespaces of libraries.
function shortened(symbol) {
  let name = symbol.replaceAll('(anonymous namespace)::', '').replaceAll('[abi:cxx11]', '').replaceAll('operator<', 'operator‹');
  for (let before = ''; before !== name;) [before, name] = [name, name.replace(/<[^<>]*>/g, '')];
  for (let before = ''; before !== name;) [before, name] = [name, name.replace(/\([^()]*\)/g, '')];
  return name.replace(/ const$/, '').replace(/::\{lambda\}.*$/, '::λ').replace('nlohmann::json_abi_v3_11_2::', '').replace('signet::', '').trim() || '?';
}

// Frames that say nothing: the thunks of std::function, and what perf could not name.
const dull = (name) => name === '?' || name === '[unknown]' || /^(std::_Function_handler|std::__invoke|std::invoke|start_thread|clone3|__GI_|0x)/.test(name);

// Samples of `perf script` as a tree of frames, outermost first.
function tree(text) {
  const root = {name: 'all', count: 0, below: new Map()};
  for (const sample of text.split('\n\n')) {
    const [thread, ...lines] = sample.trim().split('\n');
    if (lines.length === 0) continue;
    const names = lines.map((line) => shortened(line.trim().replace(/^[0-9a-f]+ /, ''))).filter((name) => !dull(name)).reverse();
    let at = root;
    ++at.count;
    for (const name of [thread.trim().replace(/:?\s*$/, ''), ...names]) {
      if (!at.below.has(name)) at.below.set(name, {name, count: 0, below: new Map()});
      at = at.below.get(name);
      ++at.count;
    }
  }
  return root;
}

const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;'})[c]);

function colour(name) {
  const hue = /^(RSA|BN_|EC_|EVP|RAND|OPENSSL|ossl|OSSL|SHA|i2d|CRYPTO)/.test(name) ? 210 : /^(sqlite|soci)/.test(name) ? 130 : /(malloc|free|operator new|basic_json|detail::)/.test(name) ? 50 :
      /^[a-z]+::/.test(name) ? 15 : 280;
  const spread = [...name].reduce((sum, c) => (sum * 31 + c.codePointAt(0)) % 97, 7);
  return `hsl(${hue},70%,${68 + spread % 14}%)`;
}

function svg(root, title) {
  const cells = [];
  let deepest = 0;
  const place = (node, from, depth) => {
    const share = node.count / root.count;
    if (share < narrowest) return;
    deepest = Math.max(deepest, depth);
    const [x, w] = [from / root.count * width, share * width];
    const letters = Math.floor(w / 6.4);
    const label = letters < 4 ? '' : node.name.length <= letters ? node.name : `${node.name.slice(0, letters - 1)}…`;
    cells.push({x, w, depth, label, hint: `${node.name}: ${(100 * share).toFixed(1)} %`, fill: colour(node.name)});
    let at = from;
    for (const next of [...node.below.values()].sort((a, b) => a.name < b.name ? -1 : 1)) {
      place(next, at, depth + 1);
      at += next.count;
    }
  };
  place(root, 0, 0);
  const height = (deepest + 1) * row + 28;
  const body = cells.map(({x, w, depth, label, hint, fill}) => {
    const y = height - (depth + 1) * row;
    return `<g><title>${escaped(hint)}</title><rect x="${x.toFixed(1)}" y="${y}" width="${w.toFixed(1)}" height="${row - 1}" fill="${fill}"/>` +
           `${label ? `<text x="${(x + 3).toFixed(1)}" y="${y + 11}">${escaped(label)}</text>` : ''}</g>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="10.5">\n<rect width="${width}" height="${height}" fill="#fff"/>\n` +
         `<text x="4" y="16" font-size="13">${escaped(title)}: ${root.count} samples of the server's processor time</text>\n${body.join('\n')}\n</svg>\n`;
}

export async function flames(t, {binary, connections, seconds, into}) {
  mkdirSync(into, {recursive: true});
  const signet = await Signet.start(t, binary);
  for (const name of scenarios) {
    const data = join(folder(t), 'perf.data');
    // Not by frame pointers, which the libraries do not keep. Seconds enough for two thousand samples.
    const looking = run('perf', ['record', '-q', '-e', 'cpu-clock', '-F', '299', '--call-graph', 'dwarf,16384', '-p', String(signet.pid), '-o', data, '--', 'sleep', String(seconds)]);
    const [figures] = await Promise.all([signet.bench(name, connections, seconds), looking]);
    const text = await run('perf', ['script', '--no-inline', '-i', data, '-F', 'comm,ip,sym']);
    writeFileSync(join(into, `${name}.svg`), svg(tree(text), `${name}, ${figures.per_second.toFixed(0)} a second`));
    console.log(`  ${join(into, `${name}.svg`)}`);
  }
  await signet.stop();
  return [];
}
