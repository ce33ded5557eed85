import { keyIdOf } from '../../context/keys/ciphertext.js';
import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn } from '../../protocols/request-input.js';

/**
 * The permissions that a request to KMS needs, for the key that it names or that made its
 * ciphertext. A request without a key, or with a key that
 * does not exist, needs the permission for every key: AWS does not tell other callers which keys
 * exist.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awskeymanagementservice.html
 */
export function keyPermissions(
  request: ServiceRequest,
  { keys }: ServiceContext,
): readonly Permission[] {
  const input = inputOf(request);
  const ciphertext = Buffer.from(textIn(input, 'CiphertextBlob') ?? '', 'base64');
  const reference = textIn(input, 'KeyId') ?? keyIdOf(ciphertext);
  const arn = reference === undefined ? undefined : arnOf(keys, reference);
  return [{ action: `kms:${request.target?.operation}`, resources: [arn ?? '*'] }];
}

function arnOf(keys: ServiceContext['keys'], reference: string): string | undefined {
  try {
    return keys.find(reference).arn;
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
}
