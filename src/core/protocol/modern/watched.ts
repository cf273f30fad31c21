// The lists whose changes a subscription is to tell of (MCP 2026-07-28 subscriptions), as far as a policy can change them.
import { isObject, type JsonObject } from '../../model/json.ts'

export type PolicedList = 'tools' | 'prompts'
export const POLICED_LISTS: readonly PolicedList[] = ['tools', 'prompts']

export function watchedIn({ notifications }: JsonObject): readonly PolicedList[] {
  return isObject(notifications) ? POLICED_LISTS.filter((list) => notifications[`${list}ListChanged`] === true) : []
}
