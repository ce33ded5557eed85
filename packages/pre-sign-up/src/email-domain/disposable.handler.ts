import { optionsFromEnv } from '@amplify-recipes/core';
import { disposableDomains } from './disposable-domains.js';
import { EmailDomainOptions, emailDomain } from './recipe.js';

export const handler = emailDomain(optionsFromEnv(EmailDomainOptions), disposableDomains);
