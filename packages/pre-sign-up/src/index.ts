export { EmailDomainOptions, emailDomain } from './email-domain/recipe.js';
