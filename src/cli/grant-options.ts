// The options that give power: the same words wherever grants are read. Parsed by flows/grants.
import type { Option } from './command.ts'

export const GRANT_OPTIONS: readonly Option[] = [
  { flags: '--read <path>', summary: 'Let it read this file or folder', repeatable: true },
  { flags: '--write <path>', summary: 'Let it read and change this file or folder', repeatable: true },
  { flags: '--exec <path>', summary: 'Let it start this program, or programs of this folder', repeatable: true },
  {
    flags: '--net <host:port>',
    summary: 'Let it reach this host by TLS; HOST:PORT/http[:METHODS[:PATH]] or HOST:PORT/tcp for others',
    repeatable: true,
  },
  { flags: '--env <name[=value]>', summary: 'Let it see this variable', repeatable: true },
  {
    flags: '--secret <name[=ref]>',
    summary: 'Let it see this secret; REF is env:NAME or file:PATH, and the value is never stored or logged',
    repeatable: true,
  },
  { flags: '--memory <bytes>', summary: 'Data memory of each process, such as 512M' },
  { flags: '--cpu <cores>', summary: 'Cores (kept in the pin; not in force yet)' },
  { flags: '--pids <count>', summary: 'Processes and threads at a time' },
  { flags: '--time <duration>', summary: 'Longest life of one run, such as 10m' },
  { flags: '--cwd <path>', summary: 'Start in this granted folder instead of the private home' },
]
