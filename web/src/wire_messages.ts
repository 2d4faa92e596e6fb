// Messages to guests as organizers see them; recipients come masked.
export type Channel = 'mail' | 'sms';
export type MessageKind = 'ticket' | 'waiting' | 'promoted' | 'offered' | 'moved' | 'changed' | 'replaced' | 'cancelled' | 'reminder' | 'test' | 'requested' | 'declined' | 'rescheduled';
export type MessageStatus = 'queued' | 'sending' | 'sent' | 'failed' | 'given_up' | 'uncertain' | 'superseded';

export interface Message {
  id: string;
  kind: MessageKind;
  channel: Channel;
  status: MessageStatus;
  recipient: string;
  name?: string; // of the guest; absent: a test
  attempts: number;
  queued_at: number;
  due_at?: number;
  done_at?: number;
  error?: string;
}

export interface ChannelState {
  configured: boolean;
  from?: string;
  since?: number; // its server cannot be reached since then
  problem?: string;
}

export interface Reminders {
  before: number[]; // ms before the start
}

export interface Messages {
  channels: Record<Channel, ChannelState>;
  counts: Partial<Record<MessageStatus, number>>;
  reminders: Reminders;
  messages: Message[];
  more: boolean;
}
