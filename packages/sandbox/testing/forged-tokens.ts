import { createHmac, createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, type JWK, type JWTPayload, SignJWT } from 'jose';

/** Tokens that look like a given one and that its issuer did not sign. */
export type Forgery = (token: string, claims?: JWTPayload) => string | Promise<string>;

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ownJwk = publicKey.export({ format: 'jwk' }) as JWK;

/** The same signature over other claims. */
export const tampered: Forgery = (token, claims = { sub: 'eve' }) => {
  const [header, , signature] = token.split('.');
  return `${header}.${part({ ...decodeJwt(token), ...claims })}.${signature}`;
};

/** `alg: none`, without a signature. */
export const unsigned: Forgery = (token, claims) =>
  `${part({ ...decodeProtectedHeader(token), alg: 'none' })}.${part({ ...decodeJwt(token), ...claims })}.`;

/** Signed by a key of the attacker, under the key id of the issuer. */
export const signedByAnother: Forgery = (token, claims) => {
  const { kid = '' } = decodeProtectedHeader(token);
  return new SignJWT({ ...decodeJwt(token), ...claims })
    .setProtectedHeader({ alg: 'RS256', kid })
    .sign(privateKey);
};

/** Signed by a symmetric key: the public key of the issuer, which everybody knows. */
export const signedWithPublicKey =
  (jwk: JsonWebKey): Forgery =>
  (token, claims) => {
    const secret = createPublicKey({ key: jwk, format: 'jwk' }).export({
      type: 'spki',
      format: 'pem',
    });
    const header = part({ ...decodeProtectedHeader(token), alg: 'HS256' });
    const signed = `${header}.${part({ ...decodeJwt(token), ...claims })}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };

/** A valid signature of an attacker, whose public key the token brings along. */
export const bringingItsKey: Forgery = (token, claims) => {
  const { kid = '' } = decodeProtectedHeader(token);
  return new SignJWT({ ...decodeJwt(token), ...claims })
    .setProtectedHeader({ alg: 'RS256', kid, jwk: ownJwk })
    .sign(privateKey);
};
