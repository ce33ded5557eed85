export { type ParsedTriggerError, parseTriggerError } from './parse-trigger-error.js';
