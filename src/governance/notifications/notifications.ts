/**
 * What recipients heard and what they did not, for consent officers and auditors.
 */
import type { Authorise } from '../authorise.ts';
import type { Notifications, NotificationStore } from './port.ts';

export interface NotificationParts {
  readonly authorise: Authorise;
  readonly notificationStore: Pick<NotificationStore, 'list'>;
}

export const createNotifications = ({ authorise, notificationStore }: NotificationParts): Notifications => ({
  async list(actor, state, page) {
    const scope = await authorise(actor, 'consent:read');
    return notificationStore.list(state, scope, page);
  },
});
