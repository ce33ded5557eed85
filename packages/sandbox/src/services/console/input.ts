import { AwsError } from '../../protocols/aws-error.js';
import type { JsonObject } from '../../protocols/json.js';
import { filledText } from '../../protocols/request-input.js';

/**
 * A text in the input of the console's API.
 *
 * @throws {AwsError} `ValidationException` if it is missing or empty, `SerializationException` if it
 *   is not a text.
 */
export function requiredText(input: JsonObject, member: string): string {
  return filledText(
    input,
    member,
    () => new AwsError('ValidationException', `${member} must be a text that is not empty.`),
  );
}
