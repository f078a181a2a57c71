// The other side of interop_test.cc: npm `jose` reads what we wrote, and writes what we must read.
// usage: node interop.mjs DIRECTORY   with DIRECTORY/ours.json; writes DIRECTORY/theirs.json
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [directory, modules] = process.argv.slice(2);
const jose = await import(pathToFileURL(createRequire(join(modules, 'x.js')).resolve('jose')));

// What we minted: {jwks, tokens: [{alg, typ, kid, thumbprint, claims, token}]}
const ours = JSON.parse(readFileSync(join(directory, 'ours.json'), 'utf8'));
const keySet = jose.createLocalJWKSet(ours.jwks);
const complaints = [];
for (const one of ours.tokens) {
  try {
    const { payload, protectedHeader } = await jose.jwtVerify(one.token, keySet, {
      algorithms: [one.alg],
      typ: one.typ,
      issuer: 'https://issuer.example',
      audience: 'client',
      currentDate: new Date(1700000000 * 1000),
    });
    if (JSON.stringify(payload) !== JSON.stringify(one.claims)) complaints.push(`${one.alg}: other claims`);
    if (protectedHeader.kid !== one.kid) complaints.push(`${one.alg}: other kid`);
    const jwk = ours.jwks.keys.find((key) => key.kid === one.kid);
    if ((await jose.calculateJwkThumbprint(jwk)) !== one.kid) complaints.push(`${one.alg}: kid is no thumbprint`);
  } catch (error) {
    complaints.push(`${one.alg}: ${error.message}`);
  }
}

// What they sign, each key with a kid of its own.
const theirs = { jwks: { keys: [] }, tokens: [] };
for (const alg of ours.algs) {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  const kid = `theirs-${alg}`;
  const jwk = await jose.exportJWK(publicKey);
  theirs.jwks.keys.push({ ...jwk, kid, alg, use: 'sig' });
  const pkcs8 = await jose.exportPKCS8(privateKey);
  for (let i = 0; i < 5; i++) {
    const claims = { iss: 'client', sub: 'client', aud: ['https://issuer.example', 'x'], jti: `${alg}-${i}`, exp: 1700000300 };
    const token = await new jose.SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT' }).sign(privateKey);
    theirs.tokens.push({ alg, kid, claims, token, pkcs8, thumbprint: await jose.calculateJwkThumbprint(jwk) });
  }
}
writeFileSync(join(directory, 'theirs.json'), JSON.stringify(theirs));
if (complaints.length > 0) {
  console.error(complaints.join('\n'));
  process.exit(1);
}
