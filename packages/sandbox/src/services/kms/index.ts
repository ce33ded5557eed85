import { SYMMETRIC } from '../../context/keys/key-store.js';
import { namedByInput } from '../../context/timeline/named-input.js';
import { answerJson, signedOperations } from '../../protocols/json.js';
import type { ServiceDefinition } from '../service.js';
import { kmsOperations } from './operations.js';
import { keyPermissions } from './permissions.js';
import { kmsResourceTypes } from './resource-types.js';

/**
 * AWS KMS: the symmetric keys of the template, and the operations that encrypt and decrypt.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/Welcome.html
 */
export const kms: ServiceDefinition = {
  name: 'kms',
  resourceTypes: kmsResourceTypes,
  create(context) {
    const operations = signedOperations(kmsOperations(context));
    let unserved: readonly string[] = [];
    return {
      signingName: 'kms',
      timeline: namedByInput('KeyId'),
      maxBodyBytes: 64 * 1024,
      deploy(graph) {
        context.keys.deploy(graph);
        unserved = graph
          .ofType('AWS::KMS::Key')
          .flatMap(({ name, properties: { KeySpec: spec = SYMMETRIC } }) =>
            spec === SYMMETRIC
              ? []
              : `KMS key ${name} is ${spec}, which the sandbox does not support.`,
          );
      },
      matches: ({ target }) => target?.prefix === 'TrentService',
      permissions: (request) => keyPermissions(request, context),
      handle: (request) => answerJson(operations, request),
      describe: ({ type, physicalId }) =>
        Object.hasOwn(kmsResourceTypes, type) ? physicalId : undefined,
      warnings: () => unserved,
    };
  },
};
