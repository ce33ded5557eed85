/** How the recipe one-time-code sends a code. */
export type Channel = 'email' | 'sms';

type ChannelChoice = { readonly name: Channel; readonly label: string; readonly hint: string };

/** The choices of the page, in its order. */
export const CHANNELS: readonly ChannelChoice[] = [
  { name: 'email', label: 'An e-mail', hint: 'To the address of the account.' },
  { name: 'sms', label: 'A text message', hint: 'To its phone number, if that is confirmed.' },
];
