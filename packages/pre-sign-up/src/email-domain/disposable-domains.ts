import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';

/**
 * The domains of throw-away mailboxes, about 8,900, from the community's list
 * (https://github.com/disposable-email-domains/disposable-email-domains, public domain). They add
 * 145 kB to a bundle, so they come only with the handler that asks for them.
 */
export const disposableDomains: ReadonlySet<string> = disposableEmailBlocklistSet();
