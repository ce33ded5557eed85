import { optionsFromEnv } from '@amplify-recipes/core';
import { EmailDomainOptions, emailDomain } from './recipe.js';

export const handler = emailDomain(optionsFromEnv(EmailDomainOptions));
