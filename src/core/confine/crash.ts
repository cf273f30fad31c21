// Where crashes are piped to a program (core(5)), the kernel starts it as root with the memory of whoever crashed, also at a limit of 0. At 1
// byte it starts nothing (do_coredump, fs/coredump.c).
import type { Host } from './plan.ts'

const SILENT = 1

/** RLIMIT_CORE of a server, in bytes. Who was forbidden to dump can set no more than 0. */
export const crashLimit = ({ dumpsNothing }: Host): number => (dumpsNothing ? 0 : SILENT)

/** What stands before the sandboxing command. Null: it is not there, and is needed. */
export function crashCommand(host: Host): readonly string[] | null {
  const limit = crashLimit(host)
  if (limit === 0) return []
  const { prlimit } = host.tools
  return prlimit === undefined ? null : [prlimit, `--core=${limit}:${limit}`, '--']
}
