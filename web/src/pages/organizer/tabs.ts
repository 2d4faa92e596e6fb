// The tabs of the organizer's page, in their order; each is the address's #.
export const tabs = ['now', 'agenda', 'registration', 'delegations', 'source', 'staff', 'messages', 'doors'] as const;
export type Tab = (typeof tabs)[number];
