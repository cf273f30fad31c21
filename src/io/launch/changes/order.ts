// What the guard and the thread that watches changes tell each other.
import type { Watched } from '../../../core/confine/changes.ts'
import type { Bounds } from './folders.ts'

export type Order = {
  readonly paths: readonly string[]
  readonly limit: number
  readonly windowMs: number
  readonly bounds: Bounds
  /** Numbers of both threads, by SHARED. */
  readonly shared: SharedArrayBuffer
}
/**
 * How many files were changed, once the server is ended for it; 1 from when the server may run; how many changes were told of while
 * a call is watched by itself, of files that were not changed at other times; 1 while a call is.
 */
export const SHARED = { changed: 0, released: 1, seen: 2, alone: 3 } as const
/**
 * What is told: that the first folders are watched, how far the watch has come or that there is none, and later that all changes so
 * far are counted.
 */
export type Told = 'begun' | { readonly watched: Watched } | { readonly failed: string } | 'counted'
/** What is asked: to watch over the server whose first process this is; or, when it has ended, to count what is left. */
export type Asked = { readonly init: number } | 'count'
