import { bucketDeploymentTypes } from '../../assembly/bucket-deployment.js';
import type { Resource } from '../../assembly/resource-graph.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { ServiceRequestHead } from '../../protocols/request.js';
import type {
  ServiceDefinition,
  StreamRequest,
  StreamResponse,
  StreamService,
} from '../service.js';
import { openBlobs, type Segment } from './blobs.js';
import { openBucketDeployments } from './bucket-deployments.js';
import { createBuckets } from './buckets.js';
import { corsHeaders } from './cors.js';
import { accessDenied, notImplemented, requestIds, s3Error, xmlResponse } from './errors.js';
import { filterWarnings } from './notification-rules.js';
import { createNotifications } from './notifications.js';
import { openObjectStore } from './object-store.js';
import { ANONYMOUS_ACTIONS, operationName, operationOf, s3Operations } from './operations.js';
import { checkPermission } from './permissions.js';
import { type BucketRequest, parsePath, type S3 } from './request.js';
import { objectTimeline } from './request-timeline.js';
import { s3ResourceTypes } from './resource-types.js';
import { openUploads } from './uploads.js';

/**
 * Amazon S3: the buckets of the template.
 *
 * The bytes of objects are in files, everything else is in the database. Events are sent to
 * functions.
 *
 * @param folder The folder for the files.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html
 */
export const s3 = (folder: string): ServiceDefinition<StreamService> => ({
  name: 's3',
  resourceTypes: { ...s3ResourceTypes, ...bucketDeploymentTypes },
  create(context) {
    const { database, region } = context;
    const blobs = openBlobs(folder);
    const onReplaced = (segments: readonly Segment[]) => blobs.remove(segments);
    const objects = openObjectStore({ ...context, onReplaced });
    const uploads = openUploads({ ...context, onReplaced });
    blobs.sweep(new Set([...objects.blobs(), ...uploads.blobs()]));

    database.exec(
      'CREATE TABLE IF NOT EXISTS s3_buckets (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT',
    );
    const insertBucket = database.prepare(
      'INSERT INTO s3_buckets VALUES (?, ?) ON CONFLICT DO UPDATE SET name = name RETURNING created_at',
    );
    const buckets = createBuckets((name) =>
      Number(insertBucket.get(name, context.now())?.created_at),
    );
    const notifications = createNotifications(context);
    const service: S3 = { buckets, objects, uploads, blobs, notifications };
    const deployments = openBucketDeployments(service, context);
    const operations = s3Operations(region);
    let unserved: readonly string[] = [];

    const perform = async (request: StreamRequest): Promise<StreamResponse> => {
      const { bucket: bucketName, key } = parsePath(request.path);
      const { method, query, headers, caller } = request;
      const isAnonymous = caller.type === 'anonymous';
      if (bucketName === '') {
        if (isAnonymous) throw accessDenied();
        if (method !== 'GET') throw notImplemented(`${method} of all buckets`);
        const refused = request.refusal({ action: 's3:ListAllMyBuckets', resources: ['*'] });
        if (refused !== undefined) throw accessDenied(refused);
        return listBuckets();
      }
      const bucket = buckets.find(bucketName);
      const bucketRequest: BucketRequest = { ...request, bucket };
      if (method === 'OPTIONS') return preflight(bucketRequest);
      const name = operationName(method, query, headers);
      if (!isAnonymous) checkPermission(bucketRequest, name, key);
      else if (!isPublic(bucketRequest, name, key)) throw accessDenied();
      return key === ''
        ? operationOf(operations.ofBuckets, name, 'bucket')(service, bucketRequest)
        : operationOf(operations.ofObjects, name, 'object')(service, { ...bucketRequest, key });
    };

    const listBuckets = () =>
      xmlResponse('ListAllMyBucketsResult', {
        Owner: { ID: 'amplify-recipes' },
        Buckets: {
          Bucket: buckets.all.map(({ name, createdAt }) => ({
            Name: name,
            CreationDate: new Date(createdAt).toISOString(),
            BucketRegion: region,
          })),
        },
      });

    const corsOf = (head: ServiceRequestHead): Readonly<Record<string, string>> => {
      const { origin } = head.headers;
      const [, name = ''] = head.path.split('/');
      if (origin === undefined || !buckets.has(name)) return {};
      const { cors } = buckets.find(name);
      return corsHeaders(cors, { origin, method: head.method, headers: [] }) ?? {};
    };

    const errorResponse = (error: AwsError, head: ServiceRequestHead) => {
      const response = s3Error(error, head);
      return { ...response, headers: { ...corsOf(head), ...response.headers, ...OF_STRANGERS } };
    };

    return {
      signingName: 's3',
      timeline: objectTimeline,
      async deploy(graph) {
        buckets.deploy(graph);
        await deployments.deploy(graph);
        unserved = buckets.all.flatMap(({ name, notifications: rules }) =>
          rules.some(({ functionArn }) => functionArn === undefined)
            ? `Bucket ${name} notifies queues or topics, which the sandbox does not support.`
            : [],
        );
      },
      matches: ({ target, signingName, path }) =>
        signingName === 's3' || (!target && !signingName && buckets.has(path.split('/')[1] ?? '')),
      async handleStream(request) {
        try {
          const { status, headers, body } = await perform(request);
          return {
            status,
            headers: {
              ...requestIds(request.id),
              ...corsOf(request),
              ...headers,
              ...OF_STRANGERS,
            },
            body,
          };
        } catch (error) {
          if (error instanceof AwsError) return errorResponse(error, request);
          throw error;
        }
      },
      errorResponse,
      describe: (resource) => (isBucket(resource) ? resource.physicalId : undefined),
      warnings: () => [
        ...unserved,
        ...buckets.all.flatMap(({ name, notifications: rules }) =>
          rules.flatMap((rule) => filterWarnings(name, rule)),
        ),
        ...deployments.warnings,
      ],
    };
  },
});

/**
 * The headers for objects, which may be pages with scripts. An object has the origin of the
 * sandbox's own pages, but it must not read them, such as the codes in the outbox. With these
 * headers, browsers give it a separate origin and run none of its scripts.
 *
 * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy/sandbox
 */
const OF_STRANGERS = {
  'content-security-policy': 'sandbox',
  'x-content-type-options': 'nosniff',
};

function isBucket({ type }: Resource): boolean {
  return type === 'AWS::S3::Bucket';
}

/** Whether the bucket's policy allows the request to everybody. */
function isPublic({ bucket, query }: BucketRequest, name: string, key: string): boolean {
  if (key === '') {
    const lists = name === 'GET ' || name === 'GET list-type' || name === 'HEAD ';
    return lists && bucket.anonymous('s3:ListBucket', bucket.arn);
  }
  const action = ANONYMOUS_ACTIONS[name];
  if (action === undefined) return false;
  const ofVersion = query.has('versionId') ? 'Version' : '';
  return bucket.anonymous(action + ofVersion, `${bucket.arn}/${key}`);
}

/** @throws {AwsError} `AccessForbidden`, `BadRequest` */
function preflight({ bucket, headers }: BucketRequest): StreamResponse {
  const origin = headers.origin;
  const method = headers['access-control-request-method'];
  if (origin === undefined || method === undefined) {
    throw new AwsError(
      'BadRequest',
      'Insufficient information. Origin and Access-Control-Request-Method request headers needed.',
    );
  }
  if (bucket.cors.length === 0) {
    throw new AwsError(
      'AccessForbidden',
      'CORSResponse: CORS is not enabled for this bucket.',
      403,
    );
  }
  const asked = (headers['access-control-request-headers'] ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const allowed = corsHeaders(bucket.cors, { origin, method, headers: asked });
  if (!allowed) {
    throw new AwsError(
      'AccessForbidden',
      "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
      403,
    );
  }
  return {
    status: 200,
    headers: {
      ...allowed,
      ...(headers['access-control-request-private-network'] !== undefined && {
        'access-control-allow-private-network': 'true',
      }),
    },
    body: '',
  };
}
