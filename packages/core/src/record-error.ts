import { loggable } from './loggable.js';

/**
 * An error for a record with wrong data, which fails at every retry. Its message is logged: it may
 * name a place in the record, but never a value.
 */
export class RecordError extends Error {
  override readonly name = 'RecordError';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    loggable(this);
  }
}
