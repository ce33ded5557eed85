export { defineEmailDomain } from './email-domain/resource.js';
export { defineMinimumAge } from './minimum-age/resource.js';
