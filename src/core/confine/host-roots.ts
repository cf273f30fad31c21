// The folders of a machine that no error of a server has to name, and what stands for them: homes, our state, the private home.
import type { HostRoot } from '../text/clean/host-path.ts'
import { type Host, INSIDE } from './plan.ts'

/** The longest first: what lies in a home is not the home. */
export function hostRoots({ homes, stateFolders }: Pick<Host, 'homes' | 'stateFolders'>): HostRoot[] {
  const roots = new Map<string, string>([
    ...[...homes, INSIDE.home].map((path) => [path, '~'] as const),
    ...stateFolders.map((path) => [path, '[sallyport]'] as const),
  ])
  return Array.from(roots, ([path, shown]) => ({ path, shown })).toSorted((a, b) => b.path.length - a.path.length)
}
