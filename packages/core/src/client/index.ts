export { type ParsedTriggerError, parseTriggerError, type Refusal } from './parse-trigger-error.js';
