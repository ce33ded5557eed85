import type { Resource, ResourceGraph } from '../../assembly/resource-graph.js';
import { listOf, objectOf } from '../../assembly/template-values.js';
import { type CorsRule, parseCorsRules } from './cors.js';
import { noSuchBucket } from './errors.js';
import { type NotificationRule, notificationRules } from './notification-rules.js';
import { type AnonymousAccess, parseAnonymousAccess } from './policy.js';

/** A bucket of the template. */
export type Bucket = {
  readonly name: string;
  readonly arn: string;
  /** In milliseconds since 1970. */
  readonly createdAt: number;
  readonly versioning: 'Enabled' | 'Suspended' | undefined;
  readonly cors: readonly CorsRule[];
  readonly notifications: readonly NotificationRule[];
  /** The access that its policies give to everybody. */
  readonly anonymous: AnonymousAccess;
};

export type Buckets = {
  readonly all: readonly Bucket[];
  has(name: string): boolean;
  /** @throws {AwsError} `NoSuchBucket` */
  find(name: string): Bucket;
  deploy(graph: ResourceGraph): void;
};

/** @param createdAt Returns the time at which a bucket was first deployed, by its name. */
export function createBuckets(createdAt: (name: string) => number): Buckets {
  let buckets: ReadonlyMap<string, Bucket> = new Map();
  return {
    get all() {
      return [...buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    has: (name) => buckets.has(name),
    find(name) {
      const bucket = buckets.get(name);
      if (!bucket) throw noSuchBucket(name);
      return bucket;
    },
    deploy(graph) {
      buckets = new Map(
        graph.ofType('AWS::S3::Bucket').map((resource) => {
          const bucket = readBucket(graph, resource);
          return [bucket.name, { ...bucket, createdAt: createdAt(bucket.name) }];
        }),
      );
    },
  };
}

function readBucket(
  graph: ResourceGraph,
  { physicalId: name, attributes, properties }: Resource,
): Omit<Bucket, 'createdAt'> {
  const ofBucket = (type: string, property: string) =>
    graph.ofType(type).filter((resource) => resource.properties[property] === name);
  const { Status } = objectOf(properties.VersioningConfiguration);
  return {
    name,
    arn: String(attributes?.Arn ?? `arn:aws:s3:::${name}`),
    versioning: Status === 'Enabled' || Status === 'Suspended' ? Status : undefined,
    cors: parseCorsRules(listOf(objectOf(properties.CorsConfiguration).CorsRules)),
    notifications: [
      ...notificationRules(objectOf(properties.NotificationConfiguration)),
      ...ofBucket('Custom::S3BucketNotifications', 'BucketName').flatMap((resource) =>
        notificationRules(objectOf(resource.properties.NotificationConfiguration)),
      ),
    ],
    anonymous: parseAnonymousAccess(
      ofBucket('AWS::S3::BucketPolicy', 'Bucket').map((policy) =>
        objectOf(policy.properties.PolicyDocument),
      ),
      properties.PublicAccessBlockConfiguration === undefined
        ? undefined
        : objectOf(properties.PublicAccessBlockConfiguration),
    ),
  };
}
