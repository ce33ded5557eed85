export { type AttributeRulesOptions, attributeRules } from './attribute-rules/recipe.js';
export { disposableDomains } from './email-domain/disposable-domains.js';
export { EmailDomainOptions, emailDomain } from './email-domain/recipe.js';
export { MinimumAgeOptions, minimumAge } from './minimum-age/recipe.js';
