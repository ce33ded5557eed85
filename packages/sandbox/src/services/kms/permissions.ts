import { keyIdOf } from '../../context/keys/ciphertext.js';
import type { ServiceContext } from '../../context/service-context.js';
import type { Permission } from '../../iam/policy.js';
import { AwsError } from '../../protocols/aws-error.js';
import type { ServiceRequest } from '../../protocols/request.js';
import { inputOf, textIn } from '../../protocols/request-input.js';

/**
 * The permissions that a request to KMS needs, for the key that it names or that made its
 * ciphertext.
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
  if (reference === undefined) return [];
  try {
    const { arn } = keys.find(reference);
    return [{ action: `kms:${request.target?.operation}`, resources: [arn] }];
  } catch (error) {
    // For a missing key, the operation itself throws the error.
    if (error instanceof AwsError) return [];
    throw error;
  }
}
