// The roles one can be invited to, the ones most often needed first.
import type { StaffRole } from '../../wire';
export const staff_roles: readonly StaffRole[] = ['desk', 'moderator', 'speaker', 'organizer'];
