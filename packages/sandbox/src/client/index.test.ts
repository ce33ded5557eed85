import { beforeEach, describe, expect, it } from 'vitest';
import { localConfig, localEndpoint } from './index.js';

const SANDBOX = 'http://127.0.0.1:4700';
const DEPLOYED = {
  version: '1.4',
  auth: {
    user_pool_id: 'eu-west-1_example00',
    aws_region: 'eu-west-1',
    user_pool_client_id: 'client',
    identity_pool_id: 'eu-west-1:00000000-0000-0000-0000-000000000000',
  },
  storage: {
    aws_region: 'eu-west-1',
    bucket_name: 'app-files',
    buckets: [
      { name: 'files', bucket_name: 'app-files', aws_region: 'eu-west-1' },
      { name: 'photos', bucket_name: 'app.photos', aws_region: 'cn-north-1' },
    ],
  },
};
const LOCAL = { ...DEPLOYED, custom: { amplify_recipes_sandbox_url: SANDBOX } };
const S3 = 'https://app-files.s3.eu-west-1.amazonaws.com';

/** All ways in which a program reads a URL as text. */
const texts = (url: URL) => [url.href, url.toString(), `${url}`, JSON.parse(JSON.stringify(url))];

describe('the outputs of a deployment', () => {
  it("keep AWS's endpoints, and change no URLs", () => {
    const storage = { aws_region: 'eu-west-1', bucket_name: 'deployed-files' };
    const deployed = { ...DEPLOYED, storage };
    expect(localConfig(deployed)).toMatchObject({ Storage: { S3: { bucket: 'deployed-files' } } });
    expect(localConfig(deployed).Auth?.Cognito).not.toHaveProperty('userPoolEndpoint');
    expect(localEndpoint(deployed)).toBeUndefined();
    const address = 'https://deployed-files.s3.eu-west-1.amazonaws.com/a';
    expect(texts(new URL(address))).toEqual([address, address, address, address]);
  });
});

describe('the outputs of a sandbox', () => {
  beforeEach(() => {
    localConfig(LOCAL);
  });

  it('redirect Cognito clients and SDK clients to it', () => {
    expect(localConfig(LOCAL).Auth?.Cognito).toMatchObject({
      userPoolId: 'eu-west-1_example00',
      userPoolEndpoint: SANDBOX,
      identityPoolEndpoint: SANDBOX,
    });
    expect(localEndpoint(LOCAL)).toBe(SANDBOX);
  });

  it.each([
    [S3, `${SANDBOX}/app-files/`],
    [`${S3}/a%20b+1.jpg?x=%2F#z`, `${SANDBOX}/app-files/a%20b+1.jpg?x=%2F#z`],
    [`${S3}/?list-type=2`, `${SANDBOX}/app-files/?list-type=2`],
    ['https://app-files.s3.amazonaws.com/a', `${SANDBOX}/app-files/a`],
    ['https://app-files.s3-accelerate.amazonaws.com/a', `${SANDBOX}/app-files/a`],
    ['https://app-files.s3.dualstack.eu-west-1.amazonaws.com/a', `${SANDBOX}/app-files/a`],
    ['https://s3.eu-west-1.amazonaws.com/app-files/a', `${SANDBOX}/app-files/a`],
    ['https://s3.cn-north-1.amazonaws.com.cn/app.photos', `${SANDBOX}/app.photos`],
    ['https://s3.cn-north-1.amazonaws.com.cn/app.photos?x', `${SANDBOX}/app.photos?x`],
  ])('redirect %s to it', (address, local) => {
    expect(texts(new URL(address))).toEqual([local, local, local, local]);
  });

  it.each([
    ['of another bucket', 'https://app-files2.s3.eu-west-1.amazonaws.com/a'],
    [
      'of a bucket whose name has the same end',
      'https://my-app-files.s3.eu-west-1.amazonaws.com/a',
    ],
    ['of another bucket in the path', 'https://s3.eu-west-1.amazonaws.com/app-files2/a'],
    ['of another service', 'https://app-files.execute-api.eu-west-1.amazonaws.com/a'],
    [
      'of another domain that contains the name',
      'https://app-files.s3.eu-west-1.amazonaws.com.example.com/',
    ],
    [
      'that names the bucket in its query',
      'https://example.com/?https://app-files.s3.amazonaws.com/',
    ],
    ['without TLS', 'http://app-files.s3.eu-west-1.amazonaws.com/a'],
    ['of the sandbox', `${SANDBOX}/app-files/a`],
  ])('do not change a URL %s', (_, address) => {
    expect(texts(new URL(address))).toEqual([address, address, address, address]);
  });

  it('keep the bucket in the URL of a request for several objects, although the client removes it', () => {
    const request = new URL(new URL(S3));
    request.pathname = '/';
    request.search = 'delete=';
    expect(request.href).toBe(`${SANDBOX}/app-files/?delete=`);
  });

  it('let programs change the paths of other URLs', () => {
    const object = new URL(`${S3}/a`);
    object.pathname = '/b';
    expect(object.href).toBe(`${SANDBOX}/app-files/b`);
    const page = new URL('https://example.com/app-files/');
    page.pathname = '/';
    expect(page.href).toBe('https://example.com/');
  });

  it('redirect to the sandbox that was configured last', () => {
    const next = 'http://127.0.0.1:4701';
    localConfig({ ...LOCAL, custom: { amplify_recipes_sandbox_url: next } });
    expect(new URL(`${S3}/a`).href).toBe(`${next}/app-files/a`);
  });
});
