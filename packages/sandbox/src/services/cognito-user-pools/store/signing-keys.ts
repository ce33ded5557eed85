import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { exportJWK, exportPKCS8, exportSPKI, generateKeyPair, type JWK } from 'jose';
import type { Store } from './store.js';

/** The keys with which a pool signs its tokens and computes its digests. */
export type SigningKeys = {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly jwk: JWK;
  readonly digestKey: KeyObject;
};

/** Loads the keys of a pool from the store. They are created on first use. */
export async function loadSigningKeys(store: Store, poolId: string): Promise<SigningKeys> {
  if (!store.keys.find(poolId)) store.keys.save(poolId, await generateKeys());
  const kept = store.keys.find(poolId);
  if (!kept) throw new Error(`The keys of ${poolId} were not saved.`);
  const publicKey = createPublicKey(kept.publicKey);
  return {
    kid: kept.kid,
    privateKey: createPrivateKey(kept.privateKey),
    publicKey,
    jwk: { ...(await exportJWK(publicKey)), alg: 'RS256', kid: kept.kid, use: 'sig' },
    digestKey: createSecretKey(kept.digestKey),
  };
}

async function generateKeys() {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
  return {
    kid: randomBytes(32).toString('base64'),
    privateKey: await exportPKCS8(privateKey),
    publicKey: await exportSPKI(publicKey),
    digestKey: randomBytes(32),
  };
}
