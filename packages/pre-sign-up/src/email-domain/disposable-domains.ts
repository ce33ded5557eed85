import { disposableEmailBlocklistSet } from 'disposable-email-domains-js';

/**
 * About 8,900 domains of disposable e-mail addresses, from the list of the community
 * (https://github.com/disposable-email-domains/disposable-email-domains, public domain). They add
 * 145 kB to a bundle, so only the handler that needs them imports them.
 */
export const disposableDomains: ReadonlySet<string> = disposableEmailBlocklistSet();
