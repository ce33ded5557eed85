import { loggable } from './loggable.js';

/**
 * A record that cannot be handled, however often it is tried: its data are not what was expected.
 * Lambda's log has its message. It names a place in the record, never what stands there.
 */
export class RecordError extends Error {
  override readonly name = 'RecordError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    loggable(this);
  }
}
