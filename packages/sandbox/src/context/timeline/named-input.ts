import { isJsonObject, parseJson } from '../../protocols/json-value.js';
import type { RequestTimeline } from './request-entry.js';

/**
 * Describes requests of a JSON protocol by the resource in their input.
 *
 * @param members The members that name it, the first one counts. Of an ARN or a URL, the end is
 *   shown.
 */
export function namedByInput(...members: readonly string[]): RequestTimeline {
  return {
    describe({ body }) {
      const value = parseJson(body);
      const input = isJsonObject(value) ? value : {};
      const names = members.map((member) => (Object.hasOwn(input, member) ? input[member] : ''));
      const detail = names.find((name) => typeof name === 'string' && name !== '');
      return typeof detail === 'string' ? { detail: shortName(detail) } : {};
    },
  };
}

function shortName(name: string): string {
  return /^(?:arn|https?):/.test(name) ? name.slice(name.search(/[^/:]*$/)) : name;
}
