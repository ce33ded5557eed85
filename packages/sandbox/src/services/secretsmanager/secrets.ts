import { localNameOf } from '../../assembly/dynamic-references.js';
import type { ResourceGraph } from '../../assembly/resource-graph.js';
import { stringOf } from '../../assembly/template-values.js';
import type { ServiceContext } from '../../context/service-context.js';
import type { Secrets } from '../../store/secrets.js';
import { secretNameOf } from './resource-types.js';

export type Secret = {
  readonly arn: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly kmsKeyId: string | undefined;
  /** Undefined until somebody sets it. */
  readonly value: string | undefined;
};

export type SecretDirectory = {
  /** @param id The name, or the ARN with or without its last six characters. */
  find(id: string): Secret | undefined;
  deploy(graph: ResourceGraph): void;
};

/**
 * The secrets of the template, and the values that the developer set for secrets that exist only in
 * AWS.
 *
 * @param local Values by name, for example for secrets that the app does not define.
 */
export function createSecretDirectory(
  local: Secrets,
  { partition, region, accountId }: ServiceContext,
): SecretDirectory {
  let secrets: readonly Secret[] = [];
  const prefix = `arn:${partition}:secretsmanager:${region}:${accountId}:secret:`;
  const findLocal = (id: string): Secret | undefined => {
    const value = local.get(localNameOf(id)) ?? local.get(localNameOf(id.replace(/-\w{6}$/, '')));
    if (value === undefined) return undefined;
    const isArn = id.startsWith('arn:');
    const arn = isArn ? id : `${prefix}${id}-local0`;
    const name = isArn ? secretNameOf(id) : id;
    return { arn, name, description: undefined, kmsKeyId: undefined, value };
  };
  return {
    find: (id) =>
      secrets.find(({ arn, name }) => id === arn || id === name || id === arn.slice(0, -7)) ??
      findLocal(id),
    deploy(graph) {
      secrets = graph
        .ofType('AWS::SecretsManager::Secret')
        .map(({ physicalId, properties, value }) => ({
          arn: physicalId,
          name: secretNameOf(physicalId),
          description: stringOf(properties.Description),
          kmsKeyId: stringOf(properties.KmsKeyId),
          value: value ?? local.get(localNameOf(secretNameOf(physicalId))),
        }));
    },
  };
}
