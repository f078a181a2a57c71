// The other side of interop_test.cc for encryption: npm `jose` reads what we encrypted, and encrypts what we must read.
// usage: node interop_jwe.mjs DIRECTORY MODULES   with DIRECTORY/ours.json; writes DIRECTORY/theirs.json
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [directory, modules] = process.argv.slice(2);
const jose = await import(pathToFileURL(createRequire(join(modules, 'x.js')).resolve('jose')));

// {keys: [{jwk, pkcs8, algs}], encs, tokens: [{alg, enc, kid, plaintext, token}]}
const ours = JSON.parse(readFileSync(join(directory, 'ours.json'), 'utf8'));
const complaints = [];
for (const one of ours.tokens) {
  try {
    const { pkcs8 } = ours.keys.find(({ jwk }) => jwk.kid === one.kid);
    const key = await jose.importPKCS8(`-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----`, one.alg);
    const { plaintext, protectedHeader } = await jose.compactDecrypt(one.token, key, {
      keyManagementAlgorithms: [one.alg],
      contentEncryptionAlgorithms: [one.enc],
    });
    if (new TextDecoder().decode(plaintext) !== one.plaintext) complaints.push(`${one.alg} ${one.enc}: other plaintext`);
    if (protectedHeader.kid !== one.kid || protectedHeader.cty !== 'JWT') complaints.push(`${one.alg} ${one.enc}: other header`);
  } catch (error) {
    complaints.push(`${one.alg} ${one.enc}: ${error.message}`);
  }
}

const theirs = [];
async function encryptAll(key, alg, header, more) {
  for (const enc of ours.encs) {
    const plaintext = `${alg} to you with ${enc}`;
    const encrypter = new jose.CompactEncrypt(new TextEncoder().encode(plaintext)).setProtectedHeader({ alg, enc, ...header });
    if (more !== undefined) {
      const party = (name) => new TextEncoder().encode(name);
      encrypter.setKeyManagementParameters({ apu: party('Alice'), apv: party('Bob') });
    }
    theirs.push({ alg, enc, plaintext, token: await encrypter.encrypt(key), ...more });
  }
}
// Our JWKs have no alg: whoever encrypts names the one that it registered.
for (const { jwk, algs } of ours.keys) {
  for (const alg of algs) {
    await encryptAll(await jose.importJWK(jwk, alg), alg, { kid: jwk.kid });
  }
}
for (const crv of ['P-384', 'P-521']) {
  for (const alg of ['ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW']) {
    const { publicKey, privateKey } = await jose.generateKeyPair(alg, { crv, extractable: true });
    await encryptAll(publicKey, alg, {}, {
      pkcs8: await jose.exportPKCS8(privateKey),
      thumbprint: await jose.calculateJwkThumbprint(await jose.exportJWK(publicKey)),
    });
  }
}
writeFileSync(join(directory, 'theirs.json'), JSON.stringify(theirs));
if (complaints.length > 0) {
  console.error(complaints.join('\n'));
  process.exit(1);
}
