// The watch over changes, where a server may change anything. Most may not: they load none of it.
import { writable } from '../../../core/confine/changes.ts'
import type { Plan } from '../../../core/confine/plan.ts'
import type { ChangeWatch } from './watch.ts'

export async function watchFor(plan: Pick<Plan, 'binds' | 'limits'>): Promise<ChangeWatch | null> {
  if (writable(plan.binds).length === 0) return null
  const { watchChanges } = await import('./watch.ts')
  return watchChanges(plan)
}
