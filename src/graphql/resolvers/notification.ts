/**
 * Word to recipients that a consent ended, as officers and auditors see it.
 */
import type { Notification as Kept } from '../../governance/notifications/port.ts';
import type { Notification, Resolvers } from '../generated/resolvers-types.ts';
import { toConnection } from './connection.ts';
import { readPage } from './input.ts';

export const notificationResolvers = {
  Query: {
    notifications: async (_root, { state, ...page }, { actor, governance: { notifications } }) =>
      toConnection(await notifications.list(actor, state, readPage(page)), toNotification),
  },
} satisfies Resolvers;

const toNotification = ({ recipientId, dueAt, ...kept }: Kept): Notification => ({
  ...kept,
  recipient: recipientId,
  dueAt: kept.state === 'WAITING' ? dueAt : null,
});
