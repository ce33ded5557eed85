export { defineEmailDomain } from './email-domain/resource.js';
