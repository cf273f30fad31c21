// Ways to break a plan on purpose, each opening one thing that the self-test must notice.
import { FD, type Plan } from '../../src/core/confine/plan.ts'

const without = (options: readonly string[], ...words: string[]): string[] => {
  const at = options.findIndex((_, i) => words.every((word, j) => options[i + j] === word))
  if (at < 0) throw new Error(`the plan has no ${words.join(' ')}`)
  return options.toSpliced(at, words.length)
}
/** Before the first remount, so that the addition is still possible. */
const withMore = (plan: Plan, ...words: string[]): Plan => ({
  ...plan,
  options: plan.options.toSpliced(plan.options.indexOf('--remount-ro'), 0, ...words),
})
/** As root the path has to be staged as well. */
const showing = (plan: Plan, how: '--bind' | '--ro-bind', path: string): Plan => ({
  ...withMore(plan, how, path, path),
  staging: plan.staging && [...plan.staging, how, path, path],
})

export const SABOTAGE = {
  'network shared': (plan: Plan) => withMore(plan, '--share-net'),
  'no network of its own for granted hosts': (plan: Plan) => ({ ...plan, network: null }),
  'bait visible': (plan: Plan) => showing(plan, '--ro-bind', '/tmp'),
  'bait visible, and nowhere to throw words away': (plan: Plan) =>
    withMore(showing(plan, '--ro-bind', '/tmp'), '--ro-bind', '/usr/bin/env', '/dev/null'),
  'scratch writable': (plan: Plan) => showing(plan, '--bind', '/tmp'),
  'root folder writable': (plan: Plan) => ({ ...plan, options: without(plan.options, '--remount-ro', '/') }),
  'a capability kept': (plan: Plan) => withMore(plan, '--cap-add', 'CAP_NET_RAW'),
  'processes shared': (plan: Plan) => ({
    ...plan,
    options: [
      ...['--unshare-net', '--unshare-ipc', '--unshare-uts'],
      ...without(without(plan.options, '--unshare-all'), '--proc', '/proc'),
    ].toSpliced(3, 0, '--ro-bind', '/proc', '/proc'),
  }),
  'another user inside': (plan: Plan) => ({
    ...plan,
    options: plan.options.with(plan.options.indexOf('--uid') + 1, '0'),
  }),
  'a file left open': (plan: Plan) => ({ ...plan, files: [...plan.files, { fd: 20, dest: '/unused', text: '' }] }),
  'system calls unfiltered': (plan: Plan) => ({
    ...plan,
    options: without(plan.options, '--seccomp', String(FD.filter)),
  }),
  'crashes told to this machine': (plan: Plan) => ({ ...plan, crash: [] }),
  'another host user expected': (plan: Plan) => ({ ...plan, hostUid: plan.hostUid + 1 }),
  'root kept': (plan: Plan) => ({ ...plan, drop: [], hostUid: 0 }),
} as const satisfies Record<string, (plan: Plan) => Plan>
export type Sabotage = keyof typeof SABOTAGE
