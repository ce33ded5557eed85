import { XMLParser } from 'fast-xml-parser';
import type { ServiceCall } from '../../context/service-calls.js';
import { presignedQuery } from '../../iam/sign.js';
import { AwsError } from '../../protocols/aws-error.js';
import { isJsonObject } from '../../protocols/json-value.js';
import type { ServiceResponse } from '../../protocols/request.js';
import type { Backend } from './backend.js';
import { requiredText } from './input.js';
import { type ApiRequest, Reply, type Routes } from './routes.js';

/** The longest object that the console uploads, in bytes. Programs can upload longer ones. */
const LONGEST_UPLOAD = 256 * 1024 * 1024;
const OPEN_SECONDS = 60;
const LONGEST_PRESIGNED_S = 604_800;
/** What a browser shows without a risk. S3's answer is sandboxed in any case. */
const PREVIEWED = /^(?:image\/(?!svg)[\w.+-]+|application\/pdf|text\/plain|application\/json)\b/;

/** The objects of buckets: list, open, upload, delete, and a link for others. */
export function objectRoutes(backend: Backend): Routes {
  const { timeline } = backend.context;
  return {
    'GET objects': ({ query }) => timeline.runUnrecorded(() => listObjects(backend, query)),
    'GET object': (request) => openObject(backend, request),
    'PUT object': async (request) => {
      const type = request.headers['content-type'];
      const body = await request.bytes(LONGEST_UPLOAD);
      const { headers } = await callS3(backend, request.query, {
        method: 'PUT',
        body,
        headers: {
          'content-length': String(body.length),
          ...(type !== undefined && { 'content-type': type }),
        },
      });
      return { etag: headers?.etag?.replaceAll('"', '') };
    },
    'DELETE object': async ({ query }) => {
      await callS3(backend, query, { method: 'DELETE', body: '' });
    },
    'POST objects/presign': async (request) => {
      const input = await request.input();
      const expiresIn = Number(input.expiresIn ?? 3600);
      if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > LONGEST_PRESIGNED_S) {
        throw new AwsError('ValidationException', 'expiresIn must be 1 to 604800 seconds.');
      }
      const method = input.method === 'PUT' ? 'PUT' : 'GET';
      const query = new URLSearchParams();
      const object = { bucket: requiredText(input, 'bucket'), key: requiredText(input, 'key') };
      return { url: presigned(backend, request, { ...object, method, query, expiresIn }) };
    },
  };
}

const XML = new XMLParser({
  parseTagValue: false,
  htmlEntities: true,
  isArray: (name) => name === 'Contents' || name === 'CommonPrefixes',
});

async function listObjects(backend: Backend, query: URLSearchParams) {
  const bucket = query.get('bucket') ?? '';
  const after = query.get('after');
  const { body } = await callS3(
    backend,
    new URLSearchParams({ bucket }),
    { method: 'GET', body: '' },
    new URLSearchParams({
      'list-type': '2',
      delimiter: '/',
      prefix: query.get('prefix') ?? '',
      ...(after && { 'continuation-token': after }),
    }),
  );
  const document: unknown = XML.parse(Buffer.from(body).toString());
  const list = (isJsonObject(document) && document.ListBucketResult) || {};
  const result = isJsonObject(list) ? list : {};
  return {
    objects: itemsOf(result.Contents).map(({ Key, Size, LastModified, ETag }) => ({
      key: String(Key),
      size: Number(Size),
      modified: String(LastModified),
      etag: String(ETag).replaceAll('"', ''),
    })),
    folders: itemsOf(result.CommonPrefixes).map(({ Prefix }) => String(Prefix)),
    ...(typeof result.NextContinuationToken === 'string' && {
      next: result.NextContinuationToken,
    }),
  };
}

function itemsOf(value: unknown): readonly { readonly [name: string]: unknown }[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/**
 * Sends the browser to a presigned address. S3's answer has a sandboxed origin, so a page in a
 * bucket cannot act as the console.
 */
async function openObject(backend: Backend, request: ApiRequest): Promise<Reply> {
  const { query } = request;
  const head = await backend.context.timeline.runUnrecorded(() =>
    callS3(backend, query, { method: 'HEAD', body: '' }),
  );
  const type = head.headers?.['content-type'] ?? '';
  const isPreview = query.get('preview') === '1' && (PREVIEWED.test(type) || /^text\//.test(type));
  const { bucket, key } = objectIn(query);
  const name = encodeURIComponent(key.slice(key.lastIndexOf('/') + 1));
  const overrides = new URLSearchParams(
    isPreview
      ? /^text\//.test(type)
        ? { 'response-content-type': 'text/plain; charset=utf-8' }
        : {}
      : { 'response-content-disposition': `attachment; filename*=UTF-8''${name}` },
  );
  const open = { bucket, key, method: 'GET', query: overrides, expiresIn: OPEN_SECONDS } as const;
  const location = presigned(backend, request, open);
  return new Reply({
    status: 302,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'same-origin' },
    body: '',
  });
}

function presigned(
  { context: { region }, options: { credentials } }: Backend,
  { headers }: ApiRequest,
  object: {
    readonly bucket: string;
    readonly key: string;
    readonly method: 'GET' | 'PUT';
    readonly query: URLSearchParams;
    readonly expiresIn: number;
  },
): string {
  const { host = '' } = headers;
  const path = pathOf(object);
  const head = { ...NO_HEAD, method: object.method, path, query: object.query, headers: { host } };
  const query = presignedQuery(head, object.expiresIn, {
    credentials: credentials.developer,
    region,
    service: 's3',
    time: Date.now(),
  });
  return `http://${host}${path}?${encodedQuery(query)}`;
}

const NO_HEAD = { id: '', target: undefined, signingName: undefined };

/** A signature covers spaces as `%20`, which a form writes as `+`. */
function encodedQuery(query: URLSearchParams): string {
  return query.toString().replaceAll('+', '%20');
}

async function callS3(
  { context: { serviceCalls } }: Backend,
  object: URLSearchParams,
  call: Pick<ServiceCall, 'headers' | 'body'> & { readonly method: string },
  query = new URLSearchParams(),
): Promise<ServiceResponse> {
  const { bucket, key } = query.size > 0 ? { bucket: bucketIn(object), key: '' } : objectIn(object);
  const response = await serviceCalls.call({
    caller: { type: 'developer' },
    signingName: 's3',
    path: pathOf({ bucket, key }),
    query,
    ...call,
  });
  if (response.status < 400) return response;
  const text = Buffer.from(response.body).toString();
  throw new AwsError(
    /<Code>([^<]*)</.exec(text)?.[1] ?? (response.status === 404 ? 'NoSuchKey' : 'Error'),
    /<Message>([^<]*)</.exec(text)?.[1] ?? 'The bucket has no such object.',
    response.status,
  );
}

function bucketIn(query: URLSearchParams): string {
  const bucket = query.get('bucket');
  if (bucket && /^[a-z0-9][a-z0-9.-]+$/.test(bucket)) return bucket;
  throw new AwsError('ValidationException', 'bucket must be the name of a bucket.');
}

function objectIn(query: URLSearchParams): { readonly bucket: string; readonly key: string } {
  const key = query.get('key');
  if (key) return { bucket: bucketIn(query), key };
  throw new AwsError('ValidationException', 'key must be the key of an object.');
}

function pathOf({ bucket, key }: { readonly bucket: string; readonly key: string }): string {
  const encoded = key
    .split('/')
    .map((part) =>
      encodeURIComponent(part).replace(
        /[!'()*]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
    );
  return `/${bucketIn(new URLSearchParams({ bucket }))}/${encoded.join('/')}`;
}
