import type { ServiceContext } from '../../context/service-context.js';
import type { StreamRequest } from '../service.js';
import type { Bucket } from './buckets.js';
import { formEncodeKey } from './key-encoding.js';
import { isForKey } from './notification-rules.js';
import type { StoredObject } from './stored-object.js';

export type EventName =
  | 'ObjectCreated:Put'
  | 'ObjectCreated:Copy'
  | 'ObjectCreated:CompleteMultipartUpload'
  | 'ObjectRemoved:Delete'
  | 'ObjectRemoved:DeleteMarkerCreated';

/** Invokes the functions of the template with the events of its buckets. */
export type Notifications = {
  /** @param object The object that was put or removed, with the sequence number of the change. */
  send(event: EventName, cause: Cause, object: StoredObject): void;
};

/** The caller, the bucket and the request of a change. */
export type Cause = Pick<StreamRequest, 'caller' | 'id'> & { readonly bucket: Bucket };

export function createNotifications({ functions, region, now }: ServiceContext): Notifications {
  return {
    send(eventName, request, object) {
      const { bucket } = request;
      for (const rule of bucket.notifications) {
        const { functionArn, events, id } = rule;
        const isMeant =
          functionArn !== undefined &&
          events.some((pattern) => isOf(pattern, eventName)) &&
          isForKey(rule, object.key);
        if (!isMeant) continue;
        const record = {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: region,
          eventTime: new Date(now()).toISOString(),
          eventName,
          userIdentity: { principalId: principalOf(request) },
          requestParameters: { sourceIPAddress: '127.0.0.1' },
          responseElements: { 'x-amz-request-id': request.id, 'x-amz-id-2': request.id },
          s3: {
            s3SchemaVersion: '1.0',
            configurationId: id,
            bucket: {
              name: bucket.name,
              ownerIdentity: { principalId: OWNER_ID },
              arn: bucket.arn,
            },
            object: describe(eventName, request, object),
          },
        };
        try {
          functions.invokeAsync(functionArn, { Records: [record] }, { source: 's3' });
        } catch {
          // A function that no longer exists gets no events. This is not an error for the writer.
        }
      }
    },
  };
}

const OWNER_ID = 'A3NL1KOZZKEXAMPLE';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
function describe(
  eventName: EventName,
  { bucket }: Cause,
  { key, size, etag, versionId, sequence }: StoredObject,
) {
  return {
    key: formEncodeKey(key),
    ...(eventName.startsWith('ObjectCreated:') && { size }),
    ...(eventName !== 'ObjectRemoved:Delete' && { eTag: etag || EMPTY_MD5 }),
    ...(bucket.versioning !== undefined && { versionId }),
    sequencer: sequence.toString(16).toUpperCase().padStart(18, '0'),
  };
}

/** The ETag in the event of a delete marker, which has no bytes. */
const EMPTY_MD5 = 'd41d8cd98f00b204e9800998ecf8427e';

/** Whether an event matches a pattern, such as `s3:ObjectCreated:*`. */
function isOf(pattern: string, eventName: EventName): boolean {
  const event = `s3:${eventName}`;
  return pattern.endsWith('*') ? event.startsWith(pattern.slice(0, -1)) : pattern === event;
}

function principalOf({ caller }: Cause): string {
  switch (caller.type) {
    case 'anonymous':
      return 'Anonymous';
    case 'developer':
      return OWNER_ID;
    case 'role':
      return `AWS:${caller.arn.slice(caller.arn.indexOf('/') + 1).replace('/', ':')}`;
  }
}
