// What an account is signed in with besides browsers, as the page of sessions needs it; the API's room fits it.
import type { Acting } from '../activity/activity.ts'
import type { LiveSession } from './sessions.ts'

export interface FurtherSessions {
  list(userId: string): Promise<LiveSession[]>
  endOne(ending: { userId: string; handle: string; by: Acting }): Promise<'ended' | 'not-there'>
  /** How many. */
  endAll(ending: { userId: string; by: Acting }): Promise<number>
}

export const NONE_FURTHER: FurtherSessions = {
  list: async () => [],
  endOne: async () => 'not-there',
  endAll: async () => 0,
}
