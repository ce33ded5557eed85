import { type LucideIcon, Mail, Megaphone, MessageSquareText } from 'lucide-react';
import type { OutboxMessage } from '../api/contract.ts';

type Channel = OutboxMessage['channel'];

export const channelNames: Readonly<Record<Channel, string>> = {
  email: 'E-mail',
  sms: 'Text message',
  topic: 'Message of a topic',
};

export const channelIcons: Readonly<Record<Channel, LucideIcon>> = {
  email: Mail,
  sms: MessageSquareText,
  topic: Megaphone,
};
