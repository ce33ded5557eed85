import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

/** An OpenID Connect issuer on this machine. */
export type TestIssuer = {
  /** `http://127.0.0.1:<port>` */
  readonly issuer: string;
  readonly jwk: JWK;
  /** The paths of the requests so far. */
  readonly requests: readonly string[];
  /** Replaces the answer of a path. Undefined: the connection breaks. */
  answer(path: string, answer: TestAnswer | undefined): void;
  sign(
    claims: JWTPayload,
    header?: { readonly kid?: string; readonly alg?: string },
  ): Promise<string>;
  /** Replaces the signing key by a new one, which its keys then list in addition. */
  rotate(kid: string): Promise<void>;
  stop(): Promise<void>;
};

export type TestAnswer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
};

export const DISCOVERY = '/.well-known/openid-configuration';
export const KEYS = '/keys';

/** @param address The default is a free port of 127.0.0.1. */
export async function startIssuer(
  alg = 'RS256',
  address = 'http://127.0.0.1:0',
): Promise<TestIssuer> {
  const newKey = async (kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
  };
  let key = await newKey('key-1');
  const jwks: JWK[] = [key.jwk];
  const requests: string[] = [];
  const answers = new Map<string, TestAnswer | undefined>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const answer = answers.get(path);
    if (!answer) return void request.socket.destroy();
    const headers = { 'content-type': 'application/json', ...answer.headers };
    response.writeHead(answer.status ?? 200, headers).end(answer.body);
  });
  await new Promise<void>((resolve) =>
    server.listen(Number(new URL(address).port), '127.0.0.1', resolve),
  );
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const publish = () => answers.set(KEYS, { body: JSON.stringify({ keys: jwks }) });
  answers.set(DISCOVERY, { body: JSON.stringify({ issuer, jwks_uri: `${issuer}${KEYS}` }) });
  publish();
  return {
    issuer,
    jwk: key.jwk,
    requests,
    answer: (path, answer) => answers.set(path, answer),
    sign: (claims, header = {}) =>
      new SignJWT({ iss: issuer, ...claims })
        .setProtectedHeader({ alg, kid: key.kid, ...header })
        .sign(key.privateKey),
    async rotate(kid) {
      key = await newKey(kid);
      jwks.push(key.jwk);
      publish();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
