import * as v from 'valibot';

export const GateOptions = v.object({ domain: v.string(), key: v.string() });
