import { createHmac, randomBytes } from 'node:crypto';
import type { ServiceContext } from '../../context/service-context.js';
import { namedByInput } from '../../context/timeline/named-input.js';
import type { Permission } from '../../iam/policy.js';
import { AwsError } from '../../protocols/aws-error.js';
import {
  answerJson,
  type JsonObject,
  type JsonOperations,
  signedOperations,
} from '../../protocols/json.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn } from '../../protocols/request-input.js';
import type { Secrets } from '../../store/secrets.js';
import type { Service, ServiceDefinition } from '../service.js';
import { secretsManagerResourceTypes } from './resource-types.js';
import { createSecretDirectory, type Secret, type SecretDirectory } from './secrets.js';

const CURRENT = 'AWSCURRENT';
/** Keys the version ids, so that nobody can guess a secret's value from the id of its version. */
const VERSION_KEY = randomBytes(32);

/**
 * AWS Secrets Manager: reads the secrets of the template.
 *
 * @param local The values that the developer set for secrets that the template does not define.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html
 */
export const secretsManager = (local: Secrets): ServiceDefinition => ({
  name: 'secretsmanager',
  resourceTypes: secretsManagerResourceTypes,
  create: (context) => createSecretsManager(local, context),
});

function createSecretsManager(local: Secrets, context: ServiceContext): Service {
  const directory = createSecretDirectory(local, context);
  const deployedAt = context.now() / 1000;
  const operations = secretOperations(directory, deployedAt);
  return {
    maxBodyBytes: 64 * 1024,
    signingName: 'secretsmanager',
    timeline: namedByInput('SecretId', 'Name'),
    matches: ({ target, signingName }) =>
      target?.prefix === 'secretsmanager' || signingName === 'secretsmanager',
    permissions: (request) => secretPermissions(request, directory, context),
    handle: (request) => answerJson(operations, request),
    deploy: (graph) => directory.deploy(graph),
    describe: ({ type, physicalId }) =>
      type === 'AWS::SecretsManager::Secret' ? directory.find(physicalId)?.name : undefined,
  };
}

function secretOperations(directory: SecretDirectory, createdAt: number): JsonOperations {
  const find = (input: JsonObject): Secret => {
    const id = textIn(input, 'SecretId');
    if (!id) throw new AwsError('ValidationException', "'SecretId' must be a string.");
    const secret = directory.find(id);
    if (secret) return secret;
    throw notFound("Secrets Manager can't find the specified secret.");
  };
  return signedOperations({
    GetSecretValue(input) {
      const secret = find(input);
      const stage = textIn(input, 'VersionStage') ?? CURRENT;
      const versionId = textIn(input, 'VersionId') ?? versionOf(secret);
      if (secret.value === undefined || stage !== CURRENT) {
        throw notFound(
          `Secrets Manager can't find the specified secret value for staging label: ${stage}`,
        );
      }
      if (versionId !== versionOf(secret)) {
        throw notFound(
          `Secrets Manager can't find the specified secret value for VersionId: ${versionId}`,
        );
      }
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: versionId,
        SecretString: secret.value,
        VersionStages: [CURRENT],
        CreatedDate: createdAt,
      };
    },
    DescribeSecret(input) {
      const secret = find(input);
      return {
        ARN: secret.arn,
        Name: secret.name,
        Description: secret.description,
        KmsKeyId: secret.kmsKeyId,
        CreatedDate: createdAt,
        LastChangedDate: createdAt,
        ...(secret.value !== undefined && {
          VersionIdsToStages: { [versionOf(secret)]: [CURRENT] },
        }),
      };
    },
  });
}

/** The id of a secret's version, which depends on its value. */
function versionOf({ arn, value = '' }: Secret): string {
  const hex = createHmac('sha256', VERSION_KEY).update(`${arn}\0${value}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
}

/**
 * The permissions that a request needs. A secret that is encrypted with a key of the account also
 * needs a permission on that key.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html
 */
function secretPermissions(
  request: ServiceRequest,
  directory: SecretDirectory,
  { partition, region, accountId }: ServiceContext,
): readonly Permission[] {
  const id = textIn(inputOf(request), 'SecretId');
  const operation = request.target?.operation ?? '';
  if (!id) return [{ action: `secretsmanager:${operation}`, resources: ['*'] }];
  const secret = directory.find(id);
  const prefix = `arn:${partition}:secretsmanager:${region}:${accountId}:secret:`;
  const arn = secret?.arn ?? (id.startsWith('arn:') ? id : prefix + id);
  const needed = [{ action: `secretsmanager:${operation}`, resources: [arn] }];
  const key = operation === 'GetSecretValue' ? secret?.kmsKeyId : undefined;
  if (!key?.startsWith('arn:')) return needed;
  return [...needed, { action: 'kms:Decrypt', resources: [key] }];
}

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message);
}
